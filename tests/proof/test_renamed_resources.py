"""Resources with a new name: who can use them by it, and could not before."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.proof.difference import compare_documents

HERE = "us-east-1:111122223333"


def allow(action: str, resource: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource}


def template(kind: str, statement: dict[str, Any], **properties: Any) -> Document:
    document = {"Version": "2012-10-17", "Statement": statement}
    role = {
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []},
        "Policies": [{"PolicyName": "own", "PolicyDocument": document}],
    }
    rows = {
        "Named": {"Type": f"AWS::{kind}", "Properties": properties},
        "Role": {"Type": "AWS::IAM::Role", "Properties": role},
    }
    return Document({"Resources": rows}, "t.yaml")


def told(kind: str, statement: dict[str, Any], old: Any, new: Any) -> list[str]:
    sides = [template(kind, statement, **each) for each in (old, new)]
    found = compare_documents(*sides)
    return [reason for each in found.changes for reason in each.gained.unknown]


SENDS = allow("sqs:SendMessage", f"arn:aws:sqs:{HERE}:orders-*")


@pytest.mark.parametrize(
    ("kind", "statement", "key", "names", "pattern"),
    [
        ("SQS::Queue", SENDS, "QueueName", ("jobs", "orders-jobs"), f"sqs:{HERE}:orders-*"),
        ("SQS::Queue", SENDS, "QueueName", ("orders-jobs", "jobs"), ""),
        ("SQS::Queue", SENDS, "QueueName", ("orders-a", "orders-b"), ""),
        ("SQS::Queue", SENDS, "QueueName", ("jobs", "tasks"), ""),
        ("SQS::Queue", allow("sqs:*", "*"), "QueueName", ("jobs", "orders-jobs"), ""),
        (
            "S3::Bucket",
            allow("s3:GetObject", "arn:aws:s3:::orders-*/in/*"),
            "BucketName",
            ("uploads", "orders-uploads"),
            "s3:::orders-*/in/*",
        ),
        (
            "SNS::Topic",
            allow("sns:Publish", "arn:aws:sns:*:*:orders-*"),
            "TopicName",
            ("topic", "orders-topic"),
            "sns:*:*:orders-*",
        ),
        (
            "SecretsManager::Secret",
            allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{HERE}:secret:app/*"),
            "Name",
            ("key", "app/key"),
            f"secretsmanager:{HERE}:secret:app/*",
        ),
    ],
    ids=[
        "a queue",
        "a name that no statement covers any more",
        "a name of the same prefix",
        "a name that none covers",
        "every queue",
        "a bucket",
        "a topic",
        "a secret",
    ],
)
def test_who_can_use_a_resource_by_its_new_name(
    kind: str, statement: dict[str, Any], key: str, names: tuple[str, str], pattern: str
) -> None:
    found = told(kind, statement, *({key: name} for name in names))
    assert found == ([f"Role can use it by its new name (arn:aws:{pattern})"] if pattern else [])


def test_a_reference_follows_the_name() -> None:
    statement = allow("sqs:SendMessage", {"Fn::GetAtt": ["Named", "Arn"]})
    assert told("SQS::Queue", statement, {"QueueName": "a"}, {"QueueName": "b"}) == []


def test_a_generated_name_is_covered_by_none() -> None:
    assert told("SQS::Queue", SENDS, {"QueueName": "jobs"}, {}) == []
