from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.cloudformation import parse, read_document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.roles import roles_of
from influmojo_cfn.errors import Error
from influmojo_cfn.preflight.home import home_of
from influmojo_cfn.preflight.result import Options, Preflight
from influmojo_cfn.preflight.start import preflight
from influmojo_cfn.report.preflight import reasons_of
from influmojo_cfn.service_roles.field_values import Home
from influmojo_cfn.task_definition.model import TaskDefinition
from influmojo_cfn.task_definition.read import task_definitions_of

TEMPLATE = Path(__file__).parent.parent / "task_definition" / "roles.yaml"
HOME = Home(partition="aws", account="111122223333", region="ap-south-1")
ROLE = "arn:aws:iam::111122223333:role/"
REGISTRY = "111122223333.dkr.ecr.ap-south-1.amazonaws.com"
SECRET = "arn:aws:secretsmanager:ap-south-1:111122223333:secret:"


def definition_of(data: dict[str, Any]) -> TaskDefinition:
    document = parse(json.dumps(data), "task.json")
    (definition,) = task_definitions_of(document, Environment())
    return definition


def run(
    container: dict[str, Any] | None = None, options: Options | None = None, **more: Any
) -> Preflight:
    data = {
        "family": "shop",
        "executionRoleArn": f"{ROLE}shop-execution",
        "taskRoleArn": f"{ROLE}shop-task",
        "containerDefinitions": [{"name": "app", **(container or {})}],
        **more,
    }
    environment = Environment(account=HOME.account, region=HOME.region)
    roles = roles_of(read_document(TEMPLATE), environment)
    definition = definition_of({key: value for key, value in data.items() if value is not None})
    return preflight(definition, roles, HOME, options or Options())


def secret(value: str) -> dict[str, Any]:
    return {"secrets": [{"name": "A", "valueFrom": value}]}


def logs(**options: str) -> dict[str, Any]:
    return {"logConfiguration": {"logDriver": "awslogs", "options": options}}


GROUP = {"awslogs-group": "/ecs/shop", "awslogs-region": "ap-south-1"}

VERDICTS: list[tuple[dict[str, Any], str, str]] = [
    ({"image": f"{REGISTRY}/shop:1"}, "ecr:BatchGetImage", "allowed"),
    ({"image": f"{REGISTRY}/shop:1"}, "ecr:GetAuthorizationToken", "allowed"),
    ({"image": f"{REGISTRY}/shop-admin:1"}, "ecr:BatchGetImage", "missing"),
    (
        {"image": "444455556666.dkr.ecr.ap-south-1.amazonaws.com/shop"},
        "ecr:BatchGetImage",
        "missing",
    ),
    ({"image": f"{REGISTRY}/docker-hub/a"}, "ecr:CreateRepository", "unknown"),
    (secret("/shop/url"), "ssm:GetParameters", "allowed"),
    (secret("shop/url"), "ssm:GetParameters", "allowed"),
    (secret("/other/url"), "ssm:GetParameters", "missing"),
    (secret("/shop/private/url"), "ssm:GetParameters", "missing"),
    (secret("/shop/url"), "kms:Decrypt", "unknown"),
    (secret(f"{SECRET}shop/db-AbCdEf"), "secretsmanager:GetSecretValue", "allowed"),
    (secret(f"{SECRET}shop/db-AbCdEf:key::"), "secretsmanager:GetSecretValue", "allowed"),
    (secret(f"{SECRET}shop/db"), "secretsmanager:GetSecretValue", "allowed"),
    (secret(f"{SECRET}shop/exact"), "secretsmanager:GetSecretValue", "unknown"),
    (secret(f"{SECRET}shop/other"), "secretsmanager:GetSecretValue", "missing"),
    (logs(**GROUP), "logs:PutLogEvents", "allowed"),
    (logs(**{**GROUP, "awslogs-group": "/ecs/other"}), "logs:PutLogEvents", "missing"),
    (logs(**GROUP, **{"awslogs-create-group": "true"}), "logs:CreateLogGroup", "missing"),
    (
        {"environmentFiles": [{"type": "s3", "value": "arn:aws:s3:::b/a.env"}]},
        "s3:GetObject",
        "missing",
    ),
]


@pytest.mark.parametrize(("container", "action", "verdict"), VERDICTS)
def test_a_call_is_allowed_missing_or_unknown(
    container: dict[str, Any], action: str, verdict: str
) -> None:
    verdicts = {answer.call.action: answer.verdict for answer in run(container).answers}
    assert verdicts[action] == verdict


def test_a_public_image_needs_no_role_at_all() -> None:
    found = run({"image": "nginx"}, executionRoleArn=None, taskRoleArn=None)
    assert found.answers == ()
    assert found.is_clean


def efs(**authorization: str) -> dict[str, Any]:
    volume = {"fileSystemId": "fs-0123456789abcdef0", "authorizationConfig": authorization}
    return {"volumes": [{"name": "data", "efsVolumeConfiguration": volume}]}


@pytest.mark.parametrize(
    ("authorization", "verdict"),
    [
        ({"iam": "ENABLED", "accessPointId": "fsap-0123456789abcdef0"}, ["allowed"]),
        ({"iam": "ENABLED", "accessPointId": "fsap-0000000000000000f"}, ["missing"]),
        ({"iam": "ENABLED"}, ["missing"]),
        ({"iam": "DISABLED"}, []),
    ],
)
def test_mounting_asks_the_task_role_and_names_the_access_point(
    authorization: dict[str, Any], verdict: list[str]
) -> None:
    answers = run({"image": "nginx"}, **efs(**authorization)).answers
    assert [
        answer.verdict for answer in answers if answer.call.action.startswith("elasticfilesystem")
    ] == verdict


MISTAKES = [
    ({"executionRoleArn": f"{ROLE}shop-executon"}, "did you mean 'shop-execution'"),
    ({"executionRoleArn": "arn:aws:iam::444455556666:role/shop-execution"}, "of account 4444"),
    ({"executionRoleArn": "arn:aws-cn:iam::111122223333:role/shop-execution"}, "partition aws-cn"),
    ({"taskRoleArn": "arn:aws:sts::111122223333:assumed-role/a/b"}, "not the ARN of a role"),
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


def test_a_role_given_on_the_command_line_comes_first() -> None:
    found = run(secret("/shop/url"), Options(execution_role="StrictRole"))
    assert found.roles["execution"].logical_id == "StrictRole"
    assert found.missing


def trust(name: str) -> tuple[str, str]:
    found = run({"image": f"{REGISTRY}/shop"}, Options(execution_role=name))
    answer = next(answer for answer in found.answers if answer.call.action == "sts:AssumeRole")
    return answer.verdict, " ".join(reasons_of(answer))


def test_the_trust_policy_is_asked() -> None:
    assert trust("TaskExecutionRole") == ("allowed", "")
    assert trust("WrongTrustRole")[0] == "missing"


def test_a_strict_guard_on_the_execution_role_is_not_known_to_work() -> None:
    verdict, reason = trust("StrictRole")
    assert verdict == "unknown"
    assert "IfExists" in reason


def test_another_region_is_named() -> None:
    found = run(secret("arn:aws:ssm:eu-west-1:111122223333:parameter/shop/url"))
    (answer,) = found.missing
    assert "parameter/shop/url is allowed: the ARN names another" in answer.hint


def test_the_other_role_that_may_is_named() -> None:
    (answer,) = run(secret("/flags")).missing
    assert answer.hint.startswith("TaskRole, the task role, may do it")


def test_a_repository_of_another_account_needs_its_policy() -> None:
    found = run({"image": "444455556666.dkr.ecr.ap-south-1.amazonaws.com/shop"})
    assert "account 444455556666 must allow the pull in the repository's policy" in found.notes


def test_a_customer_key_makes_a_missing_decryption_certain() -> None:
    key = "arn:aws:kms:ap-south-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    found = run(secret("/shop/url"), Options(key=key))
    assert [answer.call.action for answer in found.missing] == ["kms:Decrypt"]


def test_ecs_exec_asks_the_task_role_when_it_is_on() -> None:
    found = run({"image": "nginx"}, Options(execute_command=True))
    assert [answer.call.role for answer in found.missing] == ["task"] * 4


def test_no_role_to_ask_is_an_error_that_names_those_there_are() -> None:
    template = parse("Resources: {Queue: {Type: AWS::SQS::Queue}}", "t.yaml")
    definition = definition_of(
        {"family": "f", "containerDefinitions": [{"name": "a", **secret("/a")}]}
    )
    with pytest.raises(Error, match="Give --execution-role; it has no role"):
        preflight(definition, roles_of(template), HOME, Options())


HOMES: list[tuple[dict[str, Any], str, str]] = [
    ({}, "111122223333", "us-east-1"),
    ({"taskRoleArn": "arn:aws:iam::444455556666:role/a"}, "444455556666", "us-east-1"),
    (
        {"taskDefinitionArn": "arn:aws:ecs:eu-west-1:444455556666:task-definition/f:1"},
        "444455556666",
        "eu-west-1",
    ),
    (
        {
            "containerDefinitions": [
                {"name": "a", "image": "777788889999.dkr.ecr.cn-north-1.amazonaws.com.cn/a"}
            ]
        },
        "111122223333",
        "cn-north-1",
    ),
]


@pytest.mark.parametrize(("data", "account", "region"), HOMES)
def test_where_tasks_run_is_read_from_what_they_name(
    data: dict[str, Any], account: str, region: str
) -> None:
    definition = definition_of({"family": "f", "containerDefinitions": [], **data})
    otherwise = Home(partition="aws", account="111122223333", region="us-east-1")
    home = home_of(definition, account=None, region=None, otherwise=otherwise)
    assert (home.account, home.region) == (account, region)


@pytest.mark.parametrize("others", [1, 3])
def test_an_image_of_another_account_does_not_say_where_tasks_run(others: int) -> None:
    shared = {"name": "a", "image": "444455556666.dkr.ecr.eu-west-1.amazonaws.com/a"}
    own = {"name": "b", "secrets": [{"name": "A", "valueFrom": f"{SECRET}shop/db"}]}
    data = {"executionRoleArn": f"{ROLE}r", "containerDefinitions": [*[shared] * others, own]}
    definition = definition_of({"family": "f", **data})
    otherwise = Home(partition="aws", account="777788889999", region="us-east-1")
    home = home_of(definition, account=None, region=None, otherwise=otherwise)
    assert home == Home(partition="aws", account="111122223333", region="ap-south-1")


def test_certificates_of_service_connect_are_the_infrastructure_roles_work() -> None:
    data = {"family": "f", "containerDefinitions": []}
    definition = replace(definition_of(data), service_connect_tls=True)
    notes = preflight(definition, {}, HOME, Options()).notes
    assert any("Service Connect" in note and "infrastructure role" in note for note in notes)


def test_where_tasks_run_can_be_given() -> None:
    definition = definition_of({"family": "f", "containerDefinitions": []})
    home = home_of(definition, account="1" * 12, region="us-gov-west-1", otherwise=HOME)
    assert home == Home(partition="aws-us-gov", account="1" * 12, region="us-gov-west-1")


def test_what_is_not_known_of_a_name_is_written_with_wildcards() -> None:
    found = run(secret(f"{SECRET}shop/other"))
    (answer,) = (each for each in found.missing if each.call.action.startswith("secretsmanager"))
    assert "secret:shop/other-?????? is not" in reasons_of(answer)[0]
    assert reasons_of(answer)[0].isprintable()


def test_a_task_on_fargate_is_told_of_what_its_account_may_add() -> None:
    found = run({"image": f"{REGISTRY}/shop:1"}, requiresCompatibilities=["FARGATE"])
    assert any("GuardDuty Runtime Monitoring" in note for note in found.notes)
    assert not any("GuardDuty" in note for note in run({"image": f"{REGISTRY}/shop:1"}).notes)


@pytest.mark.parametrize(
    "name", ["ecsTaskExecutionRole", "shop-staging-execution", "other-execution"]
)
def test_a_role_of_another_name_is_said_to_be_no_role_of_the_template(name: str) -> None:
    found = run({"image": f"{REGISTRY}/shop:1"}, executionRoleArn=f"{ROLE}{name}")
    assert not found.mistakes
    assert any(f"executionRoleArn names {name!r}, which is no role of" in n for n in found.notes)
