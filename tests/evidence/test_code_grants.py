"""Calls become grants of the catalog, on exactly what they name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.config import from_document
from influmojo_cfn.evidence.code_grants import code_grants
from influmojo_cfn.evidence.derive import app_values
from influmojo_cfn.evidence.resource_values import ParameterNames
from tests.evidence.reading import calls_below, calls_of, python_application


def grants(text: str, **environment: str) -> list[dict[str, Any]]:
    calls = calls_of(f"import boto3, os\n{text}", name="a.py")
    return list(code_grants(calls, ParameterNames(environment)).declarations)


def bare(text: str, **environment: str) -> list[dict[str, Any]]:
    """Return the grants without their reasons."""
    found = grants(text, **environment)
    return [{k: v for k, v in each.items() if k not in ("why", "reason")} for each in found]


def test_the_grants_of_an_application(tmp_path: Path) -> None:
    calls = calls_below(python_application(tmp_path))
    found = code_grants(calls, ParameterNames({"UPLOADS_BUCKET": "uploads"}))
    assert sorted({each["grant"] for each in found.declarations}) == [
        "custom.statement",
        "dynamodb.read_items",
        "dynamodb.write_items",
        "rds_db.connect",
        "s3.list_bucket",
        "s3.read_objects",
        "s3.upload_objects",
        "ses.send_email",
        "sns.publish",
        "sqs.send_messages",
    ]
    upload = next(each for each in found.declarations if each["grant"] == "s3.upload_objects")
    assert upload["bucket"]["parameter"] == "UploadsBucket"
    assert upload["bucket"]["default"] == "uploads"
    assert upload["why"].endswith("shop.py:20 UploadFile")


def test_why_names_every_line() -> None:
    text = (
        's = boto3.client("s3")\ns.get_object(Bucket="aaa", Key="k")\n'
        's.head_object(Bucket="aaa", Key="k")'
    )
    assert grants(text) == [
        {"grant": "s3.read_objects", "bucket": "aaa", "why": "a.py:3 GetObject; a.py:4 HeadObject"}
    ]


PUBLIC = "arn:${AWS::Partition}:ssm:${AWS::Region}::parameter/aws/service/"


@pytest.mark.parametrize(
    ("call", "found"),
    [
        ('get_parameter(Name="/aws/service/a")', [("ssm:GetParameter", [f"{PUBLIC}a"])]),
        (
            'get_parameters(Names=["/aws/service/a", "/shop/a"])',
            [("ssm:GetParameters", [f"{PUBLIC}a"]), (["ssm:GetParameters"], "/shop/a")],
        ),
        (
            'get_parameters_by_path(Path="/aws/service/a")',
            [("ssm:GetParametersByPath", [f"{PUBLIC}a", f"{PUBLIC}a/*"])],
        ),
        ('get_parameter(Name="/aws/services/a")', [(["ssm:GetParameter"], "/aws/services/a")]),
    ],
)
def test_parameters_of_aws_are_granted_without_an_account(
    call: str, found: list[tuple[Any, Any]]
) -> None:
    assert [
        (each["actions"][0], each["resources"])
        if each["grant"] == "custom.statement"
        else (each["only"], each["names"])
        for each in bare(f'boto3.client("ssm").{call}')
    ] == found


def test_what_comes_with_a_grant_is_not_granted_twice() -> None:
    queue = 'boto3.client("sqs").{}(QueueUrl="https://sqs.eu-west-1.amazonaws.com/111122223333/q")'
    send, ask = queue.format("send_message"), queue.format("get_queue_attributes")
    assert [each["grant"] for each in grants(f"{ask}\n{send}")] == ["sqs.send_messages"]
    assert bare(ask) == [
        {
            "grant": "custom.statement",
            "actions": ["sqs:GetQueueAttributes"],
            "resources": ["arn:${AWS::Partition}:sqs:eu-west-1:111122223333:q"],
            "use": "code",
        }
    ]


def test_a_queue_of_another_place_is_granted_there() -> None:
    text = (
        'boto3.client("sqs").send_message('
        'QueueUrl="https://sqs.eu-west-1.amazonaws.com/444455556666/q", MessageBody="x")'
    )
    assert bare(text) == [
        {
            "grant": "sqs.send_messages",
            "queue": "q",
            "account": "444455556666",
            "region": "eu-west-1",
            "only": ["sqs:SendMessage"],
        }
    ]


def test_a_grant_has_only_the_actions_that_are_called() -> None:
    table = 't = boto3.resource("dynamodb").Table("orders")\n'
    (found,) = bare(f'{table}t.get_item(Key={{}})\nt.query(KeyConditionExpression="a")')
    assert found["only"] == ["dynamodb:GetItem", "dynamodb:Query"]
    put = 'boto3.client("s3").put_object(Bucket="aaa", Key="k")'
    assert bare(put)[0]["only"] == ["s3:PutObject"]
    upload = 'boto3.client("s3").upload_file("f", "aaa", "k")'
    only = ["s3:AbortMultipartUpload", "s3:PutObject"]
    assert bare(f"{put}\n{upload}")[0]["only"] == only


def test_a_log_group_that_is_created_and_written_is_one_grant() -> None:
    logs = 'boto3.client("logs").{}(logGroupName="/shop")\n'
    create = logs.format("create_log_group")
    assert bare(create + logs.format("put_log_events")) == [
        {
            "grant": "logs.write_logs",
            "groups": "/shop",
            "use": "code",
            "create_group": True,
            "only": ["logs:PutLogEvents", "logs:CreateLogGroup"],
        }
    ]
    assert bare(create)[0]["only"] == ["logs:CreateLogGroup"]


def test_a_schedule_that_is_only_deleted_passes_no_role() -> None:
    delete = 'boto3.client("scheduler").delete_schedule(Name="night")'
    assert [each["grant"] for each in bare(delete)] == ["custom.statement"]
    create = 'boto3.client("scheduler").create_schedule(Name="night", Target={"RoleArn": "r"})'
    (found,) = bare(f"{delete}\n{create}")
    assert found["only"] == ["scheduler:CreateSchedule", "scheduler:DeleteSchedule"]


def test_actions_without_a_grant_get_a_statement_on_their_resource() -> None:
    text = (
        'boto3.client("dynamodb").describe_table(TableName="orders")\n'
        'boto3.client("s3").list_buckets()\nboto3.client("s3").get_bucket_location(Bucket="aaa")'
    )
    assert [(each["actions"], each["resources"]) for each in bare(text)] == [
        (
            ["dynamodb:DescribeTable"],
            ["arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/orders"],
        ),
        (["s3:ListAllMyBuckets"], ["*"]),
        (["s3:GetBucketLocation"], ["arn:${AWS::Partition}:s3:::aaa"]),
    ]


@pytest.mark.parametrize(
    ("items", "actions"),
    [
        ("[{'Put': p}, {'Update': u}]", ["PutItem", "UpdateItem"]),
        ("[{'Delete': d}]", ["DeleteItem"]),
        ("[{'Put': p}, *others]", ["DeleteItem", "PutItem", "UpdateItem"]),
        ("items", ["DeleteItem", "PutItem", "UpdateItem"]),
    ],
)
def test_a_transaction_is_granted_its_items(items: str, actions: list[str]) -> None:
    call = f"boto3.client('dynamodb').transact_write_items(TransactItems={items})"
    (found,) = grants(f"p = {{'TableName': 't'}}\n{call}")
    assert found["only"] == [f"dynamodb:{each}" for each in actions]


def test_secrets_by_name_and_by_arn() -> None:
    arn = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:shop-AbCdEf"
    get = 'boto3.client("secretsmanager").get_secret_value(SecretId={})'
    assert bare(get.format('"shop"'))[0]["names"] == "shop"
    assert bare(get.format(f'"{arn}"'))[0]["arns"] == arn
    assert bare(get.format('os.environ["S"]'), S=arn)[0]["arns"]["default"] == arn
    assert bare(get.format('os.environ["S_ARN"]'))[0]["arns"]["parameter"] == "SArn"


def test_a_sender_is_granted_with_its_domain_and_its_address() -> None:
    text = 'boto3.client("sesv2").send_email(FromEmailAddress="Shop <a@shop.example.com>")'
    assert bare(text) == [
        {
            "grant": "ses.send_email",
            "identities": ["shop.example.com", "a@shop.example.com"],
            "from_addresses": ["a@shop.example.com"],
            "only": ["ses:SendEmail"],
        }
    ]


def test_events_without_a_bus_go_to_the_default_one() -> None:
    text = 'boto3.client("events").put_events(Entries=[{"Source": "shop", "Detail": "{}"}])'
    assert bare(text) == [{"grant": "events.put_events", "bus": "default", "sources": ["shop"]}]


def test_events_that_are_made_elsewhere_may_go_to_any_bus() -> None:
    found = bare('boto3.client("events").put_events(Entries=events_of(event))')
    assert found[0]["bus"]["default"] == ""


@pytest.mark.parametrize(
    ("source", "expected"), [('"a"', ["a", "b"]), ("name", None)], ids=["each", "not each"]
)
def test_sources_limit_events_where_each_is_known(source: str, expected: list[str] | None) -> None:
    (found,) = bare(
        f'def f(name):\n    boto3.client("events").put_events(Entries=[{{"Source": {source}}}, '
        '{"Source": "b"}])'
    )
    assert found.get("sources") == expected


def test_what_one_of_two_entries_names_is_not_what_both_do() -> None:
    text = """
def f(name):
    boto3.client("events").put_events(Entries=[{"EventBusName": name}, {"EventBusName": "orders"}])
"""
    buses = [each["bus"] for each in bare(text)]
    assert "orders" in buses
    assert any(isinstance(each, dict) for each in buses)


def test_the_beginning_of_a_bucket_is_no_bucket() -> None:
    text = f'{TRANSCRIPT}f"s3://up{{stage}}/k"}})'
    read = next(each for each in bare(text) if each["grant"] == "s3.read_objects")
    assert read["bucket"] != "up"


def test_an_object_of_which_a_caller_is_not_known_is_not_that_of_the_others() -> None:
    text = """
import { S3Client, GetObjectCommand } from "@aws-sdk/client-s3";
function f(p) { return new S3Client({}).send(new GetObjectCommand(p)); }
f({ Bucket: "reports", Key: "k" });
f(await given());
"""
    found = code_grants(calls_of(text, name="a.ts"), ParameterNames({})).declarations
    assert "reports" not in [each["bucket"] for each in found]


def test_what_a_service_reads_for_its_caller() -> None:
    image = '{"S3Object": {"Bucket": "aaa", "Name": "k"}}'
    found = bare(f'boto3.client("rekognition").detect_labels(Image={image})')
    assert [each["grant"] for each in found] == ["s3.read_objects", "custom.statement"]
    assert found[0]["bucket"] == "aaa"


def test_decrypting_alone_is_granted_alone() -> None:
    decrypt = 'boto3.client("kms").decrypt(CiphertextBlob=b"")'
    assert bare(decrypt)[0]["actions"] == ["kms:Decrypt"]


def test_no_permission_no_grant_and_an_unknown_action_is_said() -> None:
    assert grants('boto3.client("sts").get_caller_identity()') == []
    assert grants('boto3.client("sts").get_session_token()') == []
    calls = calls_of('import boto3\nboto3.client("glue").get_asset()', name="a.py")
    found = code_grants(calls, ParameterNames({}))
    assert found.declarations == ()
    assert found.unknown == ("a.py:2: which action GetAsset of glue needs",)


def test_an_sms_is_no_topic() -> None:
    assert bare('boto3.client("sns").publish(PhoneNumber="+1", Message="x")') == [
        {"grant": "sns.publish_sms"}
    ]


VERSIONS = 'boto3.client("s3").list_object_versions(Bucket=os.environ["B"])'


@pytest.mark.parametrize("value", ["shop-uploads", "a.b"])
def test_an_action_without_a_row_is_granted_on_what_the_task_definition_gives(value: str) -> None:
    (found,) = bare(VERSIONS, B=value)
    assert found["actions"] == ["s3:ListBucketVersions"]
    assert found["resources"] == ["arn:${AWS::Partition}:s3:::{name}"]
    assert (found["name"]["parameter"], found["name"]["default"]) == ("B", value)


@pytest.mark.parametrize("value", ["", "*", "a*", "$" + "{NAME}", "a b"])
def test_what_is_no_name_of_a_resource_is_a_parameter(value: str) -> None:
    (found,) = bare(VERSIONS, B=value)
    assert found["resources"] == ["arn:${AWS::Partition}:s3:::{name}"]
    assert (found["name"]["parameter"], found["name"]["default"]) == ("B", "")


def test_the_arn_of_a_variable_is_the_default_of_its_parameter() -> None:
    (found,) = bare(VERSIONS, B="arn:aws:s3:::shop-uploads")
    assert found["resources"][0]["default"] == "arn:aws:s3:::shop-uploads"


def test_a_default_in_the_code_is_a_value_too() -> None:
    text = 'boto3.client("sqs").purge_queue(QueueUrl=os.environ.get("Q", "jobs"))'
    (found,) = bare(text)
    assert found["resources"] == [
        "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:{name}"
    ]
    assert found["name"]["default"] == "jobs"


def test_versions_and_what_is_written_with_an_object_need_more() -> None:
    s3 = 'b = "aaa"\ns = boto3.client("s3")\ns.'
    more = {
        'delete_object(Bucket=b, Key="k", VersionId=v)': "s3:DeleteObjectVersion",
        'delete_objects(Bucket=b, Delete={"Objects": [{"Key": "k", "VersionId": v}]})': (
            "s3:DeleteObjectVersion"
        ),
        'head_object(Bucket=b, Key="k", VersionId=v)': "s3:GetObjectVersion",
        'put_object(Bucket=b, Key="k", Tagging="a=b")': "s3:PutObjectTagging",
        'upload_file("f", b, "k", ExtraArgs={"ACL": "public-read"})': "s3:PutObjectAcl",
        'get_object_tagging(Bucket=b, Key="k", VersionId=v)': "s3:GetObjectVersionTagging",
    }
    for text, action in more.items():
        custom = [each for each in bare(s3 + text) if each["grant"] == "custom.statement"]
        assert action in custom[0]["actions"], text
        assert custom[0]["resources"] == ["arn:${AWS::Partition}:s3:::aaa/*"]
    plain = 'delete_objects(Bucket=b, Delete={"Objects": [{"Key": v}]})'
    assert [each["grant"] for each in bare(s3 + plain)] == ["s3.delete_objects"]


def test_objects_of_a_versioned_bucket_are_deleted_by_version() -> None:
    text = 'b = boto3.resource("s3").Bucket("aaa")\n'
    for end in ("b.object_versions.delete()", "for v in b.object_versions.all():\n    v.delete()"):
        actions = [each.get("actions") for each in bare(text + end)]
        assert ["s3:DeleteObjectVersion"] in actions


def test_a_variable_names_what_an_action_without_a_grant_is_on() -> None:
    text = (
        'b = os.environ["FINAL_BUCKET"]\nboto3.client("s3").get_bucket_location(Bucket=b)\n'
        'boto3.client("s3").list_object_versions(Bucket=b)\n'
        'boto3.client("s3").get_object(Bucket=b, Key="k")'
    )
    for given in ({}, {"FINAL_BUCKET": "final"}):
        custom, read = bare(text, **given)
        assert custom == {
            "grant": "custom.statement",
            "actions": ["s3:GetBucketLocation", "s3:ListBucketVersions"],
            "resources": ["arn:${AWS::Partition}:s3:::{name}"],
            "name": {
                "parameter": "FinalBucket",
                "default": given.get("FINAL_BUCKET", ""),
                "description": "The bucket name of environment variable FINAL_BUCKET.",
            },
            "use": "code",
        }
        assert read["bucket"] == custom["name"]


def test_a_queue_is_named_by_the_url_of_a_variable() -> None:
    text = 'boto3.client("sqs").purge_queue(QueueUrl=os.environ["JOBS_URL"])'
    url = "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs"
    assert bare(text)[0]["name"]["parameter"] == "JobsUrl"
    assert bare(text, JOBS_URL="jobs")[0]["name"]["default"] == "jobs"
    assert bare(text, JOBS_URL=url)[0]["name"]["default"] == "jobs"
    literal = bare(f'boto3.client("sqs").purge_queue(QueueUrl="{url}")')
    assert literal[0]["resources"] == ["arn:${AWS::Partition}:sqs:eu-west-1:111122223333:jobs"]


def test_a_log_group_is_granted_with_its_streams() -> None:
    text = 'boto3.client("logs").{}(logGroupName="/shop")'
    arn = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/shop:*"
    assert bare(text.format("filter_log_events"))[0]["resources"] == [arn]


@pytest.mark.parametrize(
    "text",
    [
        'boto3.client("rekognition").detect_moderation_labels(Image={})',
        'boto3.client("translate").translate_text(Text="a", SourceLanguageCode="en")',
    ],
)
def test_a_call_that_names_no_optional_resource_is_granted_on_everything(text: str) -> None:
    (found,) = bare(f"import boto3\n{text}")
    assert found["resources"] == ["*"]


def test_a_variable_that_sounds_secret_names_one() -> None:
    code = "boto3.client('secretsmanager').get_secret_value(SecretId=os.environ['ERP_SECRET'])"
    (found,) = bare(code)
    assert found["names"]["parameter"] == "ErpSecretName"


def test_none_is_no_name_of_a_resource() -> None:
    found = bare(
        'import boto3\ndef run(name=None):\n    s3 = boto3.client("s3")\n'
        '    s3.put_object(Bucket=name, Key="k")\nrun("uploads")\n'
    )
    assert [each["bucket"] for each in found] == ["uploads"]


TRANSACTIONS = {
    "a.py": """
import boto3
boto3.client("dynamodb").transact_write_items(TransactItems=[
    {"Put": {"TableName": "orders", "Item": {}}},
    {"Update": {"TableName": "stock", "Key": {}}},
])
""",
    "a.ts": """
import { DynamoDBClient, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
await new DynamoDBClient({}).send(new TransactWriteItemsCommand({ TransactItems: [
  { Put: { TableName: "orders", Item: {} } },
  { Update: { TableName: "stock", Key: {} } },
] }));
""",
    "a.go": """
package main
import (
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)
func f(db *dynamodb.Client) {
	db.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{
		TransactItems: []types.TransactWriteItem{
			{Put: &types.Put{TableName: aws.String("orders")}},
			{Update: &types.Update{TableName: aws.String("stock")}},
		},
	})
}
""",
    "Built.java": """
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.*;
class Built {
  void f(DynamoDbClient db) {
    db.transactWriteItems(TransactWriteItemsRequest.builder().transactItems(
      TransactWriteItem.builder().put(Put.builder().tableName("orders").build()).build(),
      TransactWriteItem.builder().update(Update.builder().tableName("stock").build()).build()
    ).build());
  }
}
""",
    "Enhanced.java": """
import software.amazon.awssdk.enhanced.dynamodb.*;
import software.amazon.awssdk.enhanced.dynamodb.model.*;
class Enhanced {
  DynamoDbEnhancedClient client;
  DynamoDbTable<Order> orders = client.table("orders", TableSchema.fromBean(Order.class));
  DynamoDbTable<Stock> stock = client.table("stock", TableSchema.fromBean(Stock.class));
  void f(Order order, Stock left) {
    client.transactWriteItems(TransactWriteItemsEnhancedRequest.builder()
        .addPutItem(orders, order)
        .addUpdateItem(stock, left)
        .build());
  }
}
""",
}


@pytest.mark.parametrize("name", TRANSACTIONS)
def test_each_item_of_a_transaction_is_granted_on_its_own_table(name: str) -> None:
    found = code_grants(calls_of(TRANSACTIONS[name], name=name), ParameterNames({})).declarations
    assert {(each["table"], *each["only"]) for each in found} == {
        ("orders", "dynamodb:PutItem"),
        ("stock", "dynamodb:UpdateItem"),
    }


def test_secrets_of_a_batch_are_granted_by_name() -> None:
    text = 'boto3.client("secretsmanager").batch_get_secret_value(SecretIdList=["a/b", "c/d"])'
    granted = [each for each in bare(text) if each["grant"] == "secretsmanager.read_secrets"]
    assert [each["names"] for each in granted] == ["a/b", "c/d"]


ROLE = "arn:aws:iam::111122223333:role/work"
FLOW = f'boto3.client("stepfunctions").create_state_machine(name="flow", roleArn="{ROLE}")'
TRANSCRIPT = 'boto3.client("transcribe").start_transcription_job(Media={"MediaFileUri": '
NAMED: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "an inference profile": (
        'boto3.client("bedrock-runtime").converse(modelId="us.amazon.nova-lite-v1:0")',
        [
            {
                "grant": "bedrock.invoke_model",
                "models": ["amazon.nova-lite-v1:0"],
                "inference_profiles": ["us.amazon.nova-lite-v1:0"],
                "only": ["bedrock:InvokeModel"],
            }
        ],
    ),
    "a bucket in an address that is made": (
        'bucket = "media"\nboto3.client("transcribe").start_transcription_job(\n'
        'Media={"MediaFileUri": f"s3://{bucket}/{key}"})',
        [
            {"grant": "s3.read_objects", "bucket": "media"},
            {
                "grant": "custom.statement",
                "actions": ["transcribe:StartTranscriptionJob"],
                "resources": ["*"],
                "use": "code",
            },
        ],
    ),
    "a role inside another argument": (
        'boto3.client("transcribe").start_transcription_job(TranscriptionJobName="a",\n'
        f'JobExecutionSettings={{"DataAccessRoleArn": "{ROLE}"}})',
        [
            {
                "grant": "custom.statement",
                "actions": ["iam:PassRole"],
                "resources": [ROLE],
                "conditions": {"StringEquals": {"iam:PassedToService": "transcribe.amazonaws.com"}},
                "use": "code",
            },
            {
                "grant": "custom.statement",
                "actions": ["transcribe:StartTranscriptionJob"],
                "resources": ["*"],
                "use": "code",
            },
        ],
    ),
    "a role that is passed, and what is created": (
        FLOW,
        [
            {
                "grant": "custom.statement",
                "actions": ["iam:PassRole"],
                "resources": [ROLE],
                "conditions": {"StringEquals": {"iam:PassedToService": "states.amazonaws.com"}},
                "use": "code",
            },
            {
                "grant": "custom.statement",
                "actions": ["states:CreateStateMachine"],
                "resources": [
                    "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:flow"
                ],
                "use": "code",
            },
        ],
    ),
}


@pytest.mark.parametrize("name", NAMED)
def test_what_a_call_names_is_granted(name: str) -> None:
    text, expected = NAMED[name]
    assert bare(text) == expected


_MODEL = "arn:aws:bedrock:eu-west-1::foundation-model/amazon.titan-text-express-v1"
_PROVISIONED = "arn:aws:bedrock:eu-west-1:111122223333:provisioned-model/x"
MODEL_ARNS = {
    "an inference profile": (
        "arn:aws:bedrock:us-east-1:111122223333:inference-profile/eu.amazon.nova-pro-v1:0",
        {"models": ["amazon.nova-pro-v1:0"], "inference_profiles": ["eu.amazon.nova-pro-v1:0"]},
    ),
    "a model of a Region": (_MODEL, {"resources": [_MODEL]}),
    "a provisioned model": (_PROVISIONED, {"resources": [_PROVISIONED]}),
}


@pytest.mark.parametrize("name", MODEL_ARNS)
def test_a_model_that_is_named_by_its_arn(name: str) -> None:
    arn, expected = MODEL_ARNS[name]
    (found,) = bare(f'boto3.client("bedrock-runtime").invoke_model(modelId="{arn}")')
    assert {key: found[key] for key in expected} == expected


def test_a_profile_of_a_variable_is_a_parameter() -> None:
    text = 'boto3.client("bedrock-runtime").converse(modelId=os.environ["MODEL_ID"])'
    (found,) = bare(text, MODEL_ID="eu.amazon.nova-lite-v1:0")
    assert found["models"] == ["amazon.nova-lite-v1:0"]
    (profile,) = found["inference_profiles"]
    assert (profile["parameter"], profile["default"]) == ("ModelId", "eu.amazon.nova-lite-v1:0")


@pytest.mark.parametrize("address", ["s3://calls/k", "https://s3.us-east-1.amazonaws.com/calls/k"])
def test_the_objects_of_a_transcription_are_read_and_written_by_its_caller(address: str) -> None:
    found = bare(f'{TRANSCRIPT}"{address}"}}, OutputBucketName="texts")')
    assert [(each["grant"], each.get("bucket")) for each in found] == [
        ("s3.read_objects", "calls"),
        ("s3.upload_objects", "texts"),
        ("custom.statement", None),
    ]


NOT_TAKEN = {
    "a source of events with a space": (
        "events.put_events(Entries=[{'Source': 'my shop', 'EventBusName': 'b'}])"
    ),
    "a Region that does not exist": (
        "sqs.purge_queue(QueueUrl='https://sqs.eu-west-9.amazonaws.com/111122223333/q')\n"
        "sqs.send_message(QueueUrl='https://sqs.eu-west-9.amazonaws.com/111122223333/q')"
    ),
    "a name that is an ARN elsewhere": (
        "flow = os.environ.get('FLOW_ARN', 'flow')\n"
        "stepfunctions.delete_state_machine(stateMachineArn=flow)\n"
        "codepipeline.start_pipeline_execution(name=flow)"
    ),
    "a name without end": f"s3.put_object(Bucket={'b' * 300}, Key='k')",
    "a pattern of senders": "sesv2.send_email(FromEmailAddress='*@shop.example')",
}


@pytest.mark.parametrize("name", NOT_TAKEN)
def test_what_a_grant_does_not_take_stops_nothing(name: str) -> None:
    services = ("codepipeline", "events", "s3", "sesv2", "sqs", "stepfunctions")
    clients = "".join(f"{each} = boto3.client('{each}')\n" for each in services)
    text = f"import os, boto3\n{clients}{NOT_TAKEN[name]}"
    found = code_grants(calls_of(text, name="a.py"), ParameterNames({}))
    app = from_document(app_values("shop", None, found.declarations))
    assert app.grants
