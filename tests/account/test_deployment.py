"""What a deployment acts on, and the calls that it makes."""

from __future__ import annotations

import pytest

from influmojo_cfn.account.deployment import DeploymentCall, calls, deployment_of, route_names
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.iam import service_authorization
from tests.account.roles_template import template
from tests.account.test_deployer_policy import DEPLOYMENTS

IAM = "arn:aws:iam::111122223333:"


@pytest.mark.parametrize("call", calls(DEPLOYMENTS["a boundary"]), ids=lambda call: call.action)
def test_a_call_exists_and_takes_what_it_is_on(call: DeploymentCall) -> None:
    known = service_authorization.action(call.action)
    assert known is not None
    assert known.qualified_name == call.action
    types = {used.name for used in known.resource_types}
    required = {used.name for used in known.resource_types if used.required}
    assert call.on.replace(" ", "-") in types or (call.on == "any" and not required)


@pytest.mark.parametrize(
    ("environment_name", "family"), [("", "influmojo-*"), ("staging", "influmojo-staging-*")]
)
def test_task_definitions_are_those_that_begin_as_the_roles(
    environment_name: str, family: str
) -> None:
    environment = Environment(parameters={"EnvironmentName": environment_name}, region="ap-south-1")
    found = deployment_of(template(), environment, stack_name="influmojo")
    assert found.task_definitions == (
        f"arn:aws:ecs:ap-south-1:111122223333:task-definition/{family}:*",
    )


def test_a_role_without_a_name_has_one_that_begins_as_the_stack() -> None:
    unnamed = template()
    del unnamed["Resources"]["TaskRole"]["Properties"]["RoleName"]
    found = deployment_of(unnamed, Environment(), stack_name="shop", families=())
    assert "arn:aws:iam::111122223333:role/shop-*" in found.roles


def test_a_role_whose_name_is_not_known_is_refused() -> None:
    unnamed = template()
    unnamed["Resources"]["TaskRole"]["Properties"]["RoleName"] = {"Fn::ImportValue": "name"}
    with pytest.raises(TemplateError, match=r"Resources\.TaskRole: has no name that is known"):
        deployment_of(unnamed, Environment(), stack_name="s", families=())


def test_a_resource_that_is_none_is_named() -> None:
    with pytest.raises(TemplateError) as raised:
        deployment_of({"Resources": {"A": None, "B": {}}}, Environment(), stack_name="s")
    assert str(raised.value) == (
        "Resources.A: has no Type; a resource is a mapping with a Type\n"
        "Resources.B: has no Type; a resource is a mapping with a Type"
    )


@pytest.mark.parametrize("family", ["a b", "", "a*b", "x" * 256])
def test_a_family_that_is_none_is_refused(family: str) -> None:
    with pytest.raises(TemplateError, match="is not a task definition family"):
        deployment_of(template(), Environment(), stack_name="s", families=(family,))


def test_a_way_to_deploy_that_does_not_exist_is_refused() -> None:
    with pytest.raises(TemplateError, match="did you mean 'sceptre'"):
        deployment_of(template(), Environment(), stack_name="s", route="septre")
    with pytest.raises(TemplateError, match="known are console, cli"):
        deployment_of(template(), Environment(), stack_name="s", route="terraform")


def test_each_call_of_a_route_exists() -> None:
    assert route_names()
    for route in route_names():
        found = deployment_of(
            template(), Environment(), stack_name="s", families=("a",), route=route, bucket="b"
        )
        assert calls(found), route
        assert [c.action for c in calls(found) if not service_authorization.action(c.action)] == []


def test_types_that_aws_does_not_declare_are_named() -> None:
    other = template()
    other["Resources"]["Thing"] = {"Type": "Custom::Thing"}
    other["Resources"]["Nested"] = {
        "Type": "AWS::CloudFormation::Stack",
        "Properties": {"TemplateURL": "https://a.s3.amazonaws.com/b"},
    }
    found = deployment_of(other, Environment(), stack_name="s", families=())
    assert found.not_known == {
        "Thing": "AWS declares no calls of Custom::Thing",
        "Nested": "the template of the nested stack is not a file at hand",
    }
    assert {call.logical_id for call in found.others} == {"Nested"}


def test_resources_that_a_condition_leaves_out_are_not_deployed() -> None:
    other = template()
    other["Conditions"]["Never"] = {"Fn::Equals": ["a", "b"]}
    other["Resources"]["Queue"] = {"Type": "AWS::SQS::Queue", "Condition": "Never"}
    assert deployment_of(other, Environment(), stack_name="s", families=()).others == ()


def test_what_is_imported_is_under_the_paths_that_the_account_has_it() -> None:
    before = template()
    before["Resources"]["TaskRole"]["Properties"]["Path"] = "/team/"
    before["Resources"]["TaskPolicy"]["Properties"]["Path"] = "/else/"
    del before["Resources"]["TaskExecutionRole"]
    own = deployment_of(template(), Environment(), stack_name="shop", route="adopt")
    assert f"{IAM}role/*/influmojo-ecs-task-role" in own.resources("found role")
    found = deployment_of(
        template(), Environment(), stack_name="shop", route="adopt", imported=before
    )
    assert found.roles == found.task_roles
    assert found.roles == (
        f"{IAM}role/influmojo-ecs-task-execution-role",
        f"{IAM}role/team/influmojo-ecs-task-role",
    )
    assert f"{IAM}policy/else/influmojo-ecs-task-policy" in found.policies
    assert {*found.policies} <= {*found.attached}
    # They are looked for where the template has them first.
    assert found.resources("found role") == (f"{IAM}role/influmojo-ecs-task-role",)
    assert found.resources("found policy") == (f"{IAM}policy/influmojo-ecs-task-policy",)
