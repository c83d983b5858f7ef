"""The calls of a deployment exist, and act on what their table says."""

from __future__ import annotations

import pytest

from influmojo_cfn.account.deployment import deployment_of
from influmojo_cfn.account.deployment_calls import DeploymentCall, calls
from influmojo_cfn.account.deployment_routes import DeploymentMethod, route_names
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.iam import service_authorization
from tests.account.roles_template import template
from tests.account.test_deployer_policy import DEPLOYMENTS


@pytest.mark.parametrize("call", calls(DEPLOYMENTS["a boundary"]), ids=lambda call: call.action)
def test_a_call_exists_and_takes_what_it_is_on(call: DeploymentCall) -> None:
    known = service_authorization.action(call.action)
    assert known is not None
    assert known.qualified_name == call.action
    types = {used.name for used in known.resource_types}
    required = {used.name for used in known.resource_types if used.required}
    assert call.on.replace(" ", "-") in types or (call.on == "any" and not required)


def test_each_call_of_a_route_exists() -> None:
    assert route_names()
    for route in route_names():
        method = DeploymentMethod(route=route, bucket="templates")
        found = deployment_of(
            template(), Environment(), stack_name="s", families=("a",), method=method
        )
        assert calls(found), route
        assert [c.action for c in calls(found) if not service_authorization.action(c.action)] == []
