"""The rows of create-only properties against the schemas of the resource types."""

from __future__ import annotations

from typing import Any

import pytest
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from influmojo_cfn.data.create_only_properties import CREATE_ONLY

UNNAMED = {
    "AWS::IAM::AccessKey": "AWS makes its ID up",
    "AWS::IAM::GroupPolicy": "its name is one within its group",
    "AWS::IAM::OIDCProvider": "its URL is its name, and the one such property",
    "AWS::IAM::RolePolicy": "its name is one within its role",
    "AWS::IAM::SAMLProvider": "the others are calls for its keys",
    "AWS::IAM::ServiceLinkedRole": "AWS makes its name up",
    "AWS::IAM::UserPolicy": "its name is one within its user",
}
"""Types with create-only properties and without a row, and why."""


def create_only(kind: str) -> set[str]:
    schema: Any = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", kind).schema
    return {each.rpartition("/")[2] for each in schema.get("createOnlyProperties", [])}


@pytest.mark.parametrize("kind", CREATE_ONLY)
def test_a_row_has_the_create_only_properties_of_its_type(kind: str) -> None:
    row = CREATE_ONLY[kind]
    assert {row.name, *row.others} == create_only(kind)


def test_each_type_of_iam_with_such_properties_has_a_row_or_a_reason() -> None:
    types = PROVIDER_SCHEMA_MANAGER.get_resource_types("us-east-1")
    found = {kind for kind in types if kind.startswith("AWS::IAM::") and create_only(kind)}
    assert found == CREATE_ONLY.keys() | UNNAMED.keys()
