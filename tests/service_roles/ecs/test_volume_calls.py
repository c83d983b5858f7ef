"""The calls that mount volumes: when, on what, and what ECS refuses of a volume."""

from __future__ import annotations

import json
from typing import Any

import pytest

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.reader import parse
from influmojo_cfn.iam.unknown import covered
from influmojo_cfn.service_roles.ecs.volume_calls import volume_calls, write_of
from influmojo_cfn.service_roles.field_values import Home, Mistake, Reading
from influmojo_cfn.task_definition.model import Field
from influmojo_cfn.task_definition.read import task_definitions_of

FS = "fs-0123456789abcdef0"
HOME = Home(partition="aws", account="111122223333", region="ap-south-1")
ENVIRONMENT = Environment(account=HOME.account, region=HOME.region)
ARN = "arn:aws:elasticfilesystem:ap-south-1:111122223333:"
ID = "fsap-0123456789abcdef0"
POINT = f"{ARN}access-point/{ID}"


def of(
    volume: dict[str, Any], *, is_read_only: bool = True
) -> tuple[list[tuple[str, dict[str, str], str | None]], list[str]]:
    """Return what a volume calls, by row, and what is wrong with it."""
    mount = {"sourceVolume": "v", "containerPath": "/v", "readOnly": is_read_only}
    data = {
        "family": "f",
        "containerDefinitions": [{"name": "a", "image": "nginx", "mountPoints": [mount]}],
        "volumes": [{"name": "v", **volume}],
    }
    (definition,) = task_definitions_of(parse(json.dumps(data)), ENVIRONMENT)
    rows, mistakes = [], []
    for each in volume_calls(definition, HOME):
        if isinstance(each, Mistake):
            assert each.field.path[:2] == ("volumes", 0)
            mistakes.append(each.message)
        else:
            name, _, reading = each
            names = {key: covered(value) for key, value in reading.names.items()}
            rows.append((name, names, reading.only_if))
    return rows, mistakes


def efs(**options: object) -> dict[str, Any]:
    return {"efsVolumeConfiguration": {"fileSystemId": FS, **options}}


IAM = {"iam": "ENABLED"}
ENCRYPTED = {"transitEncryption": "ENABLED"}


@pytest.mark.parametrize(
    ("volume", "rows"),
    [
        ({}, []),
        (efs(), []),
        (efs(authorizationConfig={"iam": "DISABLED"}), []),
        (efs(authorizationConfig=IAM, **ENCRYPTED), [("file system", {"id": FS}, None)]),
        (
            efs(authorizationConfig={**IAM, "accessPointId": ID}, **ENCRYPTED),
            [("file system", {"id": FS, "access_point": POINT}, None)],
        ),
        (
            {"efsVolumeConfiguration": "${EFS}"},
            [("file system", {"id": "*"}, "it is mounted with IAM authorization")],
        ),
        (
            {"s3filesVolumeConfiguration": "${S3}"},
            [("s3 file system", {"file_system": "*"}, None)],
        ),
        ({"fsxWindowsFileServerVolumeConfiguration": "${FSX}"}, [("file share", {}, None)]),
    ],
    ids=[
        "host",
        "no IAM",
        "IAM off",
        "IAM",
        "an access point",
        "a placeholder",
        "S3 to come",
        "FSx",
    ],
)
def test_what_a_volume_calls(volume: dict[str, Any], rows: list[object]) -> None:
    assert of(volume) == (rows, [])


@pytest.mark.parametrize(
    ("volumes", "is_read_only", "writes"),
    [
        ("${ALL}", False, 2),
        (["${ONE}"], False, 2),
        (["${ONE}"], True, 0),
        ([{"name": "v"}], False, 0),
    ],
    ids=["all to come", "one to come", "read-only", "known"],
)
def test_a_volume_to_come_may_be_written(volumes: object, is_read_only: bool, writes: int) -> None:
    mount = {"sourceVolume": "v", "containerPath": "/v", "readOnly": is_read_only}
    container = {"name": "a", "image": "nginx", "mountPoints": [mount]}
    data = {"family": "f", "containerDefinitions": [container], "volumes": volumes}
    (definition,) = task_definitions_of(parse(json.dumps(data)), ENVIRONMENT)
    rows = [each[0] for each in volume_calls(definition, HOME) if not isinstance(each, Mistake)]
    assert sum(name.endswith(" write") for name in rows) == writes


@pytest.mark.parametrize(
    ("is_read_only", "names"),
    [(True, ["file system"]), (False, ["file system", "file system write"])],
    ids=["read-only", "written"],
)
def test_a_mount_that_is_written_calls_one_more(is_read_only: bool, names: list[str]) -> None:
    rows, _ = of(efs(authorizationConfig=IAM, **ENCRYPTED), is_read_only=is_read_only)
    assert [name for name, _, _ in rows] == names


@pytest.mark.parametrize(
    ("volume", "message"),
    [
        (
            efs(authorizationConfig=IAM, transitEncryption="DISABLED"),
            "volume 'v': IAM authorization needs transitEncryption ENABLED",
        ),
        (
            efs(
                authorizationConfig={"accessPointId": ID},
                rootDirectory="/data",
                **ENCRYPTED,
            ),
            "volume 'v': with an access point, leave rootDirectory out or make it '/'",
        ),
        (
            efs(authorizationConfig=IAM, **{**ENCRYPTED, "fileSystemId": f"{ARN}file-system/{FS}"}),
            "volume 'v': fileSystemId takes the ID fs-0123456789abcdef0, not an ARN",
        ),
        (
            efs(authorizationConfig={**IAM, "accessPointId": POINT}, **ENCRYPTED),
            "volume 'v': accessPointId takes the ID fsap-0123456789abcdef0, not an ARN",
        ),
    ],
    ids=["not encrypted", "a root directory", "a file system's ARN", "an access point's ARN"],
)
def test_what_ecs_refuses_of_an_efs_volume(volume: dict[str, Any], message: str) -> None:
    assert of(volume)[1] == [message]


@pytest.mark.parametrize(
    ("volume", "mounts", "place"),
    [
        ("v", "${TO_COME}", "mountPoints"),
        ("v", ["${TO_COME}"], 0),
        ("v", [{"sourceVolume": "${TO_COME}"}], "sourceVolume"),
        ("v", [{"sourceVolume": "v", "readOnly": "${TO_COME}"}], "readOnly"),
        ("${TO_COME}", [{"sourceVolume": "v"}], "name"),
    ],
    ids=["mounts", "a mount", "a mount's volume", "read-only", "a volume's name"],
)
@pytest.mark.parametrize(
    "configuration",
    [
        efs(authorizationConfig=IAM, **ENCRYPTED),
        {"s3filesVolumeConfiguration": {"fileSystemArn": f"{ARN}file-system/{FS}"}},
    ],
    ids=["EFS", "S3 Files"],
)
def test_a_mount_to_come_may_write(
    configuration: dict[str, Any], volume: str, mounts: object, place: str | int
) -> None:
    containers = [{"name": "a", "image": "nginx", "mountPoints": mounts}]
    volumes = [{"name": volume, **configuration}]
    data = {"family": "f", "containerDefinitions": containers, "volumes": volumes}
    (definition,) = task_definitions_of(parse(json.dumps(data)), ENVIRONMENT)
    rows = [each for each in volume_calls(definition, HOME) if not isinstance(each, Mistake)]
    ((field, reading),) = [rest for name, *rest in rows if name.endswith("write")]
    assert isinstance(field, Field)
    assert field.path[-1] == place
    assert isinstance(reading, Reading)
    assert reading.only_if == "it is mounted for writing (${TO_COME} on line 1 is not filled in)"


@pytest.mark.parametrize("volume", ["other", "v"], ids=["another volume", "read-only"])
def test_a_mount_of_another_volume_or_to_read_does_not_write(volume: str) -> None:
    mount = {"sourceVolume": volume, "readOnly": volume == "v" or "${RO}"}
    containers = [{"name": "a", "image": "nginx", "mountPoints": [mount]}]
    volumes = [{"name": "v", **efs(authorizationConfig=IAM, **ENCRYPTED)}]
    data = {"family": "f", "containerDefinitions": containers, "volumes": volumes}
    (definition,) = task_definitions_of(parse(json.dumps(data)), ENVIRONMENT)
    assert write_of(definition, definition.volumes[0]) is None
