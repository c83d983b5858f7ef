from __future__ import annotations

import json
from typing import Any

import pytest

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.task_definition.read import task_definitions_of

ENVIRONMENT = Environment()
CONTAINER = {"name": "app", "image": "busybox"}
MOUNT = {"sourceVolume": "v", "readOnly": "maybe"}
WRONG: list[tuple[dict[str, Any], list[str]]] = [
    ({"cpu": 256}, ["containerDefinitions: is missing", "family: is missing"]),
    (
        {"family": "f", "containerDefinition": []},
        ["did you mean 'containerDefinitions'?", "containerDefinitions: is missing"],
    ),
    (
        {"family": "f", "containerDefinitions": {}},
        ["containerDefinitions: expected a list, not a mapping"],
    ),
    (
        {"family": "f", "containerDefinitions": [{"name": "a", "image": 7}]},
        ["containerDefinitions[0].image: expected a string, not a number"],
    ),
    (
        {"family": "f", "containerDefinitions": [{**CONTAINER, "secret": []}]},
        ["containerDefinitions[0].secret: is not a field of the ECS API; did you mean 'secrets'?"],
    ),
    (
        {"family": "f", "containerDefinitions": [{**CONTAINER, "secrets": [{"name": "A"}]}]},
        ["containerDefinitions[0].secrets[0].valueFrom: is missing"],
    ),
    (
        {
            "family": "f",
            "containerDefinitions": [{**CONTAINER, "logConfiguration": {"logDriver": "awslog"}}],
        },
        ["logDriver: 'awslog' is not a value that ECS accepts; did you mean 'awslogs'?"],
    ),
    (
        {"family": "f", "containerDefinitions": [CONTAINER], "logConfiguration": {}},
        ["here; it is one of a container definition, move it there"],
    ),
    (
        {"family": "f", "containerDefinitions": [{**CONTAINER, "taskRoleArn": "r"}]},
        ["here; it is one of the task definition, move it there"],
    ),
    (
        {
            "family": "f",
            "containerDefinitions": [
                {**CONTAINER, "environment": [{"name": "A", "valueFrom": "/a"}]}
            ],
        },
        ["environment[0].valueFrom: is not a field of the ECS API here; it is one of an item of"],
    ),
    (
        {"family": "f", "containerDefinitions": [], "networkMode": "vpc"},
        ["networkMode: 'vpc' is not a value that ECS accepts"],
    ),
    (
        {"family": "f", "containerDefinitions": [{**CONTAINER, "mountPoints": [MOUNT]}]},
        ["containerDefinitions[0].mountPoints[0].readOnly: expected true or false, not a string"],
    ),
    (
        {"family": "f", "containerDefinitions": [None]},
        ["containerDefinitions[0]: expected a mapping, not nothing"],
    ),
    ({"taskDefinition": {"family": "f"}, "family": "g"}, ["taskDefinition.containerDefinitions"]),
]


@pytest.mark.parametrize(("data", "expected"), WRONG, ids=lambda value: str(value)[:50])
def test_every_wrong_shape_is_told_with_its_key_path(
    data: dict[str, Any], expected: list[str]
) -> None:
    with pytest.raises(TemplateError) as error:
        task_definitions_of(parse(json.dumps(data, indent=1), "task.json"), ENVIRONMENT)
    assert len(error.value.problems) == len(expected)
    for problem, words in zip(error.value.problems, expected, strict=True):
        assert words in str(problem)


def test_a_problem_names_the_line() -> None:
    text = '{\n "family": "f",\n "containerDefinitions": [\n  {"nam": "a"}\n ]\n}'
    with pytest.raises(TemplateError, match=r"task.json:4 containerDefinitions\[0\].nam"):
        task_definitions_of(parse(text, "task.json"), ENVIRONMENT)


@pytest.mark.parametrize("text", ["[]", "7", "null", "text"])
def test_what_is_no_mapping_is_refused(text: str) -> None:
    with pytest.raises(TemplateError, match="is not a task definition; give a mapping"):
        task_definitions_of(parse(text, "task.json"), ENVIRONMENT)


def test_a_template_without_a_task_definition_is_refused() -> None:
    with pytest.raises(TemplateError, match="has no resource of type AWS::ECS::TaskDefinition"):
        task_definitions_of(parse('{"Resources": {}}', "t.json"), ENVIRONMENT)


@pytest.mark.parametrize(
    ("port", "words"),
    [("9" * 5000, "a number of 5,000 digits"), ("80/tcp", "expected a number, not a string")],
    ids=["thousands of digits", "a text"],
)
def test_what_is_no_number_of_a_port_is_read_past(port: str, words: str) -> None:
    container = {**CONTAINER, "portMappings": [{"containerPort": port}]}
    data = {"family": "f", "containerDefinitions": [container]}
    (definition,) = task_definitions_of(parse(json.dumps(data)), ENVIRONMENT)
    assert words in definition.warnings[0].message


def test_windows_containers_have_a_network_mode_of_their_own() -> None:
    text = '{"family": "f", "networkMode": "default", "containerDefinitions": []}'
    (definition,) = task_definitions_of(parse(text), ENVIRONMENT)
    assert definition.data["networkMode"] == "default"
    assert definition.warnings == ()


def test_a_null_is_an_absent_value() -> None:
    text = '{"family": "f", "containerDefinitions": [], "volumes": null, "cpu": null}'
    (definition,) = task_definitions_of(parse(text), ENVIRONMENT)
    assert definition.volumes == ()


@pytest.mark.parametrize(
    ("value", "read"), [("true", True), ("False", False), ("", False), (1, True), ("0", False)]
)
def test_a_boolean_may_be_a_text(value: Any, read: bool) -> None:
    container = {**CONTAINER, "mountPoints": [{"sourceVolume": "v", "readOnly": value}]}
    data = {"family": "f", "containerDefinitions": [container]}
    (definition,) = task_definitions_of(parse(json.dumps(data), "task.json"), ENVIRONMENT)
    assert definition.containers[0].mounts[0].read_only is read
    said = f"{value!r} is {'a number' if value == 1 else 'a string'}, where the ECS API takes true"
    assert [said in str(each) for each in definition.warnings] == ([True] if value != "" else [])


def test_an_environment_that_is_a_mapping_is_read_and_said() -> None:
    given = {"URL": "https://example.com", "PORT": 80, "X": None, "Y": ["a"]}
    container = {**CONTAINER, "environment": given}
    data = {"family": "f", "containerDefinitions": [container]}
    (found,) = task_definitions_of(parse(json.dumps(data), "t.json"), ENVIRONMENT)
    (app,) = found.containers
    assert {name: field.value for name, field in app.environment.items()} == {
        "URL": "https://example.com",
        "PORT": "80",
    }
    assert app.environment["URL"].path == ("containerDefinitions", 0, "environment", "URL")
    first, *others = map(str, found.warnings)
    assert "is a mapping, where ECS takes a list of names and values" in first
    assert ["environment.Y: expected a string, not a list" in each for each in others] == [True]
