"""The conveniences of boto3 call operations that exist, on resource objects that exist."""

from __future__ import annotations

import boto3
import pytest

from influmojo_cfn.data.sdk_conveniences import CLIENT_METHODS, IDENTIFIERS, RESOURCE_METHODS
from influmojo_cfn.iam.sdk_operations import actions_of

RESOURCES = [(kind, name) for kind, rows in RESOURCE_METHODS.items() for name in rows]
MADE_FROM = {
    "dynamodb.Table": ("Table", "t"),
    "s3.Bucket": ("Bucket", "b"),
    "s3.Object": ("Object", "b", "k"),
    "s3.ObjectSummary": ("ObjectSummary", "b", "k"),
    "sns.Topic": ("Topic", "arn:aws:sns:us-east-1:111122223333:t"),
    "sqs.Queue": ("Queue", "https://sqs.us-east-1.amazonaws.com/111122223333/q"),
    "sqs.Message": ("Message", "https://sqs.us-east-1.amazonaws.com/111122223333/q", "r"),
}


def resource_of(kind: str) -> object:
    made = boto3.resource(
        kind.partition(".")[0],
        region_name="us-east-1",
        aws_access_key_id="x",
        aws_secret_access_key="x",
    )
    if kind == "s3.BucketObjects":
        return made.Bucket("b").objects
    if kind in MADE_FROM:
        name, *identifiers = MADE_FROM[kind]
        return getattr(made, name)(*identifiers)
    return made


@pytest.mark.parametrize(("kind", "name"), RESOURCES)
def test_a_resource_has_the_method(kind: str, name: str) -> None:
    assert hasattr(resource_of(kind), name)
    row = RESOURCE_METHODS[kind][name]
    service = kind.partition(".")[0]
    for operation in row.operations:
        assert operation == "CopySource" or actions_of(service, operation) is not None
    assert not row.gives or row.gives in IDENTIFIERS


@pytest.mark.parametrize(
    ("service", "name"), [(each, name) for each, rows in CLIENT_METHODS.items() for name in rows]
)
def test_a_client_has_the_method(service: str, name: str) -> None:
    client = boto3.client(
        service, region_name="us-east-1", aws_access_key_id="x", aws_secret_access_key="x"
    )
    assert callable(getattr(client, name))
