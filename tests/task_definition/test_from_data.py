"""A task definition as a model: containers, volumes, and what is not known of them."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.errors import Path
from influmojo_cfn.iam.unknown import Text, Unknown
from influmojo_cfn.task_definition.fields import Places
from influmojo_cfn.task_definition.from_data import task_definition_of
from influmojo_cfn.task_definition.model import (
    EfsVolume,
    Field,
    FsxVolume,
    Mount,
    S3FilesVolume,
    TaskDefinition,
    Volume,
)
from influmojo_cfn.task_definition.shape import Reader

WHY = Unknown("why")


def definition(**data: Any) -> TaskDefinition:
    return task_definition_of(data, Places(Reader(cloudformation=False)), Document(None, "t"))


def volume(key: str, inner: Any) -> Volume | None:
    found = definition(volumes=[{"name": "v", key: inner}]).volumes
    return found[0] if found else None


def test_an_empty_task_definition_has_nothing() -> None:
    found = definition()
    assert (found.family, found.containers, found.volumes, found.arn) == ("", (), (), None)
    assert (found.execution_role, found.task_role, found.compatibilities) == (None, None, ())


def test_a_container_that_is_not_known_may_need_any_image() -> None:
    for containers in (WHY, [WHY]):
        found = definition(containerDefinitions=containers)
        assert [field.value for field in found.fields("containerDefinitions[].image")] == [WHY]


def test_a_container_has_its_place_and_name() -> None:
    (_, found) = definition(containerDefinitions=[{}, {"name": "a"}]).containers
    assert (found.name, found.path) == ("a", ("containerDefinitions", 1))


def test_an_environment_has_what_has_a_name_and_a_value() -> None:
    rows = [{"name": "A", "value": "x"}, {"name": "B"}, {"value": "y"}, {"name": WHY, "value": "z"}]
    (found,) = definition(containerDefinitions=[{"environment": [*rows, WHY]}]).containers
    path = ("containerDefinitions", 0, "environment", 0, "value")
    assert found.environment == {"A": Field(value="x", path=path)}


POINT = ("containerDefinitions", 0, "mountPoints", 0)


@pytest.mark.parametrize(
    ("point", "read_only"),
    [
        ({"readOnly": True}, True),
        ({}, False),
        ({"readOnly": WHY}, Field(value=WHY, path=(*POINT, "readOnly"))),
    ],
    ids=["read-only", "written", "a placeholder"],
)
def test_a_mount_is_read_only_where_it_says_so(
    point: dict[str, Any], read_only: bool | Field
) -> None:
    points = [{"sourceVolume": "v", **point}]
    (found,) = definition(containerDefinitions=[{"mountPoints": points}]).containers
    volume = Field(value="v", path=(*POINT, "sourceVolume"))
    assert found.mounts == (Mount(volume=volume, read_only=read_only),)


@pytest.mark.parametrize(
    ("points", "path"), [(WHY, POINT[:-1]), ([WHY], POINT)], ids=["all", "one"]
)
def test_a_mount_that_is_not_known_can_be_of_any_volume(points: Any, path: Path) -> None:
    (found,) = definition(containerDefinitions=[{"mountPoints": points}]).containers
    assert found.mounts == (Mount(volume=Field(value=WHY, path=path)),)


def test_a_log_router_has_its_options() -> None:
    router = {"firelensConfiguration": {"options": {"a": "b"}}}
    first, second = definition(containerDefinitions=[router, {}]).containers
    assert first.firelens is not None
    assert [field.value for field in first.firelens.values()] == ["b"]
    assert second.firelens is None


@pytest.mark.parametrize("router", [WHY, {"options": WHY}], ids=["all", "options"])
def test_a_log_router_that_is_not_known_can_read_any_configuration(router: Any) -> None:
    (found,) = definition(containerDefinitions=[{"firelensConfiguration": router}]).containers
    assert found.firelens is not None
    assert {field.value for field in found.firelens.values()} == {WHY}


EFS = "efsVolumeConfiguration"


@pytest.mark.parametrize(
    ("inner", "iam", "encrypted", "access_point"),
    [
        ({}, False, False, None),
        ({"transitEncryption": "ENABLED"}, False, True, None),
        ({"transitEncryption": "DISABLED"}, False, False, None),
        ({"transitEncryption": WHY}, False, None, None),
        ({"authorizationConfig": {"iam": "ENABLED"}}, True, False, None),
        ({"authorizationConfig": {"iam": "DISABLED"}}, False, False, None),
        ({"authorizationConfig": WHY}, None, False, None),
        ({"authorizationConfig": {"iam": WHY}}, None, False, None),
        ({"authorizationConfig": {"accessPointId": "p"}}, False, False, "p"),
        ({"authorizationConfig": {"accessPointId": ""}}, False, False, None),
    ],
)
def test_a_file_system_is_mounted_as_it_says(
    inner: dict[str, Any], iam: bool, encrypted: bool | None, access_point: str | None
) -> None:
    found = volume(EFS, {"fileSystemId": "fs-1", **inner})
    assert isinstance(found, EfsVolume)
    assert (found.iam, found.is_encrypted, found.access_point) == (iam, encrypted, access_point)


@pytest.mark.parametrize(
    ("key", "inner", "kind", "where"),
    [
        (EFS, {"fileSystemId": "f"}, EfsVolume, "fileSystemId"),
        ("s3filesVolumeConfiguration", {"fileSystemArn": "f"}, S3FilesVolume, "fileSystemArn"),
        (
            "fsxWindowsFileServerVolumeConfiguration",
            {"fileSystemId": "f"},
            FsxVolume,
            "fileSystemId",
        ),
    ],
)
def test_a_volume_is_of_its_kind(
    key: str, inner: dict[str, Any], kind: type[Volume], where: str
) -> None:
    found = volume(key, inner)
    assert type(found) is kind
    assert found is not None
    assert found.file_system == Field(value="f", path=("volumes", 0, key, where))


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        ({}, "it is missing"),
        ({"fileSystemId": ""}, f"volumes[0].{EFS}.fileSystemId is empty"),
    ],
    ids=["missing", "empty"],
)
def test_a_file_system_that_is_not_given_is_unknown(inner: Any, reason: str) -> None:
    found = volume(EFS, inner)
    assert found is not None
    assert found.file_system.value == Unknown(reason)


@pytest.mark.parametrize(("key", "inner"), [("host", {}), ("dockerVolume", {})])
def test_other_volumes_are_not_mounted_with_a_role(key: str, inner: Any) -> None:
    assert volume(key, inner) is None


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        (EFS, EfsVolume),
        ("s3filesVolumeConfiguration", S3FilesVolume),
        ("fsxWindowsFileServerVolumeConfiguration", FsxVolume),
    ],
)
def test_a_volume_to_come_is_of_its_kind(key: str, kind: type) -> None:
    found = volume(key, WHY)
    assert type(found) is kind
    assert found is not None
    assert found.file_system.value == WHY


@pytest.mark.parametrize(
    ("volumes", "ebs"),
    [
        ([{"name": "v", "configuredAtLaunch": True}, WHY], True),
        ([{"name": "v", "configuredAtLaunch": False}], False),
        ([{"name": "v", "configuredAtLaunch": "true"}], False),
        ([{"name": "v", "configuredAtLaunch": WHY}], None),
        ([{"name": "v"}, WHY], None),
        (WHY, None),
        (None, False),
    ],
    ids=["yes", "no", "a string", "to come", "a volume to come", "all to come", "no volume"],
)
def test_a_volume_of_ebs_is_configured_at_launch(volumes: Any, ebs: bool | None) -> None:
    assert definition(volumes=volumes).has_ebs_volume is ebs


@pytest.mark.parametrize(
    ("given", "found"),
    [(["FARGATE"], ("FARGATE",)), (WHY, ()), ([WHY, "EC2"], ("EC2",)), (None, ())],
)
def test_compatibilities_are_those_that_are_known(given: Any, found: tuple[str, ...]) -> None:
    assert definition(requiresCompatibilities=given).compatibilities == found


def test_an_arn_that_is_not_known_is_none() -> None:
    assert definition(taskDefinitionArn=WHY).arn is None
    assert definition(taskDefinitionArn="arn:x").arn == "arn:x"


def test_roles_are_fields() -> None:
    found = definition(executionRoleArn="e", taskRoleArn=WHY)
    assert found.execution_role == Field(value="e", path=("executionRoleArn",))
    assert found.task_role == Field(value=WHY, path=("taskRoleArn",))


@pytest.mark.parametrize(
    ("data", "names"),
    [
        ({"environment": [{"name": "A", "value": "x"}]}, ()),
        ({"environment": WHY}, (WHY,)),
        ({"environment": [WHY]}, (WHY,)),
        ({"secrets": [{"name": "A", "valueFrom": "/a"}, WHY]}, ("A", WHY)),
        ({"environmentFiles": [{}]}, (Unknown("its environment files are not read"),)),
        ({"environment": [{"name": "${A}", "value": "x"}]}, (Unknown("${A} is to come"),)),
        ({"secrets": [{"name": "A_${B}", "valueFrom": "/a"}]}, (Unknown("${B} is to come"),)),
    ],
    ids=["given", "all to come", "one to come", "secrets", "files", "a name", "a part of a name"],
)
def test_a_variable_can_be_given_elsewhere(data: dict[str, Any], names: tuple[Text, ...]) -> None:
    (found,) = definition(containerDefinitions=[data]).containers
    assert found.other_variables == names


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({"entryPoint": ["sh"], "command": ["-c", WHY]}, ["sh", "-c", WHY]),
        ({"command": WHY}, []),
        ({}, []),
    ],
    ids=["given", "to come", "none"],
)
def test_arguments_are_of_entry_point_and_command(data: dict[str, Any], found: list[Text]) -> None:
    (container,) = definition(containerDefinitions=[data]).containers
    assert [field.value for field in container.arguments] == found
