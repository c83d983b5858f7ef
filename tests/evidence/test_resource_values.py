"""Values of code become literals and parameters."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.evidence.code_value import (
    CodeValue,
    EnvironmentVariable,
    Literal,
    UnknownExpression,
)
from influmojo_cfn.evidence.resource_values import (
    ParameterNames,
    is_value,
    name_in,
    resource_of,
    sender_of,
)

URL = "https://sqs.eu-west-1.amazonaws.com/111122223333/jobs"
ARN = "arn:aws:states:eu-west-1:111122223333:stateMachine:flow"
NOWHERE = ARN.replace("eu-west-1", "eu-west-9")


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ("b", "name", "b"),
        (ARN, "name", "flow"),
        (URL, "queue", "jobs"),
        ("arn:aws:lambda:eu-west-1:111122223333:function:f:live", "name", "f"),
        ("arn:aws:iam::111122223333:role/path/r", "role", "path/r"),
        ("family:3", "family", "family"),
        ("Shop <a@shop.example.com>", "identity", "shop.example.com"),
        ("x.dsql.us-east-1.on.aws", "host", "x"),
    ],
)
def test_texts(text: str, form: str, expected: str) -> None:
    assert name_in(text, form) == expected


@pytest.mark.parametrize(
    ("value", "form", "kind", "name", "default"),
    [
        (EnvironmentVariable("UPLOADS_BUCKET"), "name", "bucket_name", "UploadsBucket", "uploads"),
        (EnvironmentVariable("QUEUE_URL"), "queue", "queue_name", "QueueUrl", "jobs"),
        (EnvironmentVariable("TABLE", "orders"), "name", "table_name", "Table", "orders"),
        (EnvironmentVariable("KEY", "alias/x"), "key", "kms_key_arn", "Key", ""),
        (EnvironmentVariable("ROLE"), "arn", "role_arn", "RoleArn", ""),
        (EnvironmentVariable("DSN", "shop"), "name", "parameter_name", "Dsn", "/shop"),
        (EnvironmentVariable("FLOW", NOWHERE), "arn", "resource_arn", "FlowArn", ""),
        (UnknownExpression("event['bucket']"), "name", "bucket_name", "Bucket", ""),
        (UnknownExpression("e['bucket']['name']"), "name", "bucket_name", "BucketName", ""),
        (UnknownExpression("r.bucket.name"), "name", "bucket_name", "BucketName", ""),
        (UnknownExpression("self.s3BucketName"), "name", "bucket_name", "S3BucketName", ""),
        (UnknownExpression("x"), "name", "bucket_name", "Thing", ""),
        (Literal("Not a bucket"), "name", "bucket_name", "Thing", ""),
    ],
)
def test_parameters(value: CodeValue, form: str, kind: str, name: str, default: str) -> None:
    names = ParameterNames({"UPLOADS_BUCKET": "uploads", "QUEUE_URL": URL})
    found: Any = resource_of(value, form, kind, "a.py:3", names, "Thing")
    assert (found["parameter"], found["default"]) == (name, default)
    assert (name in names.unknown) == (not default)


def test_a_literal_is_taken() -> None:
    names = ParameterNames({})
    assert resource_of(Literal("uploads"), "name", "bucket_name", "a.py:3", names, "X") == "uploads"
    assert not names.unknown


def test_each_thing_has_a_parameter_of_its_own() -> None:
    names = ParameterNames({})

    def made(expression: str, place: str, kind: str = "bucket_name") -> object:
        value = UnknownExpression(expression)
        found: Any = resource_of(value, "name", kind, place, names, "X")
        return found["parameter"]

    assert made("bucket", "a.py:3") == made("bucket", "a.py:9") == "Bucket"
    assert made("bucket", "b.py:3") == "Bucket2"
    assert made("bucket", "a.py:3", "table_name") == "Bucket3"


def test_values_and_senders() -> None:
    assert is_value("uploads", "bucket_name")
    assert not is_value("", "bucket_name")
    assert sender_of("A <a@b.example>") == "a@b.example"
    assert sender_of("none") == ""


def test_two_names_never_differ_in_case_only() -> None:
    names = ParameterNames({})
    found = [names.named(name, name) for name in ("LoadBalancerArn", "LoadbalancerArn", "Queue")]
    assert found == ["LoadBalancerArn", "LoadbalancerArn2", "Queue"]
    assert names.named("LoadbalancerArn", "LoadbalancerArn") == "LoadbalancerArn2"


def bucket_of(value: CodeValue, names: ParameterNames) -> Any:
    return resource_of(value, "name", "bucket_name", "a.ts:1", names, "bucket")


def test_a_member_of_settings_is_the_variable_of_its_name() -> None:
    names = ParameterNames({"UPLOADS_BUCKET": "uploads"})
    found = bucket_of(UnknownExpression("env.UPLOADS_BUCKET"), names)
    assert (found["parameter"], found["default"], names.unknown) == ("UploadsBucket", "uploads", {})


def test_a_member_without_a_variable_is_not_known() -> None:
    names = ParameterNames({})
    assert bucket_of(UnknownExpression("env.UPLOADS_BUCKET"), names)["default"] == ""
    assert "a.ts:1: env.UPLOADS_BUCKET is not known" in names.unknown.values()


@pytest.mark.parametrize("defaults", [("", "uploads"), ("uploads", "")])
def test_a_default_that_one_place_gives_is_everywhere(defaults: tuple[str, str]) -> None:
    names = ParameterNames({})
    made = [bucket_of(EnvironmentVariable("UPLOADS_BUCKET", each), names) for each in defaults]
    assert [each["default"] for each in made] == ["uploads", "uploads"]
    assert names.unknown == {}
