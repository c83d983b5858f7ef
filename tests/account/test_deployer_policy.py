"""Whoever deploys may make every call of the deployment, and no call on a neighbor."""

from __future__ import annotations

import json

import pytest

from influmojo_cfn.account.deployer_policy import deployer_policy
from influmojo_cfn.account.deployment import Deployment, deployment_of
from influmojo_cfn.account.deployment_calls import DeploymentCall, calls
from influmojo_cfn.account.deployment_routes import DeploymentMethod
from influmojo_cfn.account.simulated_calls import simulated_calls
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.config import load
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.evaluation.request import Request, context_of
from influmojo_cfn.evaluation.simulate import Evaluator
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
        method=DeploymentMethod(only_through_cloudformation=only_through_cloudformation),
    )


def example(name: str) -> Deployment:
    """Return the deployment of an example's roles."""
    found = build(load(ROOT / f"examples/{name}.yaml"))
    return deployment_of(found, Environment(region="eu-west-1"), stack_name=name)


SERVICE_ROLE = "arn:aws:iam::111122223333:role/cloudformation/deploys"


def with_service_role(name: str, route: str = "") -> Deployment:
    """Return the deployment of an example with a service role of CloudFormation."""
    return deployment_of(
        build(load(ROOT / f"examples/{name}.yaml")),
        Environment(region="eu-west-1"),
        stack_name=name,
        method=DeploymentMethod(route=route, service_role=SERVICE_ROLE),
    )


FORMER = "arn:aws:iam::111122223333:policy/former-boundary"
EXTRA = "arn:aws:iam::111122223333:policy/extra"


def adoption(**parameters: str) -> Deployment:
    """Return the adoption of roles that have a policy, a boundary and an inline policy more."""
    before = template()
    properties = before["Resources"]["TaskRole"]["Properties"]
    properties["ManagedPolicyArns"].append(EXTRA)
    properties["PermissionsBoundary"] = FORMER
    properties["Policies"] = [{"PolicyName": "quick", "PolicyDocument": {}}]
    return deployment_of(
        template(),
        Environment(parameters=parameters, region="ap-south-1"),
        stack_name="influmojo-ecs-iam",
        method=DeploymentMethod(route="adopt"),
        imported=before,
    )


DEPLOYMENTS = {
    "defaults": deployment(),
    "an import": adoption(),
    "an import under a boundary": adoption(PermissionsBoundaryArn=BOUNDARY),
    "infrastructure": example("infrastructure"),
    "a provider": example("deployment"),
    "an environment": deployment(EnvironmentName="staging"),
    "a boundary": deployment(PermissionsBoundaryArn=BOUNDARY),
    "China": deployment(region="cn-north-1"),
    "a service role": with_service_role("infrastructure"),
    "a service role by the CLI": with_service_role("deployment", "cli"),
    "CloudFormation alone": deployment(
        only_through_cloudformation=True, PermissionsBoundaryArn=BOUNDARY
    ),
}


def test_the_policy_names_no_wildcard_but_the_ids_that_aws_gives() -> None:
    statements = deployer_policy(DEPLOYMENTS["defaults"])["Statement"]
    assert any(
        "*" in each for s in statements for each in s["Resource"] if s["Sid"] != "FindStacks"
    )
    for statement in statements:
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
        service: Evaluator([policy])
        .decide(Request("iam:PassRole", role, context_of({"iam:PassedToService": service})))
        .allowed
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
        if Evaluator([policy])
        .decide(Request("iam:PassRole", begin + role, context_of({"iam:PassedToService": service})))
        .allowed
    }
    assert passed == {
        ("acme-platform-ecs-task-role", "ecs-tasks.amazonaws.com"),
        ("acme-platform-ecs-instance-role", "ec2.amazonaws.com"),
    }


def test_a_service_role_is_passed_to_cloudformation_which_makes_its_calls_with_it() -> None:
    statements = deployer_policy(DEPLOYMENTS["a service role"])["Statement"]
    actions = {action for each in statements for action in each["Action"]}
    assert {each for each in actions if each.startswith("iam:")} == {"iam:PassRole"}
    assert [each for each in statements if each["Sid"].startswith("PassRole")] != []
    assert statements[-1] == {
        "Sid": "PassServiceRole",
        "Effect": "Allow",
        "Action": ["iam:PassRole"],
        "Resource": [SERVICE_ROLE],
        "Condition": {"StringEquals": {"iam:PassedToService": "cloudformation.amazonaws.com"}},
    }


@pytest.mark.parametrize("route", ["cdk", "service-role"])
def test_a_service_role_has_no_place_where_others_pass_it(route: str) -> None:
    with pytest.raises(TemplateError, match=f"--role-arn: excludes --route {route}"):
        with_service_role("deployment", route)


@pytest.mark.parametrize(
    "arn",
    [
        "cloudformation",
        "arn:aws:iam::111122223333:user/a",
        "arn:aws:iam::1:role/a",
        "arn:aws:iam::111122223333:role/*",
    ],
)
def test_what_is_no_role_is_refused(arn: str) -> None:
    with pytest.raises(TemplateError, match="is not the ARN of a role"):
        deployment_of(
            template(), Environment(), stack_name="s", method=DeploymentMethod(service_role=arn)
        )


def test_with_a_boundary_no_role_is_created_without_it() -> None:
    policy = parse_policy(deployer_policy(DEPLOYMENTS["a boundary"]))
    role = "arn:aws:iam::111122223333:role/influmojo-ecs-task-role"
    bare = Request("iam:CreateRole", role)
    bound = bare._replace(context=context_of({"iam:PermissionsBoundary": BOUNDARY}))
    assert not Evaluator([policy]).decide(bare).allowed
    assert Evaluator([policy]).decide(bound).allowed


def test_the_boundary_of_a_role_is_never_taken_away() -> None:
    policy = parse_policy(deployer_policy(DEPLOYMENTS["a boundary"]))
    role = "arn:aws:iam::111122223333:role/influmojo-ecs-task-role"
    assert (
        not Evaluator([policy]).decide(Request("iam:DeleteRolePermissionsBoundary", role)).allowed
    )


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


def test_the_policy_fits_a_managed_policy() -> None:
    longest = deployment(
        EnvironmentName="e" * 20,
        PermissionsBoundaryArn=f"arn:aws:iam::111122223333:policy/{'b' * 128}",
    )
    assert len(json.dumps(deployer_policy(longest), separators=(",", ":"))) < 6144


def test_nothing_is_attached_where_the_roles_have_no_managed_policies() -> None:
    role = {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "a"}}
    here = Environment(region="ap-south-1")
    deployed = deployment_of({"Resources": {"A": role}}, here, stack_name="s", families=("a",))
    policy = deployer_policy(deployed)
    assert "AttachPolicies" not in [row["Sid"] for row in policy["Statement"]]
    tried = simulated_calls(deployed, policy)
    assert [trial for trial in tried if trial.allowed != trial.expected] == []


def test_a_boundary_is_removed_only_where_the_roles_declare_none() -> None:
    policy = parse_policy(deployer_policy(DEPLOYMENTS["defaults"]))
    role = "arn:aws:iam::111122223333:role/influmojo-ecs-task-role"
    assert Evaluator([policy]).decide(Request("iam:DeleteRolePermissionsBoundary", role)).allowed


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


def statements_on(deployed: Deployment, text: str) -> list[dict[str, object]]:
    found = deployer_policy(deployed)["Statement"]
    return [row for row in found if any(text in each for each in row["Resource"])]


def test_resources_of_other_types_are_deployed_too() -> None:
    other = template()
    other["Resources"]["Topic"] = {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "orders"}}
    deployed = deployment_of(other, Environment(region="ap-south-1"), stack_name="s", families=())
    (statement,) = statements_on(deployed, ":orders")
    assert statement["Resource"] == ["arn:aws:sns:ap-south-1:111122223333:orders"]
    actions = statement["Action"]
    assert isinstance(actions, list)
    assert {"sns:CreateTopic", "sns:DeleteTopic", "sns:SetTopicAttributes"} <= set(actions)
    assert deployed.not_known == {}


def test_statements_that_allow_the_same_are_one() -> None:
    other = template()
    for name in ("first", "second"):
        properties = {"QueueName": name}
        other["Resources"][name] = {"Type": "AWS::SQS::Queue", "Properties": properties}
    deployed = deployment_of(other, Environment(region="ap-south-1"), stack_name="s", families=())
    (statement,) = statements_on(deployed, ":first")
    begin = "arn:aws:sqs:ap-south-1:111122223333"
    assert statement["Resource"] == [f"{begin}:first", f"{begin}:second"]


def test_calls_for_other_types_are_cloudformations_alone_where_that_is_asked() -> None:
    other = template()
    other["Resources"]["Queue"] = {"Type": "AWS::SQS::Queue"}
    here = Environment(region="ap-south-1")
    method = DeploymentMethod(only_through_cloudformation=True)
    deployed = deployment_of(other, here, stack_name="s", families=(), method=method)
    rows = [row for row in deployer_policy(deployed)["Statement"] if "Sqs" in row["Sid"]]
    assert rows
    called = {"ForAnyValue:StringEquals": {"aws:CalledVia": "cloudformation.amazonaws.com"}}
    assert all(row["Condition"] == called for row in rows)


def allows(policy: object, action: str, resource: str, **context: str) -> bool:
    keys = {name.replace("_", ":"): value for name, value in context.items()}
    request = Request(action, resource, context_of(keys))
    return Evaluator([parse_policy(policy)]).decide(request).allowed


ROLE = "arn:aws:iam::111122223333:role/influmojo-ecs-task-role"


@pytest.mark.parametrize(
    ("action", "keys"),
    [
        ("iam:DetachRolePolicy", {"iam_PolicyARN": EXTRA}),
        ("iam:AttachRolePolicy", {"iam_PolicyARN": EXTRA}),
        ("iam:PutRolePolicy", {}),
        ("iam:DeleteRolePermissionsBoundary", {}),
        ("iam:PutRolePermissionsBoundary", {"iam_PermissionsBoundary": FORMER}),
    ],
)
def test_what_an_import_removes_is_removed_and_restored(action: str, keys: dict[str, str]) -> None:
    """A rollback sets again what the update took: it needs the calls of both ways."""
    assert allows(deployer_policy(DEPLOYMENTS["an import"]), action, ROLE, **keys)


def test_a_boundary_of_an_imported_role_does_not_create_roles() -> None:
    policy = deployer_policy(DEPLOYMENTS["an import under a boundary"])
    assert allows(policy, "iam:CreateRole", ROLE, iam_PermissionsBoundary=BOUNDARY)
    assert not allows(policy, "iam:CreateRole", ROLE, iam_PermissionsBoundary=FORMER)


def test_a_policy_that_only_imported_roles_have_is_read_and_not_changed() -> None:
    policy = deployer_policy(DEPLOYMENTS["an import"])
    assert allows(policy, "iam:GetPolicyVersion", EXTRA)
    assert not allows(policy, "iam:CreatePolicyVersion", EXTRA)
