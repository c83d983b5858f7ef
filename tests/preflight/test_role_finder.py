"""Which roles are asked: what is named, what is given, and what is wrong with a name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.roles import TemplateRole, roles_of
from influmojo_cfn.errors import Error
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.preflight.result import Options, Preflight, PreflightRequest
from influmojo_cfn.preflight.role_finder import RoleFinder
from influmojo_cfn.preflight.start import preflight
from influmojo_cfn.service_roles.call_row import RoleKind
from tests.preflight.shop import (
    HOME,
    REGISTRY,
    ROLE,
    definition_of,
    run,
    secret,
)
from tests.proof.policies import allow

MISTAKES = [
    ({"executionRoleArn": f"{ROLE}shop-executon"}, "did you mean 'shop-execution'"),
    ({"executionRoleArn": "arn:aws:iam::444455556666:role/shop-execution"}, "of account 4444"),
    ({"executionRoleArn": "arn:aws-cn:iam::111122223333:role/shop-execution"}, "partition aws-cn"),
    ({"executionRoleArn": "arn:aws-cn:iam::444455556666:role/shop-execution"}, "of account 4444"),
    ({"executionRoleArn": "arn:aws-cn:iam::444455556666:role/shop-execution"}, "partition aws-cn"),
    ({"taskRoleArn": "arn:aws:sts::111122223333:assumed-role/a/b"}, "neither the ARN of a role"),
    ({"taskRoleArn": "role/shop-task"}, "neither the ARN of a role nor its name"),
    ({"taskRoleArn": "arn:aws:iam:::role/shop-task"}, "neither the ARN of a role nor its name"),
    ({"taskRoleArn": ROLE}, "neither the ARN of a role nor its name"),
    (
        {"executionRoleArn": f"{ROLE}shop-task", "taskRoleArn": f"{ROLE}shop-execution"},
        "TaskRole, which is the task role: execution and task role are swapped",
    ),
    ({"executionRoleArn": f"{ROLE}shop-task"}, "swapped"),
]


@pytest.mark.parametrize(("roles", "message"), MISTAKES)
def test_a_role_that_is_named_wrongly_is_told(roles: dict[str, Any], message: str) -> None:
    found = run(secret("/shop/url"), **roles)
    assert any(message in each.message for each in found.mistakes)
    assert not found.is_clean


@pytest.mark.parametrize(
    "name", ["shop-execution", f"{ROLE}shop-execution", f"{ROLE}teams/a/shop-execution"]
)
def test_a_role_is_found_by_name_and_by_arn_with_a_path(name: str) -> None:
    found = run(secret("/shop/url"), executionRoleArn=name)
    assert not found.mistakes
    assert found.roles["execution"].logical_id == "TaskExecutionRole"


def test_a_role_that_is_not_named_is_the_usual_one_and_that_is_said() -> None:
    found = run(secret("/shop/url"), executionRoleArn=None)
    assert found.roles["execution"].logical_id == "TaskExecutionRole"
    assert "names no executionRoleArn" in found.notes[0]


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (
            ("Roles1/TaskExecutionRole:a", "Roles1/ApiTaskExecutionRole:b"),
            "Roles1/TaskExecutionRole",
        ),
        (("Roles1/TaskExecutionRole:a", "TaskExecutionRole:b"), "TaskExecutionRole"),
    ],
)
def test_the_usual_role_can_be_in_a_nested_stack(names: tuple[str, ...], found: str) -> None:
    definition = definition_of(
        {"family": "f", "containerDefinitions": [{"name": "a", **secret("/a")}]}
    )
    answer = preflight(definition, roles(*names), HOME, Options())
    assert answer.roles["execution"].logical_id == found


def test_of_usual_roles_in_several_nested_stacks_none_is_taken() -> None:
    definition = definition_of(
        {"family": "f", "containerDefinitions": [{"name": "a", **secret("/a")}]}
    )
    names = ("Dev/TaskExecutionRole:a", "Live/TaskExecutionRole:b")
    with pytest.raises(Error, match="Give --execution-role; it has Dev/"):
        preflight(definition, roles(*names), HOME, Options())


def test_a_role_given_on_the_command_line_comes_first() -> None:
    found = run(secret("/shop/url"), Options(execution_role="StrictRole"))
    assert found.roles["execution"].logical_id == "StrictRole"
    assert found.missing


def test_no_role_to_ask_is_an_error_that_names_those_there_are() -> None:
    template = parse("Resources: {Queue: {Type: AWS::SQS::Queue}}", "t.yaml")
    definition = definition_of(
        {"family": "f", "containerDefinitions": [{"name": "a", **secret("/a")}]}
    )
    with pytest.raises(Error, match="Give --execution-role; it has no role"):
        preflight(definition, roles_of(template), HOME, Options())


@pytest.mark.parametrize(
    "name", ["ecsTaskExecutionRole", "shop-staging-execution", "other-execution"]
)
def test_a_role_of_another_name_is_said_to_be_no_role_of_the_template(name: str) -> None:
    found = run({"image": f"{REGISTRY}/shop:1"}, executionRoleArn=f"{ROLE}{name}")
    assert not found.mistakes
    assert any(f"executionRoleArn names {name!r}, which isn't a role of" in n for n in found.notes)


TRUST = """
      AssumeRolePolicyDocument:
        Statement: {Effect: Allow, Principal: {Service: SERVICE}, Action: "sts:AssumeRole"}
"""


def roles(*names: str, service: str = "ecs-tasks.amazonaws.com") -> dict[str, TemplateRole]:
    """Return roles of these logical IDs; after a colon the role's name."""
    rows = ["Resources:"] if names else ["Resources: {}"]
    for name in names:
        logical_id, _, own = name.partition(":")
        rows.append(f"  {logical_id}:\n    Type: AWS::IAM::Role\n    Properties:")
        rows.append(TRUST.replace("SERVICE", service).strip("\n"))
        rows += [f"      RoleName: {own}"] if own else []
    here = Environment(account=HOME.account, region=HOME.region)
    return roles_of(parse("\n".join(rows), "t.yaml"), here)


def finder(
    found: dict[str, TemplateRole], options: Options | None = None, **more: Any
) -> RoleFinder:
    data = {"family": "api", "containerDefinitions": [{"name": "a", "image": "nginx"}], **more}
    return RoleFinder(
        PreflightRequest(
            definition=definition_of(data), roles=found, home=HOME, options=options or Options()
        )
    )


def found_for(kind: RoleKind, names: list[str], **more: Any) -> str | None:
    field = "executionRoleArn" if kind == "execution" else "taskRoleArn"
    asked = finder(roles(*names), **{field: f"{ROLE}elsewhere", **more})
    role = asked.find(kind, [])
    return role.logical_id if role else None


@pytest.mark.parametrize(
    ("kind", "names", "expected"),
    [
        ("execution", ["TaskExecutionRole", "Other"], "TaskExecutionRole"),
        ("task", ["TaskRole", "Other"], "TaskRole"),
        ("execution", ["TaskExecutionRole", "Own:api-task-execution-role"], "Own"),
        ("task", ["TaskRole", "Own:api-task-role"], "Own"),
        ("execution", ["Only"], "Only"),
        ("execution", ["ExecRole", "AppRole"], "ExecRole"),
        ("task", ["ExecRole", "AppRole"], "AppRole"),
        ("task", ["A", "B"], None),
        ("task", [], None),
        ("execution", ["A:my-exec", "B"], "A"),
    ],
)
def test_a_role_that_is_none_of_the_template_stands_for_one(
    kind: RoleKind, names: list[str], expected: str | None
) -> None:
    assert found_for(kind, names) == expected


@pytest.mark.parametrize(
    ("kind", "names", "message"),
    [
        ("execution", ["TaskExecutionRole"], ""),
        ("execution", ["Own:api-task-execution-role"], ""),
        (
            "execution",
            ["Only"],
            "Only was asked; --execution-role Only confirms that this is the role",
        ),
        ("task", ["A:my-exec", "B:my-app"], "B was asked"),
        ("task", ["A", "B"], "it was not asked"),
        ("task", [], "it was not asked"),
    ],
)
def test_a_role_that_the_template_does_not_define_is_not_known(
    kind: RoleKind, names: list[str], message: str
) -> None:
    field = "executionRoleArn" if kind == "execution" else "taskRoleArn"
    named: dict[str, Any] = {field: f"{ROLE}elsewhere"}
    asked = finder(roles(*names), **named)
    asked.find(kind, [])
    assert [message in each for each in asked.not_asked] == [True] * bool(message)


def test_a_task_whose_role_is_elsewhere_is_not_known_to_start() -> None:
    found = preflight(
        definition_of(
            {
                "family": "api",
                "taskRoleArn": f"{ROLE}elsewhere",
                "containerDefinitions": [{"name": "a", "image": "nginx"}],
            }
        ),
        roles("Only:mine"),
        HOME,
        Options(),
    )
    assert found.is_clean
    assert not found.is_known


def test_a_name_that_cloudformation_makes_up_has_the_logical_id() -> None:
    names = ["TaskRole", "ApiRole"]
    asked = finder(roles(*names), taskRoleArn=f"{ROLE}shop-ApiRole-1A2B3C4D5E6F")
    assert asked.find("task", []) is asked.asked.roles["ApiRole"]


def test_a_role_that_ecs_may_not_assume_stands_for_none() -> None:
    assert finder(roles("Only", service="ec2.amazonaws.com")).find("task", []) is None


def test_without_a_name_and_without_calls_there_is_no_role_to_ask() -> None:
    assert finder(roles("TaskRole")).find("task", []) is None


def test_a_role_that_is_given_comes_before_the_named_one() -> None:
    asked = finder(roles("A:a", "B:b"), Options(task_role="B"), taskRoleArn=f"{ROLE}a")
    assert asked.find("task", []) is asked.asked.roles["B"]


def test_policy_documents_come_before_the_named_role() -> None:
    (given,) = roles("Given").values()
    asked = finder(roles("A:a"), Options(policies={"task": given}), taskRoleArn=f"{ROLE}a")
    assert asked.find("task", []) is given


def on_ec2(found: dict[str, TemplateRole]) -> Preflight:
    data = {"family": "f", "requiresCompatibilities": ["EC2"]}
    containers = [{"name": "a", "image": f"{REGISTRY}/shop"}]
    definition = definition_of({**data, "containerDefinitions": containers})
    return preflight(definition, found, HOME, Options())


def of_instances(**actions: list[str]) -> dict[str, TemplateRole]:
    """Return roles of EC2 instances that can register, each with more actions."""
    found = roles(*actions, service="ec2.amazonaws.com")
    return {
        name: replace(
            role,
            policies=(parse_policy({"Statement": allow([*actions[name], "ecs:*"])}, name="own"),),
        )
        for name, role in found.items()
    }


@pytest.mark.parametrize(
    ("actions", "missing"),
    [(["ecr:*"], set()), (["ecr:BatchGetImage"], {"ecr:GetAuthorizationToken"})],
)
def test_on_ec2_the_instances_role_is_asked(actions: list[str], missing: set[str]) -> None:
    found = on_ec2({**of_instances(Node=actions), **roles("Other", service="ec2.amazonaws.com")})
    assert found.is_of_instances
    assert found.is_known
    assert found.roles["execution"].logical_id == "Node"
    assert missing <= {each.call.action for each in found.missing}
    assert bool(found.missing) == bool(missing)
    assert not found.grantable
    assert any("Node was asked" in note for note in found.notes)


def test_a_role_that_instances_cannot_have_is_not_asked() -> None:
    node, other = of_instances(Node=["ecr:*"], Other=["ecr:*"]).values()
    other = replace(other, trust=roles("Other", service="lambda.amazonaws.com")["Other"].trust)
    assert on_ec2({"Node": node, "Other": other}).roles["execution"].logical_id == "Node"


@pytest.mark.parametrize(
    ("found", "named"),
    [
        ({}, "it is no role of the template"),
        (roles("Other", service="ec2.amazonaws.com"), "it is no role of the template"),
        (of_instances(One=["ecr:*"], Two=["ecr:*"]), "it is One or Two"),
    ],
    ids=["no role", "none that registers", "two that register"],
)
def test_an_instances_role_that_is_not_found_is_not_known(
    found: dict[str, TemplateRole], named: str
) -> None:
    answer = on_ec2(found)
    assert not answer.is_known
    assert named in answer.unread[0]


def test_on_ec2_no_instance_reads_secrets() -> None:
    data = {"family": "f", "requiresCompatibilities": ["EC2"]}
    definition = definition_of({**data, "containerDefinitions": [{"name": "a", **secret("/a")}]})
    with pytest.raises(Error, match="Give --execution-role"):
        preflight(definition, {}, HOME, Options())


def test_one_role_for_both_is_said() -> None:
    named: dict[str, Any] = {
        "executionRoleArn": f"{ROLE}elsewhere",
        "taskRoleArn": f"{ROLE}elsewhere",
    }
    asked = finder(roles("TaskExecutionRole", "TaskRole"), **named)
    asked.check_swapped({})
    assert "a role for each keeps that apart" in asked.notes[-1]


def test_a_role_that_is_named_once_is_not_for_both() -> None:
    asked = finder(roles("TaskExecutionRole", "TaskRole"), executionRoleArn=f"{ROLE}elsewhere")
    asked.check_swapped({})
    assert not any("name one role" in note for note in asked.notes)


def test_the_task_role_for_both_is_a_mistake() -> None:
    named: dict[str, Any] = {"executionRoleArn": f"{ROLE}b", "taskRoleArn": f"{ROLE}b"}
    asked = finder(roles("TaskExecutionRole:a", "TaskRole:b"), **named)
    asked.check_swapped({"execution": asked.asked.roles["TaskRole"]})
    assert "name TaskExecutionRole as executionRoleArn" in asked.mistakes[-1].message


@pytest.mark.parametrize(
    ("name", "mistaken"),
    [("shop-executon", True), ("shop-executions", True), ("shop-exec", False), ("x", False)],
)
def test_a_typing_mistake_is_told_from_another_name(name: str, mistaken: bool) -> None:
    asked = finder(roles("TaskExecutionRole:shop-execution"), executionRoleArn=f"{ROLE}{name}")
    asked.find("execution", [])
    assert bool(asked.mistakes) is mistaken
