"""An event of CloudTrail tells the role, the actions, the resources and the end of a call."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.usage.events import (
    EventReader,
    actions_of_event,
    filled,
    resource_of_request,
    role_name_of,
)
from tests.usage.example_records import TASK, record

HERE = "us-east-1:111122223333"
PLACES = dict.fromkeys(("partition", "region", "account", "accountid"), "x")
BUCKET = "arn:aws:s3:::uploads"


def of(*arguments: Any, **others: Any) -> list[tuple[str, str]]:
    events = EventReader().events(record(*arguments, **others), "TaskRole")
    return [(event.action, event.resource) for event in events]


@pytest.mark.parametrize(
    ("source", "name", "parameters", "expected"),
    [
        ("s3", "GetObject", {"bucketName": "uploads", "key": "a/b"}, f"{BUCKET}/a/b"),
        ("s3", "ListObjects", {"bucketName": "uploads"}, BUCKET),
        ("dynamodb", "Query", {"tableName": "t"}, f"arn:aws:dynamodb:{HERE}:table/t"),
        ("ssm", "GetParameter", {"name": "/a/b"}, f"arn:aws:ssm:{HERE}:parameter/a/b"),
        (
            "secretsmanager",
            "GetSecretValue",
            {"secretId": "shop/db"},
            f"arn:aws:secretsmanager:{HERE}:secret:shop/db-??????",
        ),
        (
            "secretsmanager",
            "GetSecretValue",
            {"secretId": f"arn:aws:secretsmanager:{HERE}:secret:shop/db-AbCdEf"},
            f"arn:aws:secretsmanager:{HERE}:secret:shop/db-AbCdEf",
        ),
        (
            "sqs",
            "SendMessage",
            {"queueUrl": "https://sqs.us-east-1.amazonaws.com/111122223333/jobs"},
            f"arn:aws:sqs:{HERE}:jobs",
        ),
        ("ecr", "BatchGetImage", {"repositoryName": "r"}, f"arn:aws:ecr:{HERE}:repository/r"),
        ("kms", "Decrypt", None, ""),
        ("kms", "Decrypt", {"keyId": "k"}, f"arn:aws:kms:{HERE}:key/k"),
        ("kms", "Decrypt", {"keyId": "alias/k"}, ""),
        ("ecs", "RunTask", {"taskDefinition": "w"}, f"arn:aws:ecs:{HERE}:task-definition/w:*"),
        ("ecs", "RunTask", {"taskDefinition": "w:3"}, f"arn:aws:ecs:{HERE}:task-definition/w:3"),
        ("sts", "GetCallerIdentity", None, None),
    ],
)
def test_resources(source: str, name: str, parameters: Any, expected: str | None) -> None:
    found = of(source, name, parameters)
    assert [resource for _, resource in found] == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("eu-west-1", "aws"),
        ("cn-north-1", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"),
        ("us-iso-east-1", "aws-iso"),
        ("eusc-de-east-1", "aws-eusc"),
    ],
)
def test_a_resource_is_of_the_partition_of_its_region(region: str, partition: str) -> None:
    arn = resource_of_request("sqs:SendMessage", {"queueName": "q"}, region, "111122223333")
    assert arn == f"arn:{partition}:sqs:{region}:111122223333:q"


def test_a_resource_that_the_event_lists_is_taken() -> None:
    key = f"arn:aws:kms:{HERE}:key/1234"
    assert of("kms", "Decrypt", resources=[{"ARN": key}]) == [("kms:Decrypt", key)]
    assert of("kms", "Decrypt", resources=[{"ARN": BUCKET}, {}]) == [("kms:Decrypt", "")]


def test_several_names_are_several_resources() -> None:
    found = of("ssm", "GetParameters", {"names": ["/a", "/b"]})
    assert [resource.rpartition("/")[2] for _, resource in found] == ["a", "b"]


@pytest.mark.parametrize(
    ("source", "name", "expected"),
    [
        ("ses", "SendEmail", "ses:SendEmail"),
        ("monitoring", "PutMetricData", "cloudwatch:PutMetricData"),
        ("lambda", "Invoke", "lambda:InvokeFunction"),
        ("s3", "HeadBucket", "s3:ListBucket"),
        ("unheard-of", "DoIt", "unheard-of:DoIt"),
    ],
)
def test_actions(source: str, name: str, expected: str) -> None:
    assert actions_of_event(source, name) == (expected,)


def test_the_version_of_an_api_is_no_part_of_its_name() -> None:
    assert of("lambda", "ListFunctions20150331") == [("lambda:ListFunctions", "")]


@pytest.mark.parametrize(
    ("error", "denied"),
    [
        ("", ""),
        ("AccessDenied", "is not authorized"),
        ("AccessDeniedException", "is not authorized"),
        ("Client.UnauthorizedOperation", "is not authorized"),
        *((code, "is not authorized") for code in ("UnauthorizedAccess", "VpceAccessDenied")),
        ("ThrottlingException", ""),
    ],
)
def test_refusals(error: str, denied: str) -> None:
    event = EventReader().events(record("ssm", "GetParameter", error=error), "TaskRole")[0]
    assert event.denied == denied


def test_roles() -> None:
    assert role_name_of(record("s3", "GetObject")) == TASK
    old = {"userIdentity": {"arn": "arn:aws:sts::111122223333:assumed-role/r/session"}}
    assert role_name_of(old) == "r"
    assert role_name_of({"userIdentity": {"type": "IAMUser", "userName": "u"}}) == ""
    assert role_name_of({}) == ""


def test_the_sender_of_an_email_is_its_identity() -> None:
    sent = of("ses", "SendEmail", {"source": "Shop <a@shop.example.com>"})
    assert sent == [("ses:SendEmail", f"arn:aws:ses:{HERE}:identity/shop.example.com")]


def test_an_arn_whose_names_are_not_all_given_is_none() -> None:
    assert (
        filled("arn:${Partition}:s3:::${BucketName}/${ObjectName}", {"bucket": "b"}, PLACES) == ""
    )
