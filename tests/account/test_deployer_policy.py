"""Whoever deploys may make every call of the deployment, and no call on a neighbour."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from influmojo_cfn.account.deployer_policy import (
    Deployment,
    DeploymentCall,
    calls,
    deployer_policy,
    deployment_of,
    simulated_calls,
)
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.config import load
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.evaluation.request import Request, context_of
from influmojo_cfn.evaluation.simulate import decide
from influmojo_cfn.iam import service_authorization
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.template import build
from tests.account.roles_template import template
from tests.conftest import ROOT

BOUNDARY = "arn:aws:iam::111122223333:policy/influmojo-ecs-boundary"


def deployment(
    region: str = "ap-south-1", *, only_through_cloudformation: bool = False, **parameters: str
) -> Deployment:
    return deployment_of(
        template(),
        Environment(parameters=parameters, region=region),
        stack_name="influmojo-ecs-iam",
        families=("influmojo-*",),
        only_through_cloudformation=only_through_cloudformation,
    )


def example(name: str) -> Deployment:
    """Return the deployment of an example's roles."""
    found = build(load(ROOT / f"examples/{name}.yaml"))
    return deployment_of(found, Environment(region="eu-west-1"), stack_name=name)


DEPLOYMENTS = {
    "defaults": deployment(),
    "infrastructure": example("infrastructure"),
    "a provider": example("deployment"),
    "an environment": deployment(EnvironmentName="staging"),
    "a boundary": deployment(PermissionsBoundaryArn=BOUNDARY),
    "China": deployment(region="cn-north-1"),
    "CloudFormation alone": deployment(
        only_through_cloudformation=True, PermissionsBoundaryArn=BOUNDARY
    ),
}


@pytest.mark.parametrize("deployed", DEPLOYMENTS.values(), ids=DEPLOYMENTS)
def test_every_call_is_answered_as_expected(deployed: Deployment) -> None:
    tried = simulated_calls(deployed, deployer_policy(deployed))
    assert [trial for trial in tried if trial.allowed != trial.expected] == []


@pytest.mark.parametrize("deployed", DEPLOYMENTS.values(), ids=DEPLOYMENTS)
def test_every_call_is_tried_on_its_own_resource_and_on_a_neighbour(deployed: Deployment) -> None:
    tried = simulated_calls(deployed, deployer_policy(deployed))
    for call in calls(deployed):
        expected = {trial.expected for trial in tried if trial.call == call}
        # A call that takes no resource has no neighbor.
        assert expected == ({True} if call.on == "any" else {True, False}), call.action


@pytest.mark.parametrize("call", calls(DEPLOYMENTS["a boundary"]), ids=lambda call: call.action)
def test_a_call_exists_and_takes_what_it_is_on(call: DeploymentCall) -> None:
    known = service_authorization.action(call.action)
    assert known is not None
    assert known.qualified_name == call.action
    types = {used.name for used in known.resource_types}
    required = {used.name for used in known.resource_types if used.required}
    assert call.on.replace(" ", "-") in types or (call.on == "any" and not required)


def test_without_one_of_its_actions_a_call_of_the_deployment_is_refused() -> None:
    deployed = DEPLOYMENTS["a boundary"]
    whole = deployer_policy(deployed)
    for statement in whole["Statement"]:
        for action in statement["Action"]:
            fewer = {
                **statement,
                "Action": [each for each in statement["Action"] if each != action],
            }
            others = [each for each in whole["Statement"] if each is not statement]
            if fewer["Action"]:
                others.append(fewer)
            tried = simulated_calls(deployed, {**whole, "Statement": others})
            assert any(trial.expected and not trial.allowed for trial in tried), action


def test_the_policy_names_no_wildcard_but_the_ids_that_aws_gives() -> None:
    for statement in deployer_policy(DEPLOYMENTS["defaults"])["Statement"]:
        if statement["Sid"] == "FindStacks":
            # These calls take no resource, or are made before there is a stack.
            assert statement["Action"] == [
                "cloudformation:GetTemplateSummary",
                "cloudformation:ListStacks",
            ]
            continue
        starred = [each for each in statement["Resource"] if "*" in each]
        assert all(":stack/influmojo-ecs-iam/" in s or ":task-definition/" in s for s in starred)
        assert not any("*" in action for action in statement["Action"])


def test_roles_are_passed_to_ecs_tasks_only() -> None:
    policy = parse_policy(deployer_policy(DEPLOYMENTS["defaults"]))
    role = "arn:aws:iam::111122223333:role/influmojo-ecs-task-role"
    outcomes = {
        service: decide(
            [policy],
            Request("iam:PassRole", role, context_of({"iam:PassedToService": service})),
        ).allowed
        for service in ("ecs-tasks.amazonaws.com", "ecs.amazonaws.com", "lambda.amazonaws.com")
    }
    assert outcomes == {
        "ecs-tasks.amazonaws.com": True,
        "ecs.amazonaws.com": False,
        "lambda.amazonaws.com": False,
    }


def test_each_role_is_passed_to_what_assumes_it_alone() -> None:
    policy = parse_policy(deployer_policy(DEPLOYMENTS["infrastructure"]))
    begin = "arn:aws:iam::111122223333:role/"
    passed = {
        (role, service)
        for role in (
            *("acme-platform-ecs-task-role", "acme-platform-ecs-instance-role"),
            "acme-platform-ecs-volumes-role",
        )
        for service in ("ecs-tasks.amazonaws.com", "ec2.amazonaws.com", "ecs.amazonaws.com")
        if decide(
            [policy],
            Request("iam:PassRole", begin + role, context_of({"iam:PassedToService": service})),
        ).allowed
    }
    assert passed == {
        ("acme-platform-ecs-task-role", "ecs-tasks.amazonaws.com"),
        ("acme-platform-ecs-instance-role", "ec2.amazonaws.com"),
    }


def test_with_a_boundary_no_role_is_created_without_it() -> None:
    policy = parse_policy(deployer_policy(DEPLOYMENTS["a boundary"]))
    role = "arn:aws:iam::111122223333:role/influmojo-ecs-task-role"
    bare = Request("iam:CreateRole", role)
    bound = replace(bare, context=context_of({"iam:PermissionsBoundary": BOUNDARY}))
    assert not decide([policy], bare).allowed
    assert decide([policy], bound).allowed


def test_the_boundary_of_a_role_is_never_taken_away() -> None:
    policy = parse_policy(deployer_policy(DEPLOYMENTS["a boundary"]))
    role = "arn:aws:iam::111122223333:role/influmojo-ecs-task-role"
    assert not decide([policy], Request("iam:DeleteRolePermissionsBoundary", role)).allowed


@pytest.mark.parametrize(
    "call", calls(DEPLOYMENTS["CloudFormation alone"]), ids=lambda call: call.action
)
def test_iam_calls_are_made_by_cloudformation_alone_where_that_is_asked(
    call: DeploymentCall,
) -> None:
    deployed = DEPLOYMENTS["CloudFormation alone"]
    tried = simulated_calls(deployed, deployer_policy(deployed))
    direct = [
        trial for trial in tried if trial.call.action == call.action and "no Cloud" in trial.detail
    ]
    assert bool(direct) == (call.by == "CloudFormation")
    assert not any(trial.allowed for trial in direct)


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


def test_the_policy_fits_a_managed_policy() -> None:
    longest = deployment(
        EnvironmentName="e" * 20,
        PermissionsBoundaryArn=f"arn:aws:iam::111122223333:policy/{'b' * 128}",
    )
    assert len(json.dumps(deployer_policy(longest), separators=(",", ":"))) < 6144


def test_a_boundary_is_removed_only_where_the_roles_declare_none() -> None:
    policy = parse_policy(deployer_policy(DEPLOYMENTS["defaults"]))
    role = "arn:aws:iam::111122223333:role/influmojo-ecs-task-role"
    assert decide([policy], Request("iam:DeleteRolePermissionsBoundary", role)).allowed


def test_inline_policies_are_set_only_where_the_template_has_some() -> None:
    inline = template()
    properties = inline["Resources"]["TaskRole"]["Properties"]
    properties["Policies"] = [{"PolicyName": "a", "PolicyDocument": {"Statement": []}}]
    here = Environment(region="ap-south-1")
    for data, made in ((template(), False), (inline, True)):
        policy = deployer_policy(deployment_of(data, here, stack_name="s", families=()))
        actions = {action for row in policy["Statement"] for action in row["Action"]}
        assert ("iam:PutRolePolicy" in actions) is made
        assert "iam:DeleteRolePolicy" in actions


def test_a_resource_that_is_none_is_named() -> None:
    with pytest.raises(TemplateError) as raised:
        deployment_of({"Resources": {"A": None, "B": {}}}, Environment(), stack_name="s")
    assert str(raised.value) == (
        "Resources.A: has no Type; a resource is a mapping with a Type\n"
        "Resources.B: has no Type; a resource is a mapping with a Type"
    )


def test_other_resources_are_refused_because_their_calls_are_not_known() -> None:
    other = template()
    other["Resources"]["Topic"] = {"Type": "AWS::SNS::Topic"}
    with pytest.raises(TemplateError) as raised:
        deployment_of(other, Environment(), stack_name="s", families=())
    assert str(raised.value) == (
        "Resources.Topic: is an AWS::SNS::Topic; only AWS::IAM::Role, AWS::IAM::ManagedPolicy, "
        "AWS::IAM::InstanceProfile and AWS::IAM::OIDCProvider are covered"
    )


def test_a_role_without_a_name_is_refused() -> None:
    unnamed = template()
    del unnamed["Resources"]["TaskRole"]["Properties"]["RoleName"]
    with pytest.raises(TemplateError, match=r"Resources\.TaskRole: has no name that is known"):
        deployment_of(unnamed, Environment(), stack_name="s", families=())


@pytest.mark.parametrize("family", ["a b", "", "a*b", "x" * 256])
def test_a_family_that_is_none_is_refused(family: str) -> None:
    with pytest.raises(TemplateError, match="is not a task definition family"):
        deployment_of(template(), Environment(), stack_name="s", families=(family,))
