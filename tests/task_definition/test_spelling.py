"""Task definitions in CloudFormation's spelling, and fields in any other."""

from __future__ import annotations

import json
from typing import Any

import pytest

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.iam.unknown import covered
from influmojo_cfn.service_roles.ecs.calls import calls_of
from influmojo_cfn.service_roles.field_values import Home
from influmojo_cfn.task_definition.model import TaskDefinition
from influmojo_cfn.task_definition.read import task_definitions_of
from influmojo_cfn.task_definition.shape import shapes
from influmojo_cfn.task_definition.spelling import spelled
from tests.nonempty import nonempty

HOME = Home(partition="aws", account="111122223333", region="eu-west-1")
IMAGE = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web"
CAMEL: dict[str, Any] = {
    "family": "web",
    "containerDefinitions": [
        {
            "name": "web",
            "image": "<ACCOUNT>.dkr.ecr.eu-west-1.amazonaws.com/web",
            "secrets": [{"name": "A", "valueFrom": "/web/a"}],
            "repositoryCredentials": {"credentialsParameter": "dockerhub"},
            "environmentFiles": [{"type": "s3", "value": "arn:aws:s3:::web-config/a.env"}],
            "mountPoints": [{"sourceVolume": "v", "containerPath": "/v", "readOnly": True}],
            "logConfiguration": {
                "logDriver": "awslogs",
                "options": {"awslogs-group": "/ecs/web", "awslogs-region": "eu-west-1"},
                "secretOptions": [{"name": "T", "valueFrom": "/web/t"}],
            },
        }
    ],
    "volumes": [
        {
            "name": "v",
            "efsVolumeConfiguration": {
                "fileSystemId": "fs-0123456789abcdef0",
                "transitEncryption": "ENABLED",
                "authorizationConfig": {
                    "iam": "ENABLED",
                    "accessPointId": "fsap-0123456789abcdef0",
                },
            },
        }
    ],
}
CLOUDFORMATION = {
    "efsVolumeConfiguration": "EFSVolumeConfiguration",
    "fileSystemId": "FilesystemId",
    "iam": "IAM",
}


def pascal(data: Any, above: str = "") -> Any:
    """Return data with its keys as CloudFormation spells them, but for those of maps."""
    if isinstance(data, dict) and above != "options":
        return {
            CLOUDFORMATION.get(key, key[:1].upper() + key[1:]): pascal(value, key)
            for key, value in data.items()
        }
    return [pascal(each) for each in data] if isinstance(data, list) else data


def read(data: Any, source: str = "web.json") -> TaskDefinition:
    (found,) = task_definitions_of(parse(json.dumps(data, indent=1), source), Environment())
    return found


def calls(definition: TaskDefinition) -> list[tuple[str, str]]:
    found = calls_of(definition, HOME)
    assert not found.mistakes
    return [(call.action, covered(call.resource)) for call in found.calls]


PARTS: list[Any] = [
    pascal(CAMEL),
    {"taskDefinition": pascal(CAMEL)},
    [pascal(CAMEL)],
    {"Type": "AWS::ECS::TaskDefinition", "Properties": pascal(CAMEL)},
    {"Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": pascal(CAMEL)}, "Q": {}},
    {"Resources": {"Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": pascal(CAMEL)}}},
    {**CAMEL, "containerDefinitions": pascal(CAMEL["containerDefinitions"])},
    {**CAMEL, "containerDefinitions": json.dumps(pascal(CAMEL["containerDefinitions"]))},
]


@pytest.mark.parametrize("data", PARTS, ids=range(len(PARTS)))
def test_the_same_is_read_in_either_spelling(data: Any) -> None:
    found = read(data)
    assert calls(found) == calls(read(CAMEL))
    assert [each.text for each in found.placeholders] == ["<ACCOUNT>"]


def test_a_list_of_containers_may_be_in_cloudformation_s_spelling() -> None:
    found = read(pascal(CAMEL["containerDefinitions"]))
    assert calls(found) == calls(read(CAMEL["containerDefinitions"]))
    (image,) = found.fields("containerDefinitions[].image")
    assert image.path == (0, "Image")
    assert [each.path for each in found.placeholders] == [image.path]


def test_the_spelling_is_said_once() -> None:
    (said,) = read(pascal(CAMEL)).warnings
    assert str(said) == (
        "web.json:2 Family: is CloudFormation's spelling; read as 'family', which the ECS API takes"
    )


def test_one_field_in_another_spelling_is_read_and_said() -> None:
    container = {"name": "a", "image": IMAGE, "Secrets": [{"Name": "A", "valueFROM": "/a"}]}
    found = read({"family": "f", "containerDefinitions": [{"name": "b"}, container]})
    assert ("ssm:GetParameters", "arn:aws:ssm:eu-west-1:111122223333:parameter/a") in calls(found)
    assert "web.json:10 containerDefinitions[1].Secrets: " in str(found.warnings[0])


def test_a_field_of_both_spellings_is_what_the_api_reads() -> None:
    found = spelled({"family": "a", "Family": "b"})
    assert found.data == {"family": "a", "Family": "b"}


def test_functions_beside_properties_are_resolved() -> None:
    image = {"Fn::Sub": "${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/web"}
    found = read({"ContainerDefinitions": [{"Name": "a", "Image": image}]})
    (field,) = found.fields("containerDefinitions[].image")
    assert covered(field.value).endswith(".amazonaws.com/web")
    assert found.source.line(field.path) == 5


def test_every_field_of_the_api_is_known_in_any_case() -> None:
    structures = {name: row for name, row in shapes().items() if row["type"] == "structure"}
    for shape, row in nonempty(structures.items()):
        data = dict.fromkeys(map(str.upper, row["members"]))
        assert set(spelled(data, shape).data) == set(row["members"])
