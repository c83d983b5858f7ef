"""The conveniences of boto3 call operations that exist, on objects that have them."""

from __future__ import annotations

import boto3
import pytest

from influmojo_cfn.data.sdk_conveniences import CLIENT_METHODS, INJECTED_METHODS
from influmojo_cfn.iam.sdk_operations import actions_of

KNOWN = {"region_name": "us-east-1", "aws_access_key_id": "x", "aws_secret_access_key": "x"}
RESOURCES = [(kind, name) for kind, rows in INJECTED_METHODS.items() for name in rows]


@pytest.mark.parametrize(("kind", "name"), RESOURCES)
def test_a_resource_has_the_method(kind: str, name: str) -> None:
    service, _, resource = kind.partition(".")
    made = boto3.resource(service, **KNOWN)
    if resource:
        count = 2 if resource in ("Object", "ObjectSummary") else 1
        made = getattr(made, resource)(*["i-0"] * count)
    assert callable(getattr(made, name))
    for operation in INJECTED_METHODS[kind][name].operations:
        assert operation == "CopySource" or actions_of(service, operation) is not None


@pytest.mark.parametrize(
    ("service", "name"), [(each, name) for each, rows in CLIENT_METHODS.items() for name in rows]
)
def test_a_client_has_the_method(service: str, name: str) -> None:
    client = boto3.client(service, **KNOWN)
    assert callable(getattr(client, name))
