"""The types of which no property gives access, or none but their policy."""

from __future__ import annotations

import pytest
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

from influmojo_cfn.data.resource_access import CONCERNS_ACCESS, READ
from influmojo_cfn.data.resource_policies import RESOURCE_POLICIES
from influmojo_cfn.data.types_without_access import POLICY_ALONE, WITHOUT_ACCESS


def test_a_type_of_which_the_policy_alone_gives_access_has_a_policy() -> None:
    assert sorted(POLICY_ALONE - {*RESOURCE_POLICIES}) == []


def test_a_type_without_access_holds_no_policy() -> None:
    assert sorted(WITHOUT_ACCESS & {*RESOURCE_POLICIES, *CONCERNS_ACCESS, *READ}) == []


@pytest.mark.parametrize("resource_type", sorted(WITHOUT_ACCESS))
def test_a_type_without_access_has_no_property_of_a_policy(resource_type: str) -> None:
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", resource_type).schema
    names = {"PolicyDocument", "ResourcePolicy", "ResourcePolicyDocument", "AccessPolicies"}
    assert not names & {*schema["properties"]}
