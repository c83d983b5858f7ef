"""Every spelling of a placeholder is known as one, and what is none is left alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.iam.unknown import Unknown, covered
from influmojo_cfn.service_roles.ecs.calls import calls_of
from influmojo_cfn.service_roles.field_values import Home
from influmojo_cfn.task_definition.json_text import plain_text
from influmojo_cfn.task_definition.placeholders import name_of
from influmojo_cfn.task_definition.read import task_definitions_of

HOME = Home(partition="aws", account="111122223333", region="ap-south-1")


def resources(container: dict[str, Any]) -> dict[str, str]:
    data = {"family": "f", "containerDefinitions": [{"name": "a", "image": "nginx", **container}]}
    (definition,) = task_definitions_of(parse(json.dumps(data), "task.json"), Environment())
    return {call.action: covered(call.resource) for call in calls_of(definition, HOME).calls}


@pytest.mark.parametrize(
    "image",
    [
        *(
            "${IMAGE}",
            "$IMAGE",
            "<IMAGE>",
            "<<IMAGE>>",
            "{{ image }}",
            "%IMAGE%",
            "__IMAGE__",
            "@IMAGE@",
        ),
        *("@@IMAGE@@", "%%IMAGE%%", "#{IMAGE}", "#{IMAGE}#", "$(image)", "${{ env.IMAGE }}"),
        *("[[image]]", "{image}", "~image~", "::IMAGE::", "IMAGE_PLACEHOLDER", "REPLACE_ME"),
        *("image-placeholder", "your-image", "image", "<repo>/<name>:<tag>", "IMAGE:latest"),
    ],
)
def test_an_image_to_come_may_be_any(image: str) -> None:
    assert resources({"image": image})["ecr:BatchGetImage"] == "arn:aws:ecr:*:*:repository/*"


@pytest.mark.parametrize(
    "image",
    ["nginx", "nginx:1.27", "ghcr.io/a/b:${TAG}", "a/b@sha256:0a", "nginx:Alpine", "web-image"],
)
def test_a_public_image_is_none(image: str) -> None:
    assert resources({"image": image}) == {}


@pytest.mark.parametrize(
    ("image", "repository"),
    [
        ("${A}.dkr.ecr.${R}.amazonaws.com/web:1", "ecr:*:*:repository/web"),
        ("ACCOUNT.dkr.ecr.eu-west-1.amazonaws.com/team/web", "ecr:eu-west-1:*:repository/team/web"),
        ("111122223333.dkr.ecr.REGION.amazonaws.com/web", "ecr:*:111122223333:repository/web"),
        (
            "111122223333.dkr.ecr.eu-west-1.amazonaws.com/{name}",
            "ecr:eu-west-1:111122223333:repository/*",
        ),
        ("$ECR_REGISTRY/web:$TAG", "ecr:*:*:repository/web"),
        ("${AWS_REGISTRY}/web", "ecr:*:*:repository/web"),
    ],
)
def test_what_can_be_read_beside_it_is(image: str, repository: str) -> None:
    assert resources({"image": image})["ecr:BatchGetImage"] == f"arn:aws:{repository}"


def test_a_dollar_of_the_shell_is_left_alone() -> None:
    data = {
        "family": "f",
        "containerDefinitions": [
            {
                "name": "a",
                "image": "nginx",
                "command": ["sh", "-c", "echo $HOME"],
                "environment": [{"name": "A", "value": "${B}"}],
                "healthCheck": {"command": ["CMD-SHELL", "test $OK"]},
            }
        ],
    }
    (definition,) = task_definitions_of(parse(json.dumps(data), "task.json"), Environment())
    assert definition.placeholders == ()


def test_a_placeholder_knows_its_line() -> None:
    text = plain_text(
        '{\n "family": "f",\n "containerDefinitions": [\n  {"name": "a", "image": ${I}}]}', "t"
    )
    (definition,) = task_definitions_of(parse(text, "t"), Environment())
    (value,) = (field.value for field in definition.fields("containerDefinitions[].image"))
    assert isinstance(value, Unknown)
    assert value.reason == "${I} on line 4 is not filled in"


@pytest.mark.parametrize(
    ("placeholder", "name"),
    [
        *(("${IMAGE:-nginx}", "IMAGE"), ("<aws-account-id>", "aws-account-id"), ("{{ a }}", "a")),
        *(("${{ env.IMAGE }}", "IMAGE"), ("{{ must_env `IMAGE` }}", "IMAGE"), ("{{env(A)}}", "A")),
        *(
            ("{{ lookup('env', 'A') }}", "A"),
            ('<%= ENV["A"] %>', "A"),
            ("${environment}", "environment"),
        ),
        *(("__A_B__", "A_B"), ("@@A@@", "A"), ("$(x.y)", "x.y")),
    ],
)
def test_a_placeholder_has_a_name(placeholder: str, name: str) -> None:
    assert name_of(placeholder) == name


@pytest.mark.parametrize(
    ("entry", "is_unknown"),
    [("${PAIR}", True), ("A=b", False), ("A=${B}", False)],
    ids=["all of it", "no placeholder", "a value"],
)
def test_a_placeholder_in_the_place_of_a_variable_is_unknown(entry: str, is_unknown: bool) -> None:
    container = {"name": "a", "image": "nginx", "environment": [entry]}
    data = {"family": "f", "containerDefinitions": [container]}
    (definition,) = task_definitions_of(parse(json.dumps(data), "task.json"), Environment())
    assert [*map(type, definition.containers[0].other_variables)] == [Unknown] * is_unknown
    assert bool(definition.warnings) is not is_unknown
