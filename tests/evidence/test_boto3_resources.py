"""The resource objects that we know are those that boto3 makes."""

from __future__ import annotations

import boto3
import pytest

from influmojo_cfn.evidence.boto3_resources import lazy_attributes, resource_kind

KNOWN = {"region_name": "us-east-1", "aws_access_key_id": "x", "aws_secret_access_key": "x"}
SERVICES = ("cloudwatch", "dynamodb", "ec2", "iam", "s3", "sns", "sqs")


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_and_its_resources_have_the_methods(service: str) -> None:
    made = boto3.resource(service, **KNOWN)
    kind = resource_kind(service)
    assert kind is not None
    # The attributes of an object ask AWS; those of its class do not.
    for name, method in kind.methods.items():
        assert hasattr(type(made), name)
        inner = resource_kind(method.gives) if method.positional else None
        if inner is None:
            continue
        # An ARN has the parts of every identifier.
        one = getattr(made, name)(*["arn:aws:a:b:c:d/e"] * len(method.positional))
        assert [each for each in inner.methods if not hasattr(type(one), each)] == []
        for identifier in inner.identifiers:
            assert any(identifier == each.replace("_", "") for each in dir(one))


def test_a_collection_yields_objects_that_are_loaded() -> None:
    kind = resource_kind("s3.Bucket.objects")
    assert kind is not None
    assert (kind.items, kind.is_loaded) == ("s3.ObjectSummary", True)
    assert kind.methods["delete"].operations == ("ListObjects", "DeleteObjects")
    assert kind.methods["filter"].gives == "s3.Bucket.objects"


def test_what_is_no_resource() -> None:
    assert resource_kind("s3.Nothing") is None
    assert {"content_length", "item_count", "creation_date"} <= lazy_attributes()
