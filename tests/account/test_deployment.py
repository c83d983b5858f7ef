"""What a deployment acts on."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.account.deployer_policy import deployer_policy
from influmojo_cfn.account.deployment import deployment_of
from influmojo_cfn.account.deployment_routes import DeploymentMethod
from influmojo_cfn.account.simulated_calls import simulated_calls
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.evaluation.request import Request, context_of
from influmojo_cfn.evaluation.simulate import Evaluator
from influmojo_cfn.iam.document import parse_policy
from tests.account.roles_template import template

IAM = "arn:aws:iam::111122223333:"


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


@pytest.mark.parametrize(
    ("route", "words"),
    [("septre", "did you mean 'sceptre'"), ("terraform", "known are console, cli")],
)
def test_a_way_to_deploy_that_does_not_exist_is_refused(route: str, words: str) -> None:
    method = DeploymentMethod(route=route)
    with pytest.raises(TemplateError, match=words):
        deployment_of(template(), Environment(), stack_name="s", method=method)


def test_types_that_aws_does_not_declare_are_named() -> None:
    other = template()
    other["Resources"]["Thing"] = {"Type": "Custom::Thing"}
    other["Resources"]["Nested"] = {
        "Type": "AWS::CloudFormation::Stack",
        "Properties": {"TemplateURL": "https://a.s3.amazonaws.com/b"},
    }
    found = deployment_of(other, Environment(), stack_name="s", families=())
    assert found.not_known == {
        "Resources.Thing": "AWS declares no calls of Custom::Thing",
        "Resources.Nested": "the template of the nested stack is not a file at hand",
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
    method = DeploymentMethod(route="adopt")
    own = deployment_of(template(), Environment(), stack_name="shop", method=method)
    assert f"{IAM}role/*/influmojo-ecs-task-role" in own.resources("found role")
    found = deployment_of(
        template(), Environment(), stack_name="shop", method=method, imported=before
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


IAM_ARN = "arn:aws:iam::111122223333"


def with_policy(**properties: object) -> dict[str, Any]:
    policy = {"ManagedPolicyName": "read-it", "PolicyDocument": {}, **properties}
    return {"Resources": {"P": {"Type": "AWS::IAM::ManagedPolicy", "Properties": policy}}}


@pytest.mark.parametrize("kind", ["User", "Group", "Role"])
def test_a_policy_is_attached_to_what_it_names(kind: str) -> None:
    other = with_policy(**{f"{kind}s": ["alice"]})
    found = deployment_of(other, Environment(), stack_name="s")
    (attach, detach) = found.others
    assert (attach.action, detach.action) == (f"iam:Attach{kind}Policy", f"iam:Detach{kind}Policy")
    what = f"{IAM_ARN}:{kind.lower()}"
    assert attach.resources == (f"{what}/*/alice", f"{what}/alice")
    assert attach.condition == {"ArnEquals": {"iam:PolicyARN": f"{IAM_ARN}:policy/read-it"}}
    policy = deployer_policy(found)
    assert all(trial.allowed == trial.expected for trial in simulated_calls(found, policy))


def test_a_role_of_the_template_is_given_its_policies_as_ever() -> None:
    other = with_policy(Roles=[{"Ref": "R"}])
    other["Resources"]["R"] = {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "r"}}
    assert deployment_of(other, Environment(), stack_name="s").others == ()


def test_a_role_of_elsewhere_is_passed_to_its_instances() -> None:
    profile = {"InstanceProfileName": "p", "Roles": ["elsewhere"]}
    resource = {"Type": "AWS::IAM::InstanceProfile", "Properties": profile}
    found = deployment_of({"Resources": {"P": resource}}, Environment(), stack_name="s")
    assert found.instance_roles == (f"{IAM_ARN}:role/*/elsewhere", f"{IAM_ARN}:role/elsewhere")


def roles(*boundaries: str) -> dict[str, Any]:
    """Return a template of the roles r0, r1 and so on, each with its boundary if any."""
    return {
        "Resources": {
            f"R{number}": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "RoleName": f"r{number}",
                    **({"PermissionsBoundary": f"{IAM_ARN}:policy/{each}"} if each else {}),
                },
            }
            for number, each in enumerate(boundaries)
        }
    }


def test_each_role_is_created_with_its_own_boundary() -> None:
    found = deployment_of(roles("a", "b", ""), Environment(), stack_name="s", families=("a",))
    policy = deployer_policy(found)
    evaluator = Evaluator([parse_policy(policy)])

    def creates(role: str, boundary: str) -> bool:
        context = {"iam:PermissionsBoundary": f"{IAM_ARN}:policy/{boundary}"} if boundary else {}
        request = Request("iam:CreateRole", f"{IAM_ARN}:role/{role}", context_of(context))
        return evaluator.decide(request).allowed

    outcomes = [[creates(f"r{n}", each) for each in ("a", "b", "")] for n in range(3)]
    assert outcomes == [[True, False, False], [False, True, False], [True, True, True]]
    removed = [
        evaluator.decide(
            Request("iam:DeleteRolePermissionsBoundary", f"{IAM_ARN}:role/r{number}")
        ).allowed
        for number in range(3)
    ]
    assert removed == [False, False, True]
    sids = [row["Sid"] for row in policy["Statement"]]
    assert len(sids) == len(set(sids))
    assert [t for t in simulated_calls(found, policy) if t.allowed != t.expected] == []


def test_a_rollback_sets_the_boundary_that_the_role_had() -> None:
    found = deployment_of(
        roles("b", "b"), Environment(), stack_name="s", families=("a",), imported=roles("a", "b")
    )
    assert found.former_boundaries == (f"{IAM_ARN}:policy/a",)


@pytest.mark.parametrize("bucket", ["Templates", "s3://templates", "templates*", "ab"])
def test_what_is_no_bucket_is_refused(bucket: str) -> None:
    with pytest.raises(TemplateError, match="is not the name of a bucket; give it"):
        deployment_of(
            template(), Environment(), stack_name="shop", method=DeploymentMethod(bucket=bucket)
        )


def test_roles_of_one_generated_name_are_one_pattern() -> None:
    row = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {}}}
    unnamed = {"Resources": {"One": row, "Two": row}}
    found = deployment_of(unnamed, Environment(), stack_name="s", families=("a",))
    assert (len(found.roles), [len(roles) for roles in found.boundaries.values()]) == (1, [1])
