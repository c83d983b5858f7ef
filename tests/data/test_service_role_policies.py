"""The policies that are made for a role of a service exist, and so do the services."""

from __future__ import annotations

from influmojo_cfn.data.service_role_policies import MADE_FOR
from influmojo_cfn.iam.managed_policies import managed_policy_paths
from influmojo_cfn.iam.service_principals import service_principals


def test_every_policy_is_managed_by_aws() -> None:
    assert MADE_FOR.keys() - managed_policy_paths().keys() == set()


def test_every_service_is_a_known_principal() -> None:
    assert {each for services in MADE_FOR.values() for each in services} <= service_principals()
