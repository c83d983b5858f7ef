"""Each call of a deployment is asked of the policy, and so are negative test cases."""

from __future__ import annotations

from typing import Any, cast

import pytest

from influmojo_cfn.account.deployer_policy import deployer_policy
from influmojo_cfn.account.deployment import Deployment, deployment_of
from influmojo_cfn.account.deployment_calls import calls
from influmojo_cfn.account.deployment_routes import DeploymentMethod, route_names
from influmojo_cfn.account.resource_call import OPERATIONS
from influmojo_cfn.account.resource_type_calls import handler_permissions
from influmojo_cfn.account.simulated_calls import simulated_calls
from influmojo_cfn.cloudformation import Document, dump
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.processed import processed
from influmojo_cfn.config import load
from influmojo_cfn.evaluation.request import Request, context_of
from influmojo_cfn.evaluation.simulate import Evaluator
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.influmojo import APP
from influmojo_cfn.template import build
from influmojo_cfn.template.ecs import build_services
from influmojo_cfn.template.nesting import build_nest, build_root
from influmojo_cfn.template.stack_set import build_stack_set
from tests.account.test_deployer_policy import DEPLOYMENTS
from tests.conftest import ROOT
from tests.evaluation.test_ministack import theirs_of
from tests.nonempty import nonempty


@pytest.mark.parametrize("deployed", DEPLOYMENTS.values(), ids=DEPLOYMENTS)
def test_every_call_is_answered_as_expected(deployed: Deployment) -> None:
    tried = simulated_calls(deployed, deployer_policy(deployed))
    assert [trial for trial in tried if trial.allowed != trial.expected] == []


@pytest.mark.parametrize("deployed", DEPLOYMENTS.values(), ids=DEPLOYMENTS)
def test_every_call_is_tried_on_its_own_resource_and_on_a_neighbor(deployed: Deployment) -> None:
    tried = simulated_calls(deployed, deployer_policy(deployed))
    assert calls(deployed)
    for call in calls(deployed):
        expected = {trial.expected for trial in tried if trial.call == call}
        # A call that takes no resource has no neighbor.
        assert expected == ({True} if call.on == "any" else {True, False}), call.action


MIXED: dict[str, Any] = {
    "Resources": {
        "Role": {"Type": "AWS::IAM::Role", "Properties": {}},
        "Inline": {"Type": "AWS::IAM::Policy", "Properties": {"Roles": [{"Ref": "Role"}]}},
        "User": {
            "Type": "AWS::IAM::User",
            "Properties": {"ManagedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"]},
        },
        "Function": {
            "Type": "AWS::Lambda::Function",
            "Properties": {"Role": {"Fn::GetAtt": ["Role", "Arn"]}},
        },
        "Pipeline": {
            "Type": "AWS::CodePipeline::Pipeline",
            "Properties": {"RoleArn": {"Fn::GetAtt": ["Role", "Arn"]}},
        },
    }
}
"""Roles and users without names, and resources of other types that they are given to."""


@pytest.mark.parametrize("route", ["", *route_names()])
@pytest.mark.parametrize("only_through", [False, True], ids=["any way", "by CloudFormation"])
def test_other_resources_are_allowed_what_they_ask_and_no_more(
    route: str, only_through: bool
) -> None:
    deployed = deployment_of(
        MIXED,
        Environment(region="eu-west-1"),
        stack_name="Shop",
        method=DeploymentMethod(route=route, only_through_cloudformation=only_through),
    )
    tried = simulated_calls(deployed, deployer_policy(deployed))
    assert [trial for trial in tried if trial.allowed != trial.expected] == []


def by_route(route: str) -> Deployment:
    """Return the deployment of the built-in app by one way."""
    here, method = Environment(region="eu-west-1"), DeploymentMethod(route=route)
    return deployment_of(build(APP), here, stack_name="i", method=method)


@pytest.mark.parametrize(
    "deployed",
    [
        *(DEPLOYMENTS[name] for name in ("a boundary", "infrastructure", "an import")),
        *map(by_route, route_names()),
    ],
    ids=["a boundary", "infrastructure", "an import", *route_names()],
)
def test_without_one_of_its_actions_a_call_of_the_deployment_is_refused(
    deployed: Deployment,
) -> None:
    whole = deployer_policy(deployed)
    for statement in nonempty(whole["Statement"]):
        for action in nonempty(statement["Action"]):
            fewer = {
                **statement,
                "Action": [each for each in statement["Action"] if each != action],
            }
            others = [each for each in whole["Statement"] if each is not statement]
            if fewer["Action"]:
                others.append(fewer)
            tried = simulated_calls(deployed, {**whole, "Statement": others})
            assert any(trial.expected and not trial.allowed for trial in tried), action


GIVEN = {
    "VpcId": "vpc-0123456789abcdef0",
    "SubnetIds": "subnet-0123456789abcdef0,subnet-0123456789abcdef1",
}
ROLE = "arn:aws:iam::111122223333:role/app-{}-role"
ROLES = {"TaskExecutionRoleArn": ROLE.format("execution"), "TaskRoleArn": ROLE.format("task")}
S3 = "https://amzn-s3-demo-bucket.s3.amazonaws.com/influmojo-ecs-iam.yaml"
UNITS = {"OrganizationalUnitIds": "ou-abcd-12345678", "DeploymentRegion": "eu-west-1"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return a folder that has the templates of the default app, which name each other."""
    made = tmp_path_factory.mktemp("templates")
    files = {
        "influmojo-ecs-iam": build(APP),
        "service": build_services(APP),
        "root": build_root(APP, "service.yaml", "."),
        "nest": build_nest(APP, "influmojo-ecs-iam.yaml", ["staging", "production"]),
        "stack-set": build_stack_set(APP, S3),
    }
    for name, template in files.items():
        (made / f"{name}.yaml").write_text(dump(template))
    return made


WHOLE = {
    "influmojo-ecs-iam": {},
    "service": {**GIVEN, **ROLES},
    "root": GIVEN,
    "nest": {},
    "stack-set": UNITS,
}


def whole(folder: Any, name: str, route: str = "", bucket: str = "") -> Deployment:
    from influmojo_cfn.cloudformation import read_document

    here = Environment(parameters=WHOLE[name], account="111122223333", region="eu-west-1")
    found = processed(read_document(folder / f"{name}.yaml"), here)
    return deployment_of(
        found.data, here, stack_name="shop", method=DeploymentMethod(route=route, bucket=bucket)
    )


@pytest.mark.parametrize("route", ["", *route_names()])
@pytest.mark.parametrize("name", WHOLE)
def test_the_policy_of_a_whole_application_is_enough_and_no_more(
    folder: Any, name: str, route: str
) -> None:
    deployed = whole(folder, name, route=route, bucket="templates")
    tried = simulated_calls(deployed, deployer_policy(deployed))
    assert [trial for trial in tried if trial.allowed != trial.expected] == []
    assert deployed.not_known == {}


@pytest.mark.parametrize("name", [*WHOLE, "mixed"])
def test_the_evaluator_of_the_emulator_answers_each_call_the_same(
    folder: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    here = Environment(account="111122223333", region="eu-west-1")
    deployed = (
        deployment_of(MIXED, here, stack_name="shop")
        if name == "mixed"
        else whole(folder, name, bucket="templates")
    )
    statements = deployer_policy(deployed)["Statement"]
    decide, differing, asked = Evaluator.decide, [], 0

    def judged(evaluator: Evaluator, request: Request) -> Any:
        nonlocal asked
        asked += 1
        found = decide(evaluator, request)
        context = {key: "".join(cast("Any", value)) for key, value in request.context.items()}
        if (theirs_of(statements, request, context).decision == "Allow") != found.allowed:
            differing.append((request.action, request.resource))
        return found

    monkeypatch.setattr(Evaluator, "decide", judged)
    assert simulated_calls(deployed, {"Version": "2012-10-17", "Statement": statements})
    assert (differing, asked > 0) == ([], True)


NOT_MADE = {
    "iam:AttachGroupPolicy", "iam:AttachUserPolicy", "iam:DetachGroupPolicy",
    "iam:DetachUserPolicy",
    # A template without inline policies sets none, and one without a boundary has none to set.
    "iam:PutRolePolicy", "iam:PutRolePermissionsBoundary",
}  # fmt: skip
"""What AWS's handlers of IAM's types call for properties that no template of ours has."""


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("name", WHOLE)
def test_each_operation_of_cloudformation_is_allowed(
    folder: Any, name: str, operation: str
) -> None:
    """Judge each call of each handler on each resource, whatever table it comes from."""
    deployed = whole(folder, name)
    evaluator = Evaluator([parse_policy(deployer_policy(deployed))])
    denied = []
    for kind, arns in (
        ("AWS::IAM::Role", deployed.roles),
        ("AWS::IAM::ManagedPolicy", deployed.policies),
    ):
        handlers = handler_permissions(kind) or {}
        called = {each for handler in OPERATIONS[operation] for each in handlers[handler]}
        for action in sorted(called - NOT_MADE):
            on = deployed.roles if action.endswith("RolePolicy") else arns
            for arn in on:
                for policy in deployed.attached[:1] if "tachRolePolicy" in action else ("",):
                    context = {"iam:PolicyARN": policy} if policy else {}
                    request = Request(action, arn, context_of(context))
                    if not evaluator.decide(request).allowed:
                        denied.append((action, arn))
    tried = [
        trial
        for trial in simulated_calls(deployed, deployer_policy(deployed))
        if operation in trial.detail.split(", ") and trial.expected
    ]
    assert denied == []
    assert all(trial.allowed for trial in tried)
    assert tried or name == "influmojo-ecs-iam"


def test_a_route_that_others_carry_out_gets_no_call_of_cloudformation(folder: Any) -> None:
    deployed = whole(folder, "root", route="cdk")
    statements = deployer_policy(deployed)["Statement"]
    assert [row["Sid"] for row in statements] == [
        "RegisterTaskDefinitions", "PassRolesToTasks", "AssumeBootstrapRoles",
    ]  # fmt: skip


def test_an_example_with_jobs_is_deployed_whole() -> None:
    app = load(ROOT / "examples/nightly-job.yaml")
    here = Environment(parameters=GIVEN, account="111122223333", region="eu-west-1")
    root = build_root(app, "s.yaml", ".")
    template = processed(Document(root), here).data
    unread = deployment_of(template, here, stack_name="a").not_known
    assert set(unread) == {"Resources.Roles", "Resources.Services"}


def test_the_calls_are_of_a_route(folder: Any) -> None:
    made = {
        route: {call.action for call in calls(whole(folder, "influmojo-ecs-iam", route=route))}
        for route in route_names()
    }
    assert "cloudformation:CreateStack" in made["sceptre"] - made["cli"]
    assert "cloudformation:CreateChangeSet" in made["cli"] - made["sceptre"]
    assert "cloudformation:CreateUploadBucket" in made["console"]
    assert "iam:ListRoleTags" in made["adopt"] - made["cli"]
    assert not any(each.startswith("cloudformation:") for each in made["service-role"])
    assert "iam:CreateRole" not in made["cdk"]
