"""What instances' roles do where a task definition names no execution role."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.service_roles.ecs.calls import calls_of
from influmojo_cfn.service_roles.ecs.instance_role import does_all, instance_role_words
from influmojo_cfn.task_definition.model import TaskDefinition
from tests.preflight.shop import GROUP, HOME, REGISTRY, definition_of, logs, run, secret

IMAGE = {"image": f"{REGISTRY}/shop"}
PULL = "ecr:GetAuthorizationToken, ecr:BatchCheckLayerAvailability, ecr:GetDownloadUrlForLayer"


def definition(kinds: list[str], **container: Any) -> TaskDefinition:
    rows = [{"name": "a", "image": "nginx", **container}]
    return definition_of(
        {"family": "f", "requiresCompatibilities": kinds, "containerDefinitions": rows}
    )


@pytest.mark.parametrize(
    ("kinds", "container", "is_all", "words"),
    [
        (["EC2"], IMAGE, True, f"on EC2 the container instance's role does that work ({PULL}"),
        ([], {**IMAGE, **logs(**GROUP)}, True, "logs:PutLogEvents)"),
        (["EC2"], {**IMAGE, **secret("/a")}, False, "to be named for ssm:GetParameters"),
        (["EXTERNAL"], IMAGE, True, "on an external instance its role (ecsAnywhereRole) does"),
        (["EXTERNAL"], {**IMAGE, **logs(**GROUP)}, False, "has to be named for logs:Create"),
        (["EXTERNAL"], logs(**GROUP), False, ""),
        (["FARGATE"], IMAGE, False, ""),
    ],
)
def test_what_an_instance_s_role_does_is_said(
    kinds: list[str], container: dict[str, Any], is_all: bool, words: str
) -> None:
    found = definition(kinds, **container)
    calls = calls_of(found, HOME).calls
    assert does_all(found, calls) is is_all
    said = instance_role_words(found, calls)
    assert words in said if words else not said


def test_preflight_says_what_external_instances_need() -> None:
    container = {**IMAGE, **logs(**GROUP)}
    notes = run(container, requiresCompatibilities=["EXTERNAL"]).notes
    assert any("awslogs driver uses the execution role" in note for note in notes)
    assert any("ecsAnywhereRole) pulls images too" in note for note in notes)
    assert not any("ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE" in note for note in notes)
