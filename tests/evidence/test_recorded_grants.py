"""Recorded calls become the grants that allow them, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.evidence.recorded_calls import RecordedCall, RecordedRun
from influmojo_cfn.evidence.recorded_grants import recorded_grants

PLACE = "us-east-1:111122223333"


def derived(*calls: tuple[str, str], **others: Any) -> list[dict[str, Any]]:
    made = tuple(RecordedCall(action=a, resource=r, **others) for a, r in calls)
    run = RecordedRun(account="111122223333", region="us-east-1", calls=made)
    return [
        {key: value for key, value in each.items() if key not in ("why", "reason")}
        for each in recorded_grants([run])
    ]


TABLE = f"arn:aws:dynamodb:{PLACE}:table/orders"


@pytest.mark.parametrize(
    ("action", "resource", "expected"),
    [
        (
            "s3:GetObject",
            "arn:aws:s3:::uploads/a/b.txt",
            {"grant": "s3.read_objects", "bucket": "uploads", "prefix": "a/"},
        ),
        (
            "s3:GetObject",
            "arn:aws:s3:::uploads/b",
            {"grant": "s3.read_objects", "bucket": "uploads"},
        ),
        ("s3:ListBucket", "arn:aws:s3:::uploads", {"grant": "s3.list_bucket", "bucket": "uploads"}),
        (
            "sqs:SendMessage",
            f"arn:aws:sqs:{PLACE}:jobs",
            {"grant": "sqs.send_messages", "queue": "jobs", "only": ["sqs:SendMessage"]},
        ),
        (
            "sns:Publish",
            "arn:aws:sns:eu-west-1:444455556666:t",
            {
                "grant": "sns.publish",
                "topic": "t",
                "region": "eu-west-1",
                "account": "444455556666",
            },
        ),
        (
            "dynamodb:PutItem",
            TABLE,
            {"grant": "dynamodb.write_items", "table": "orders", "only": ["dynamodb:PutItem"]},
        ),
        (
            "secretsmanager:GetSecretValue",
            f"arn:aws:secretsmanager:{PLACE}:secret:shop/db-??????",
            {"grant": "secretsmanager.read_secrets", "names": "shop/db", "use": "code"},
        ),
        (
            "secretsmanager:GetSecretValue",
            f"arn:aws:secretsmanager:{PLACE}:secret:shop/db-AbCdEf",
            {"grant": "secretsmanager.read_secrets", "names": "shop/db", "use": "code"},
        ),
        (
            "ecs:ListClusters",
            "*",
            {
                "grant": "custom.statement",
                "actions": ["ecs:ListClusters"],
                "resources": ["*"],
                "use": "code",
            },
        ),
    ],
)
def test_grants(action: str, resource: str, expected: dict[str, Any]) -> None:
    assert derived((action, resource)) == [expected]


def test_a_row_whose_statements_have_no_example_each_is_not_taken() -> None:
    own = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/orders"
    assert derived(("dynamodb:GetItem", TABLE)) == [
        {
            "grant": "custom.statement",
            "actions": ["dynamodb:GetItem"],
            "resources": [own],
            "use": "code",
        }
    ]
    both = derived(("dynamodb:GetItem", TABLE), ("dynamodb:Query", f"{TABLE}/index/by-day"))
    only = ["dynamodb:GetItem", "dynamodb:Query"]
    assert both == [{"grant": "dynamodb.read_items", "table": "orders", "only": only}]


def test_a_statement_that_has_one_of_its_resources_needs_an_example() -> None:
    """Reading by a path comes with reading each parameter below it, which nobody called."""
    (found,) = derived(("ssm:GetParametersByPath", f"arn:aws:ssm:{PLACE}:parameter/app"))
    assert (found["grant"], found["actions"]) == ("custom.statement", ["ssm:GetParametersByPath"])


def test_the_prefix_that_the_role_is_granted_is_kept() -> None:
    found = derived(("s3:GetObject", "arn:aws:s3:::b-1/pq/r"), granted=("arn:aws:s3:::b-1/p*",))
    assert found == [{"grant": "s3.read_objects", "bucket": "b-1", "prefix": "p"}]


def test_of_the_prefixes_that_the_role_is_granted_the_longest_is_kept() -> None:
    granted = tuple(f"arn:aws:s3:::b-1/{prefix}*" for prefix in ("", "pq/", "p", "x"))
    found = derived(("s3:GetObject", "arn:aws:s3:::b-1/pq/r"), granted=granted)
    assert found == [{"grant": "s3.read_objects", "bucket": "b-1", "prefix": "pq/"}]


def test_what_is_on_no_resource_is_granted_on_every_one() -> None:
    (found,) = derived(("ec2:DescribeInstances", "arn:aws:ec2:eu-west-1:111122223333:instance/i-1"))
    assert found["resources"] == ["*"]


def test_asking_for_a_queue_comes_with_sending_to_it() -> None:
    queue = f"arn:aws:sqs:{PLACE}:jobs"
    calls = [("sqs:GetQueueUrl", queue), ("sqs:SendMessage", queue)]
    only = ["sqs:GetQueueUrl", "sqs:SendMessage"]
    assert derived(*calls) == [{"grant": "sqs.send_messages", "queue": "jobs", "only": only}]


def test_what_needs_no_permission_is_not_granted() -> None:
    assert derived(("sts:GetCallerIdentity", "*")) == []


def test_a_role_that_is_granted_every_bucket_tells_no_prefix() -> None:
    """The folder of the object is granted, not the whole bucket."""
    for granted in (("*",), ("arn:aws:s3:::other/a/*",)):
        assert derived(("s3:GetObject", "arn:aws:s3:::uploads/a/b"), granted=granted) == [
            {"grant": "s3.read_objects", "bucket": "uploads", "prefix": "a/"}
        ]


@pytest.mark.parametrize("place", ["eu-west-1:111122223333", "us-east-1:444455556666"])
@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("dynamodb:PutItem", "arn:aws:dynamodb:{}:table/orders"),
        ("ssm:GetParameter", "arn:aws:ssm:{}:parameter/shop/url"),
        ("kinesis:DescribeStream", "arn:aws:kinesis:{}:stream/clicks"),
        ("textract:GetAdapter", "arn:aws:textract:{}:/adapters/a"),
    ],
)
def test_what_is_elsewhere_is_not_granted_at_home(place: str, action: str, resource: str) -> None:
    """A call in another Region or account is granted there, by its ARN or its arguments."""
    (found,) = derived((action, resource.format(place)))
    region, account = place.split(":")
    elsewhere = region if region != "us-east-1" else account
    assert elsewhere in str(found)


BEDROCK = "arn:aws:bedrock:us-east-1"
PROFILE = f"{BEDROCK}:111122223333:inference-profile/us.amazon.nova-lite-v1:0"


def test_a_model_through_a_profile_is_granted_with_it() -> None:
    context = {"bedrock:InferenceProfileArn": (PROFILE,)}
    calls = (
        RecordedCall(action="bedrock:InvokeModel", resource=PROFILE),
        RecordedCall(
            action="bedrock:InvokeModel",
            resource=f"{BEDROCK}::foundation-model/amazon.nova-lite-v1:0",
            context=context,
        ),
    )
    run = RecordedRun(account="111122223333", region="us-east-1", calls=calls)
    (found,) = recorded_grants([run])
    assert (found["models"], found["inference_profiles"]) == (
        "amazon.nova-lite-v1:0",
        "us.amazon.nova-lite-v1:0",
    )


def test_a_role_is_passed_to_the_service_that_got_it() -> None:
    role = "arn:aws:iam::111122223333:role/work"
    context = {"iam:PassedToService": ("states.amazonaws.com",)}
    (found,) = derived(("iam:PassRole", role), context=context)
    assert found["conditions"] == {"StringEquals": {"iam:PassedToService": "states.amazonaws.com"}}


def test_a_parameter_of_aws_is_granted_without_an_account() -> None:
    (found,) = derived(("ssm:GetParameter", f"arn:aws:ssm:{PLACE}:parameter/aws/service/a"))
    resource = "arn:${AWS::Partition}:ssm:${AWS::Region}::parameter/aws/service/a"
    assert (found["grant"], found["resources"]) == ("custom.statement", [resource])
