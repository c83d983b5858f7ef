"""Will tasks start: every call of a task definition, asked of the roles that it names."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from influmojo_cfn.preflight.result import Options
from influmojo_cfn.preflight.start import preflight, with_stand_ins
from influmojo_cfn.report.preflight import reasons_of
from tests.preflight.shop import (
    GROUP,
    HOME,
    REGISTRY,
    ROLE,
    SECRET,
    definition_of,
    logs,
    run,
    secret,
)

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


@pytest.mark.parametrize("is_one_template", [False, True])
def test_a_role_that_the_stack_might_not_have_is_not_known_to_let_a_task_start(
    is_one_template: bool,
) -> None:
    roles = {each.logical_id: each for each in run({"image": "nginx"}).roles.values()}
    doubt = "whether the stack has TaskRole, by its Condition (a reason)"
    roles["TaskRole"] = replace(roles["TaskRole"], doubt=doubt)
    options = Options(is_one_template=is_one_template)
    definition = definition_of({"family": "shop", "taskRoleArn": f"{ROLE}shop-task", **IMAGE})
    found = preflight(definition, roles, HOME, options)
    assert found.unread == (() if is_one_template else (doubt,))


IMAGE = {"containerDefinitions": [{"name": "app", "image": "nginx"}]}
EFS = "arn:aws:elasticfilesystem:ap-south-1:111122223333:"


def efs(**authorization: str) -> dict[str, Any]:
    volume = {"fileSystemId": "fs-0123456789abcdef0", "authorizationConfig": authorization}
    return {"volumes": [{"name": "data", "efsVolumeConfiguration": volume}]}


@pytest.mark.parametrize(
    ("authorization", "verdict"),
    [
        ({"iam": "ENABLED", "accessPointId": "fsap-0123456789abcdef0"}, ["allowed"]),
        ({"iam": "ENABLED", "accessPointId": "fsap-0000000000000000f"}, ["unknown"]),
        ({"iam": "ENABLED"}, ["unknown"]),
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
    assert answer.hint.startswith("TaskRole, the task role, is allowed to do it")


def test_a_customer_key_makes_a_missing_decryption_certain() -> None:
    key = "arn:aws:kms:ap-south-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    found = run(secret("/shop/url"), Options(key=key))
    assert [answer.call.action for answer in found.missing] == ["kms:Decrypt"]


def test_ecs_exec_asks_the_task_role_when_it_is_on() -> None:
    found = run({"image": "nginx"}, Options(execute_command=True))
    assert [answer.call.role for answer in found.missing] == ["task"] * 4


def test_what_is_not_known_of_a_name_is_written_with_wildcards() -> None:
    found = run(secret(f"{SECRET}shop/other"))
    (answer,) = (each for each in found.missing if each.call.action.startswith("secretsmanager"))
    assert "secret:shop/other-?????? is not" in reasons_of(answer)[0]
    assert reasons_of(answer)[0].isprintable()


@pytest.mark.parametrize(
    ("volume", "words"),
    [
        (
            {"fileSystemId": f"{EFS}file-system/fs-0123456789abcdef0"},
            "fileSystemId takes the ID fs-0",
        ),
        (
            {
                "fileSystemId": "fs-0123456789abcdef0",
                "authorizationConfig": {
                    "iam": "ENABLED",
                    "accessPointId": f"{EFS}access-point/fsap-0123456789abcdef0",
                },
            },
            "accessPointId takes the ID fsap-0123456789abcdef0, not an ARN",
        ),
    ],
)
def test_a_volume_names_an_id_and_no_arn(volume: dict[str, Any], words: str) -> None:
    own = {"transitEncryption": "ENABLED", "authorizationConfig": {"iam": "ENABLED"}, **volume}
    found = run({"image": "nginx"}, volumes=[{"name": "v", "efsVolumeConfiguration": own}])
    assert words in found.mistakes[0].message
    assert "fs-0123456789abcdef0" in [str(each.call.resource)[-20:] for each in found.answers]


def test_a_container_that_is_to_come_may_need_anything() -> None:
    rows = [{"name": "app", "image": "nginx"}, "${SIDECAR}"]
    found = run({}, containerDefinitions=rows)
    assert found.unfilled == ("${SIDECAR} on line 1 is not filled in",)
    assert not found.is_known


def test_a_container_of_which_only_the_name_is_to_come_needs_nothing_more() -> None:
    found = run({}, containerDefinitions=[{"name": "${NAME}", "image": "nginx"}])
    assert found.unfilled == ()
    assert found.is_known


def test_a_call_that_is_not_surely_made_is_not_settled_by_its_twin() -> None:
    found = run(secret("/shop/url"))
    allowed = tuple(replace(each, verdict="allowed", reasons=()) for each in found.answers)
    settled = with_stand_ins(found, replace(found, answers=allowed))
    verdicts = {each.call.action: each.verdict for each in settled.answers}
    assert verdicts["kms:Decrypt"] == "unknown"


def test_an_image_of_no_registry_is_not_known() -> None:
    found = run({"image": "my-app:1"})
    assert not found.is_known
    assert [line.partition(",")[0] for line in found.unfilled] == [
        "image 'my-app:1' names no registry"
    ]
    assert run({"image": "nginx:1"}).is_known
