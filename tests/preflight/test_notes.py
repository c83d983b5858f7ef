"""What decides beside the task's own roles whether tasks start."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from influmojo_cfn.preflight.notes import notes_on
from influmojo_cfn.preflight.result import Options
from influmojo_cfn.preflight.start import preflight
from influmojo_cfn.service_roles.ecs.calls import calls_of
from tests.preflight.shop import (
    GROUP,
    HOME,
    REGISTRY,
    definition_of,
    logs,
    run,
    secret,
)


def test_a_repository_of_another_account_needs_its_policy() -> None:
    found = run({"image": "444455556666.dkr.ecr.ap-south-1.amazonaws.com/shop"})
    assert "account 444455556666 must allow the pull in the repository's policy" in found.notes


def test_a_task_on_fargate_is_told_of_what_its_account_may_add() -> None:
    found = run({"image": f"{REGISTRY}/shop:1"}, requiresCompatibilities=["FARGATE"])
    assert any("GuardDuty Runtime Monitoring" in note for note in found.notes)
    assert not any("GuardDuty" in note for note in run({"image": f"{REGISTRY}/shop:1"}).notes)


def test_certificates_of_service_connect_are_the_infrastructure_roles_work() -> None:
    data = {"family": "f", "containerDefinitions": []}
    definition = replace(definition_of(data), service_connect_tls=True)
    notes = preflight(definition, {}, HOME, Options()).notes
    assert any("Service Connect" in note and "infrastructure role" in note for note in notes)


def notes(container: dict[str, Any], **more: Any) -> list[str]:
    rows = [{"name": "a", "image": "nginx", **container}]
    definition = definition_of({"family": "f", "containerDefinitions": rows, **more})
    return list(notes_on(definition, calls_of(definition, HOME), HOME))


EC2, FARGATE = ({"requiresCompatibilities": [kind]} for kind in ("EC2", "FARGATE"))
KEY = "arn:aws:kms:ap-south-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab"
ROUTER = {
    "firelensConfiguration": {
        "type": "fluentbit",
        "options": {"config-file-type": "s3", "config-file-value": "arn:aws:s3:::b/c.conf"},
    }
}
FIRELENS = {"logConfiguration": {"logDriver": "awsfirelens", "options": {"Name": "acme-out"}}}
ELSEWHERE = "arn:aws:{}:ap-south-1:444455556666:{}"


@pytest.mark.parametrize(
    ("container", "more", "note"),
    [
        (logs(**GROUP), EC2, "ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE"),
        (logs(**GROUP), {"requiresCompatibilities": ["EXTERNAL"]}, "has to be named"),
        (ROUTER, FARGATE, "config-file-type: file"),
        ({"image": f"{REGISTRY}/shop"}, FARGATE, "GuardDuty Runtime Monitoring"),
        (secret(ELSEWHERE.format("ssm", "parameter/a")), {}, "share the parameter"),
        (
            secret(ELSEWHERE.format("secretsmanager", "secret:a-AbCdEf")),
            {},
            "in the secret's resource policy",
        ),
        (
            {"image": "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-training"},
            {},
            f"account {'763104351884.dkr.ecr'[:12]} is AWS's own registry",
        ),
    ],
)
def test_what_else_decides_is_said(
    container: dict[str, Any], more: dict[str, Any], note: str
) -> None:
    assert any(note in each for each in notes(container, **more))


@pytest.mark.parametrize(
    ("container", "more"),
    [
        ({}, {}),
        ({}, FARGATE),
        ({"image": "docker.io/library/redis:7"}, FARGATE),
        ({"image": "acme/my-app:1"}, FARGATE),
        ({"image": "localhost:5000/my-app"}, FARGATE),
        (logs(**GROUP), FARGATE),
        ({"image": f"{REGISTRY}/shop"}, EC2),
        (secret("/a"), {}),
    ],
)
def test_what_does_not_decide_is_not_said(container: dict[str, Any], more: dict[str, Any]) -> None:
    assert notes(container, **more) == []


@pytest.mark.parametrize(
    ("container", "words"),
    [
        (ROUTER, "arn:aws:s3:::b/c.conf of the log router 'app' is not read"),
        (
            {"firelensConfiguration": "${ROUTER}"},
            "configuration (${ROUTER} on line 1 is not filled in) of the log router 'app' is not",
        ),
        (FIRELENS, "a log router that writes to 'acme-out'"),
        ({"image": "public.ecr.aws/aws-observability/aws-sigv4-proxy:1"}, "signs the requests"),
        (
            {
                "image": "public.ecr.aws/aws-observability/aws-for-fluent-bit:init-latest",
                "environment": [{"name": "aws_fluent_bit_init_file_1", "value": "/ecs/a.conf"}],
            },
            "reads configuration files that are not read here",
        ),
    ],
)
def test_a_configuration_that_is_not_read_leaves_the_answer_open(
    container: dict[str, Any], words: str
) -> None:
    found = run(container)
    assert words in found.unread[0]
    assert "the task role needs that too" in found.unread[0]
    assert not found.is_known
    assert not any(words in note for note in found.notes)


@pytest.mark.parametrize(
    ("launch", "what"),
    [(True, "an EBS volume"), ("${AT_LAUNCH}", "a volume to come, if it is one of EBS,")],
    ids=["given", "to come"],
)
def test_a_volume_is_attached_by_another_role(launch: object, what: str) -> None:
    volumes = [{"name": "v", "configuredAtLaunch": launch}]
    assert notes({}, volumes=volumes) == [
        f"{what} is attached by the service's infrastructure role (infrastructure: [volumes] in "
        "the app file makes it)"
    ]


def test_a_cache_of_another_account_has_more_to_allow() -> None:
    image = "444455556666.dkr.ecr.ap-south-1.amazonaws.com/docker-hub/a"
    assert any("ecr:BatchImportUpstreamImage in its" in note for note in notes({"image": image}))
    plain = image.replace("docker-hub/", "")
    assert not any("ecr:BatchImportUpstreamImage" in note for note in notes({"image": plain}))
