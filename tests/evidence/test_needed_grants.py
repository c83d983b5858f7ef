"""The grants that allow calls of ECS: the least, and what none of them can allow."""

from __future__ import annotations

import json
from typing import Any

import pytest

from influmojo_cfn.app import App, GrantUse
from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.evidence.needed_grants import Needed, needed_grants
from influmojo_cfn.service_roles.ecs.calls import calls_of
from influmojo_cfn.service_roles.field_values import Home
from influmojo_cfn.task_definition.read import task_definitions_of
from tests.nonempty import nonempty

HOME = Home(partition="aws", account="111122223333", region="eu-west-1")
ECR = "111122223333.dkr.ecr.eu-west-1.amazonaws.com"
PARAMETER = "arn:aws:ssm:eu-west-1:{}:parameter/shop/url"
SECRET = "arn:aws:secretsmanager:eu-west-1:{}:secret:shop/key-AbCdEf"
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
LOGS = {"awslogs-group": "/ecs/shop", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "web"}


def needed(container: dict[str, Any], more: dict[str, Any] | None = None, **asked: Any) -> Needed:
    data = {
        "family": "web",
        "executionRoleArn": "arn:aws:iam::111122223333:role/a",
        "taskRoleArn": "arn:aws:iam::111122223333:role/b",
        "networkMode": "awsvpc",
        "requiresCompatibilities": ["FARGATE"],
        "containerDefinitions": [{"name": "web", "image": "nginx", **container}],
        **(more or {}),
    }
    environment = Environment(account="111122223333", region="eu-west-1")
    (definition,) = task_definitions_of(parse(json.dumps(data), "web.json"), environment)
    return needed_grants(calls_of(definition, HOME, **asked).calls, HOME)


def secret(value: str, name: str = "A") -> dict[str, Any]:
    return {"secrets": [{"name": name, "valueFrom": value}]}


def logging(**options: str) -> dict[str, Any]:
    return {"logConfiguration": {"logDriver": "awslogs", "options": {**LOGS, **options}}}


def declared(found: Needed) -> dict[str, dict[str, Any]]:
    """Return the arguments of each declaration by its grant."""
    return {
        each["grant"]: {name: value for name, value in each.items() if name != "grant"}
        for each in found.declarations
    }


GRANTED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "a public image": ({}, {}),
    "an image of the own account": (
        {"image": f"{ECR}/team/web:1"},
        {"ecr.pull_images": {"repositories": ["team/web"]}},
    ),
    "an image of another account": (
        {"image": f"{ECR.replace('111122223333', '444455556666')}/web:1"},
        {"ecr.pull_images": {"repositories": ["web"], "account": "444455556666"}},
    ),
    "an image of another Region": (
        {"image": f"{ECR.replace('eu-west-1', 'eu-west-2')}/web:1"},
        {"ecr.pull_images": {"repositories": ["web"], "region": "eu-west-2"}},
    ),
    "a parameter by name": (
        secret("/shop/url"),
        {"ssm.read_parameters": {"names": ["/shop/url"]}},
    ),
    "a parameter by ARN": (
        secret(PARAMETER.format("111122223333")),
        {"ssm.read_parameters": {"names": ["/shop/url"]}},
    ),
    "a secret by ARN": (
        secret(SECRET.format("111122223333")),
        {"secretsmanager.read_secrets": {"arns": [SECRET.format("111122223333")]}},
    ),
    "a log group": (logging(), {"logs.write_logs": {"groups": ["/ecs/shop"]}}),
    "a log group that is created": (
        logging(**{"awslogs-create-group": "true"}),
        {"logs.write_logs": {"groups": ["/ecs/shop"], "create_group": True}},
    ),
    "environment files": (
        {"environmentFiles": [{"type": "s3", "value": "arn:aws:s3:::shop/web.env"}]},
        {"s3.read_env_files": {"objects": ["web.env"], "bucket": "shop"}},
    ),
}


@pytest.mark.parametrize(("container", "expected"), GRANTED.values(), ids=GRANTED)
def test_what_a_container_names_is_granted_by_the_catalog(
    container: dict[str, Any], expected: dict[str, Any]
) -> None:
    found = needed(container, key="")
    assert (declared(found), found.open) == (expected, ())


def test_values_of_one_grant_are_listed_together_and_sorted() -> None:
    two = [{"name": name, "valueFrom": f"/shop/{name}"} for name in ("b", "a")]
    assert declared(needed({"secrets": two}, key="")) == {
        "ssm.read_parameters": {"names": ["/shop/a", "/shop/b"]}
    }


def customs(found: Needed) -> list[tuple[list[str], list[str], str]]:
    return [
        (each["actions"], each["resources"], each["use"])
        for each in found.declarations
        if each["grant"] == "custom.statement"
    ]


def test_a_parameter_of_another_account_is_granted_by_its_arn() -> None:
    ((actions, resources, use),) = customs(needed(secret(PARAMETER.format("444455556666")), key=""))
    assert actions == ["ssm:GetParameters"]
    assert resources == ["arn:${AWS::Partition}:ssm:${AWS::Region}:444455556666:parameter/shop/url"]
    assert use == "start"


def test_a_log_group_of_another_region_is_granted_with_every_stream() -> None:
    found = customs(needed(logging(**{"awslogs-region": "eu-west-2"})))
    assert {resource for _, resources, _ in found for resource in resources} == {
        "arn:${AWS::Partition}:logs:eu-west-2:${AWS::AccountId}:log-group:/ecs/shop:*"
    }


def test_a_name_that_the_catalog_refuses_is_granted_by_its_arn() -> None:
    found = needed(secret("/shop//url"), key="")
    assert [resources for _, resources, _ in customs(found)] == [
        ["arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/shop//url"]
    ]


def test_the_key_of_a_parameter_goes_with_its_grant() -> None:
    assert declared(needed(secret("/shop/url"), key=KEY)) == {
        "ssm.read_parameters": {"names": ["/shop/url"], "kms_key": KEY}
    }


def test_the_key_of_a_secret_goes_with_its_grant() -> None:
    arn = SECRET.format("111122223333")
    assert declared(needed(secret(arn), key=KEY)) == {
        "secretsmanager.read_secrets": {"arns": [arn], "kms_key": KEY}
    }


def test_the_key_of_what_no_grant_names_is_granted_alone() -> None:
    found = declared(needed(secret(PARAMETER.format("444455556666")), key=KEY))
    assert found["kms.decrypt"] == {"services": ["ssm"], "key": KEY, "use": "environment"}


def test_a_key_that_is_not_known_is_left_open() -> None:
    found = needed(secret("/shop/url"))
    assert [call.action for call in found.open] == ["kms:Decrypt"]


def test_a_mounted_file_system_is_granted_by_its_access_point() -> None:
    volume = {
        "name": "files",
        "efsVolumeConfiguration": {
            "fileSystemId": "fs-0123456789abcdef0",
            "transitEncryption": "ENABLED",
            "authorizationConfig": {"accessPointId": "fsap-0123456789abcdef0", "iam": "ENABLED"},
        },
    }
    mount = {"sourceVolume": "files", "containerPath": "/files"}
    found = needed({"mountPoints": [mount]}, {"volumes": [volume]})
    assert declared(found) == {
        "elasticfilesystem.mount": {
            "file_system": "fs-0123456789abcdef0",
            "access_point": "fsap-0123456789abcdef0",
            "write": True,
        }
    }


def test_a_file_system_that_is_only_read_is_not_written_to() -> None:
    volume = {
        "name": "files",
        "efsVolumeConfiguration": {
            "fileSystemId": "fs-0123456789abcdef0",
            "transitEncryption": "ENABLED",
            "authorizationConfig": {"iam": "ENABLED"},
        },
    }
    mount = {"sourceVolume": "files", "containerPath": "/files", "readOnly": True}
    found = needed({"mountPoints": [mount]}, {"volumes": [volume]})
    assert declared(found)["elasticfilesystem.mount"] == {"file_system": "fs-0123456789abcdef0"}


def test_a_shell_in_a_container_is_granted_where_the_service_opens_one() -> None:
    assert "ssmmessages.execute_command" in declared(needed({}, execute_command=True))


IMPORTED = {"Fn::ImportValue": "other"}


def of_template(
    container: dict[str, Any], more: dict[str, Any] | None = None, **asked: Any
) -> Needed:
    """Return what a task definition of a template needs, of which values may be unknown."""
    properties = {
        "Family": "web",
        "ExecutionRoleArn": "arn:aws:iam::111122223333:role/a",
        "TaskRoleArn": "arn:aws:iam::111122223333:role/b",
        "ContainerDefinitions": [{"Name": "web", "Image": "nginx", **container}],
        **(more or {}),
    }
    resource = {"Type": "AWS::ECS::TaskDefinition", "Properties": properties}
    text = json.dumps({"Resources": {"Web": resource}})
    environment = Environment(account="111122223333", region="eu-west-1")
    (definition,) = task_definitions_of(parse(text, "web.json"), environment)
    return needed_grants(calls_of(definition, HOME, **asked).calls, HOME)


def test_of_an_image_whose_repository_is_not_known_the_token_is_granted() -> None:
    image = {"Fn::Join": ["", [f"{ECR}/", IMPORTED]]}
    found = of_template({"Image": image})
    assert [actions for actions, _, _ in customs(found)] == [["ecr:GetAuthorizationToken"]]
    assert {call.action for call in found.open} >= {"ecr:BatchGetImage"}


def test_a_file_system_that_is_not_known_is_the_codes() -> None:
    volume = {
        "Name": "files",
        "EFSVolumeConfiguration": {
            "FilesystemId": IMPORTED,
            "TransitEncryption": "ENABLED",
            "AuthorizationConfig": {"IAM": "ENABLED"},
        },
    }
    mount = {"SourceVolume": "files", "ContainerPath": "/files"}
    found = of_template({"MountPoints": [mount]}, {"Volumes": [volume]})
    assert found.declarations == ()
    assert {call.action.partition(":")[0] for call in found.open} == {"elasticfilesystem"}


def test_the_shell_of_a_service_is_the_codes() -> None:
    found = needed({}, execute_command=True)
    assert all(each.get("use", "code") == "code" for each in found.declarations)


def test_the_key_of_a_parameter_of_another_region_is_used_there_alone() -> None:
    there = PARAMETER.format("111122223333").replace("eu-west-1", "eu-west-2")
    found = needed(secret(there), key=KEY)
    (decrypt,) = [each for each in found.declarations if each.get("actions") == ["kms:Decrypt"]]
    assert decrypt["resources"] == [KEY]
    assert decrypt["conditions"] == {
        "StringEquals": {"kms:ViaService": "ssm.eu-west-2.amazonaws.com"}
    }


def test_a_secret_whose_name_is_not_known_is_left_open() -> None:
    found = of_template({"Secrets": [{"Name": "A", "ValueFrom": IMPORTED}]}, key="")
    assert "secretsmanager:GetSecretValue" in {call.action for call in found.open}


def mounted(file_system: Any, point: Any) -> Needed:
    volume = {
        "Name": "files",
        "EFSVolumeConfiguration": {
            "FilesystemId": file_system,
            "TransitEncryption": "ENABLED",
            "AuthorizationConfig": {"IAM": "ENABLED", "AccessPointId": point},
        },
    }
    mount = {"SourceVolume": "files", "ContainerPath": "/files"}
    return of_template({"MountPoints": [mount]}, {"Volumes": [volume]})


@pytest.mark.parametrize(
    ("file_system", "point"),
    [("fs-0123456789abcdef0", IMPORTED), (IMPORTED, "fsap-0123456789abcdef0")],
)
def test_a_file_system_of_which_a_part_is_not_known_gets_no_grant(
    file_system: Any, point: Any
) -> None:
    assert mounted(file_system, point).declarations == ()


def routed(**options: str) -> Needed:
    router = {
        "name": "router",
        "image": "public.ecr.aws/aws-observability/aws-for-fluent-bit:stable",
        "firelensConfiguration": {"type": "fluentbit"},
    }
    container = {"logConfiguration": {"logDriver": "awsfirelens", "options": options}}
    web = {"name": "web", "image": "nginx", **container}
    return needed(container, {"containerDefinitions": [web, router]})


def test_what_the_log_router_writes_elsewhere_is_the_codes() -> None:
    found = routed(Name="cloudwatch_logs", region="eu-west-2", log_group_name="/ecs/shop")
    assert {use for _, _, use in customs(found)} == {"code"}


def test_what_the_log_router_stores_is_uploaded_by_the_code() -> None:
    found = routed(Name="s3", region="eu-west-1", bucket="shop-logs")
    assert declared(found)["s3.upload_objects"] == {"bucket": "shop-logs"}


def test_no_call_needs_no_grant() -> None:
    assert needed_grants((), HOME) == Needed(declarations=(), open=())


@pytest.mark.parametrize(
    "container",
    [each for each, expected in GRANTED.values() if expected],
    ids=[name for name, (_, expected) in GRANTED.items() if expected],
)
def test_a_declaration_is_one_that_the_catalog_takes(container: dict[str, Any]) -> None:
    for each in nonempty(needed(container, key=KEY).declarations):
        arguments = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in each.items()
            if name not in ("grant", "use")
        }
        App(
            project="shop",
            grants=[GrantUse(grant=each["grant"], arguments=arguments, use=each.get("use"))],
        )
        assert json.dumps(each)
