"""The table of resource policies: each type and property is one that CloudFormation has."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.data.resource_access import CONCERNS_ACCESS, READ, SWITCHES
from influmojo_cfn.data.resource_policies import RESOURCE_POLICIES, service_of_policy
from influmojo_cfn.iam.service_authorization import service

LIMITING = {"AWS::EC2::VPCEndpoint", "AWS::Organizations::Policy"}


def schema_of(resource_type: str) -> Any:
    from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

    return PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", resource_type).schema


def property_of(schema: Any, keys: tuple[str, ...]) -> Any:
    """Return the schema of a property below others, through references."""
    found = schema
    for key in keys:
        while "$ref" in found:
            target = schema
            for part in found["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            found = target
        if "properties" not in found:
            return found  # an object whose keys are not described
        found = found["properties"][key]
    return found


@pytest.mark.parametrize("resource_type", RESOURCE_POLICIES)
def test_the_properties_of_a_resource_policy_exist(resource_type: str) -> None:
    known, schema = RESOURCE_POLICIES[resource_type], schema_of(resource_type)
    assert property_of(schema, known.keys)
    assert {*known.attached_to} <= {*schema["properties"]}


@pytest.mark.parametrize(
    "table", [CONCERNS_ACCESS, READ, SWITCHES], ids=["concerns", "read", "switches"]
)
def test_the_properties_that_concern_access_exist(table: dict[str, frozenset[str]]) -> None:
    missing = {
        kind: {name.partition("/")[0] for name in names} - {*schema_of(kind)["properties"]}
        for kind, names in table.items()
    }
    assert {kind: names for kind, names in missing.items() if names} == {}


def test_what_only_limits_is_said_of_endpoints_and_organizations() -> None:
    limiting = {kind for kind, known in RESOURCE_POLICIES.items() if known.only_limits}
    assert limiting == LIMITING
    assert [k for k, known in RESOURCE_POLICIES.items() if not known.names_principals] == [
        "AWS::IoT::Policy",
        "AWS::Organizations::Policy",
    ]


@pytest.mark.parametrize("name", sorted({row.service for row in RESOURCE_POLICIES.values()} - {""}))
def test_the_service_of_a_resource_policy_has_actions(name: str) -> None:
    assert service(name) is not None


def test_the_service_of_an_unknown_type_is_not_known() -> None:
    assert service_of_policy("AWS::SQS::QueueInlinePolicy") == "sqs"
    assert service_of_policy("AWS::IAM::Role") == service_of_policy("AWS::SNS::Topics") == ""
