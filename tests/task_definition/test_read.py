"""Task definitions from files, in every form in which people keep them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.iam.unknown import Unknown
from influmojo_cfn.task_definition.model import TaskDefinition
from influmojo_cfn.task_definition.placeholders import Given
from influmojo_cfn.task_definition.read import (
    definition_of,
    read_task_definitions,
    task_definitions_of,
)

CONTAINER = {"name": "a", "image": "nginx"}
PLAIN = {"family": "f", "containerDefinitions": [CONTAINER]}
TEMPLATE = """
Parameters: {Image: {Type: String}}
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions: [{Name: a, Image: !Ref Image}]
"""

PASCAL = {"Family": "f", "ContainerDefinitions": [{"Name": "a", "Image": "nginx"}]}


def read(data: Any, given: Given | None = None) -> tuple[TaskDefinition, ...]:
    text = data if isinstance(data, str) else json.dumps(data)
    return task_definitions_of(parse(text, "folder/t.json"), Environment(), given or Given())


@pytest.mark.parametrize(
    ("data", "families"),
    [
        (PLAIN, ["f"]),
        ({"taskDefinition": PLAIN}, ["f"]),
        ({"taskDefinition": PLAIN, "tags": []}, ["f"]),
        ([CONTAINER], ["t"]),
        ([PLAIN, {"taskDefinition": {**PLAIN, "family": "g"}}], ["f", "g"]),
        ({"containerDefinitions": [CONTAINER]}, ["t"]),
        (CONTAINER, ["t"]),
        ({"Name": "a", "Image": "nginx"}, ["t"]),
        ({"taskDefinitions": [PLAIN, PLAIN]}, ["f", "f"]),
        ({"TaskDefinition": PASCAL}, ["f"]),
        ({"TaskDefinition": {**PASCAL, "TaskRoleArn": {"Ref": "Role"}}, "Tags": []}, ["f"]),
        ({"family": "f", "container_definitions": [CONTAINER]}, ["f"]),
        ({"family": "f", "containerDefinitions": json.dumps([CONTAINER])}, ["f"]),
    ],
)
def test_a_task_definition_is_read_from_each_of_its_forms(data: Any, families: list[str]) -> None:
    found = read(data)
    assert [each.family for each in found] == families
    assert [field.value for each in found for field in each.fields("containerDefinitions[].image")]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("text", "is not a task definition; give a mapping with containerDefinitions"),
        ([], "is not a task definition; give a mapping with containerDefinitions, or a list"),
        ([1], "containerDefinitions, or a list of containers or of task definitions"),
        ([{"id": 1, "rule": "a"}], "is not a task definition; give a mapping"),
        ([{"name": "A", "value": "b"}], "is not a task definition; give a mapping"),
        ({"Properties": {}}, "is not a task definition; give a mapping with containerDefinitions"),
        ({"cpu": "256"}, "containerDefinitions: is missing"),
        ({"services": {"a": {}}}, "is a compose file, not a task definition"),
        ({"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}, "has no resource of type AWS::ECS::"),
        ({**PLAIN, "executionRoleArn": ["r"]}, "executionRoleArn"),
    ],
)
def test_what_is_none_is_told(data: Any, message: str) -> None:
    with pytest.raises(TemplateError) as caught:
        read(data)
    assert message in str(caught.value)


def test_what_is_next_to_a_task_definition_is_read_past() -> None:
    (found,) = read({"taskDefinition": PLAIN, "more": 1, "tags": [], "$metadata": {}})
    assert [str(each) for each in found.warnings] == [
        "folder/t.json:1 more: does not belong next to 'taskDefinition'; read past"
    ]


def test_a_place_in_an_array_has_no_key_above_it() -> None:
    (found,) = read([CONTAINER])
    (image,) = found.fields("containerDefinitions[].image")
    assert image.path == (0, "image")


def test_a_place_in_a_list_of_definitions_is_of_its_own() -> None:
    found = read([PLAIN, {"taskDefinition": PLAIN}])
    paths = [field.path for each in found for field in each.fields("containerDefinitions[].image")]
    assert paths == [
        (0, "containerDefinitions", 0, "image"),
        (1, "taskDefinition", "containerDefinitions", 0, "image"),
    ]


def test_an_image_is_given_by_the_name_of_its_container() -> None:
    data = {"family": "f", "containerDefinitions": [CONTAINER, {"name": "b", "image": "c"}]}
    (found,) = read(data, Given(images={"a": "given"}))
    images = [field.value for field in found.fields("containerDefinitions[].image")]
    assert images == ["given", "c"]


TASK = {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions": [CONTAINER]}}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(PLAIN, id="a task definition"),
        pytest.param({"taskDefinition": PLAIN}, id="what is described"),
        pytest.param({"taskDefinitions": [PLAIN]}, id="several that are described"),
        pytest.param([PLAIN], id="a list of task definitions"),
        pytest.param([{"taskDefinition": PLAIN}], id="a list of what is described"),
        pytest.param([CONTAINER], id="a list of containers"),
        pytest.param(CONTAINER, id="a container"),
        pytest.param({"apiVersion": "ecs.services.k8s.aws/v1alpha1", "spec": PLAIN}, id="a spec"),
        pytest.param({"Resources": {"T": TASK}}, id="a template"),
        pytest.param(TASK, id="a resource of a template"),
    ],
)
def test_what_is_given_fills_in_each_of_the_forms(data: Any) -> None:
    found = read(data, Given(images={"a": "given"}))
    (image,) = (each for one in found for each in one.fields("containerDefinitions[].image"))
    assert image.value == "given"
    text = json.dumps(data).replace('"nginx"', '"nginx:<TAG>"')
    found = read(text, Given(values={"TAG": "1"}))
    (image,) = (each for one in found for each in one.fields("containerDefinitions[].image"))
    assert image.value == "nginx:1"


def test_a_resource_of_the_controller_needs_a_spec() -> None:
    with pytest.raises(TemplateError, match="is a Kubernetes manifest"):
        read({"apiVersion": "ecs.services.k8s.aws/v1alpha1", "kind": "TaskDefinition"})


def test_what_is_given_fills_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text(json.dumps(PLAIN))
    (found,) = read_task_definitions(
        tmp_path / "t.json", Environment(), Given(images={"a": "given"})
    )
    (image,) = found.fields("containerDefinitions[].image")
    assert image.value == "given"


def test_what_was_filled_in_and_what_was_not_is_known() -> None:
    data = {"family": "${A}", "containerDefinitions": [{"name": "a", "image": "${B}/x"}]}
    (found,) = read(data, Given(values={"A": "f"}))
    assert (found.family, found.filled) == ("f", frozenset({"A"}))
    assert [each.text for each in found.placeholders] == ["${B}"]


def test_a_template_leaves_open_what_nobody_gives() -> None:
    (found,) = read(TEMPLATE)
    assert isinstance(found.family, Unknown)
    (image,) = found.fields("containerDefinitions[].image")
    assert isinstance(image.value, Unknown)
    assert found.logical_id == "Task"


def test_parameters_that_a_template_does_not_declare_are_not_its() -> None:
    environment = Environment(parameters={"Image": "nginx", "Other": "x"})
    (found,) = task_definitions_of(parse(TEMPLATE, "t.yaml"), environment)
    (image,) = found.fields("containerDefinitions[].image")
    assert image.value == "nginx"


def test_a_wrong_parameter_of_a_template_is_of_the_file() -> None:
    text = TEMPLATE.replace("{Type: String}", "{Type: String, AllowedValues: [a]}")
    with pytest.raises(TemplateError) as caught:
        task_definitions_of(parse(text, "t.yaml"), Environment(parameters={"Image": "b"}))
    assert [problem.file for problem in caught.value.problems] == ["t.yaml"]


def test_every_wrong_task_definition_of_a_template_is_told() -> None:
    task = {"Type": "AWS::ECS::TaskDefinition", "Properties": {"TaskRoleArn": ["r"]}}
    with pytest.raises(TemplateError) as caught:
        read({"Resources": {"A": task, "B": task}})
    assert len(caught.value.problems) == 2


def test_a_file_is_read_as_people_keep_it(tmp_path: Path) -> None:
    file = tmp_path / "task.json"
    file.write_text('{"family": "f", // comment\n "containerDefinitions": [],}')
    assert [each.family for each in read_task_definitions(file, Environment())] == ["f"]


def test_a_file_of_terraform_is_told_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "main.tf"
    file.write_text('resource "aws_ecs_task_definition" "web" {}')
    with pytest.raises(TemplateError, match="is a Terraform configuration"):
        read_task_definitions(file, Environment())


def test_a_statement_in_yaml_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "task.yml.j2"
    file.write_text("family: f\n{% if a %}\ncpu: 1\n{% endif %}\n")
    with pytest.raises(TemplateError, match=r"j2:2: has a statement of a templating language"):
        read_task_definitions(file, Environment())


def test_the_properties_of_a_resource_have_their_places() -> None:
    properties = {"ContainerDefinitions": [{"Name": "a", "Image": "nginx", "Nonsense": 1}]}
    place = ("ContainerDefinitions", 0, "Image")
    found = definition_of(properties, lambda path: ("Resources", "Task", *path))
    (image,) = found.fields("containerDefinitions[].image")
    assert (image.value, image.path) == ("nginx", ("Resources", "Task", *place))


def test_properties_without_anything_are_an_empty_task_definition() -> None:
    assert definition_of({}, lambda path: path).containers == ()


@pytest.mark.parametrize("key", ["taskDefinitions", "image"])
def test_a_placeholder_of_a_part_is_on_its_line(key: str) -> None:
    container = {"name": "a", "image": "${IMAGE}"}
    data = {"taskDefinitions": [{"containerDefinitions": [container]}]}
    text = json.dumps(data if key == "taskDefinitions" else container, indent=1)
    (found,) = read(text)
    (left,) = found.placeholders
    assert text.split("\n")[left.line - 1].strip() == '"image": "${IMAGE}"'


@pytest.mark.parametrize("bucket", ["${BUCKET}", "BUCKET_NAME"])
def test_a_variable_of_which_a_part_is_to_come_is_not_known(bucket: str) -> None:
    variables = [
        {"name": "A", "value": f"arn:aws:s3:::{bucket}/a"},
        {"name": "B", "value": "BUCKET_NAME"},
    ]
    (found,) = read({"containerDefinitions": [{**CONTAINER, "environment": variables}]})
    values = {name: each.value for name, each in found.containers[0].environment.items()}
    unknown = Unknown(f"{bucket} on line 1 is to come", "arn:aws:s3:::*/a")
    assert values == {"A": unknown, "B": "BUCKET_NAME"}
