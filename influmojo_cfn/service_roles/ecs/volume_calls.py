"""The calls that mount the volumes of a task definition with the roles of its tasks."""

from __future__ import annotations

from typing import NamedTuple

from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.unknown import Text, Unknown, covered
from influmojo_cfn.service_roles.ecs.log_calls import Named
from influmojo_cfn.service_roles.field_values import Home, Mistake, Reading, fill
from influmojo_cfn.task_definition.model import (
    EfsVolume,
    Field,
    S3FilesVolume,
    TaskDefinition,
    Volume,
)

_ACCESS_POINT = "arn:{partition}:elasticfilesystem:{region}:{account}:access-point/{point}"


def volume_calls(definition: TaskDefinition, home: Home) -> Named:
    """Yield the calls of every volume of a task definition, and what is wrong with it."""
    for volume in definition.volumes:
        if isinstance(volume, EfsVolume):
            yield from _mistakes_of(volume)
            yield from _efs(volume, home, write_of(definition, volume))
        elif isinstance(volume, S3FilesVolume):
            yield from _s3_files(volume, write_of(definition, volume))
        else:
            yield "file share", volume.file_system, Reading({})
    for where in definition.fields("volumes[]"):
        if isinstance(where.value, Unknown):
            yield from _to_come(where, where.value.reason, is_written=_writes_others(definition))


_KINDS = (
    ("file system", "id", "it is an EFS file system mounted with IAM"),
    ("s3 file system", "file_system", "it is an S3 file system"),
)
"""What a volume to come can be: its row, the name that it gives, and what decides."""


def _to_come(where: Field, reason: str, *, is_written: bool) -> Named:
    """Yield the calls of a volume of which nothing is known."""
    for row, name, only_if in _KINDS:
        reading = Reading({name: Unknown(reason)}, only_if)
        yield row, where, reading
        if is_written:
            yield f"{row} write", where, reading


def _writes_others(definition: TaskDefinition) -> bool:
    """Return whether a container can write a volume that the definition does not name."""
    names = {field.value for field in definition.fields("volumes[].name")}
    return any(
        mount.read_only is not True and mount.volume.value not in names
        for container in definition.containers
        for mount in container.mounts
    )


class Write(NamedTuple):
    """The field that has a volume written, and on which condition."""

    field: Field
    only_if: str | None = None


def write_of(definition: TaskDefinition, volume: Volume) -> Write | None:
    """Return whether a container writes a volume; None where each surely only reads it."""
    open_fields: list[Field] = []
    mounts = [mount for container in definition.containers for mount in container.mounts]
    for mount in mounts:
        if mount.read_only is True:
            continue
        if mount.volume.value == volume.name:
            if mount.read_only is False:
                return Write(volume.file_system)
            open_fields.append(mount.read_only)
        elif isinstance(mount.volume.value, Unknown):
            open_fields.append(mount.volume)
        elif isinstance(volume.name, Unknown):
            names = definition.fields("volumes[].name")
            open_fields.extend(name for name in names if name.value == volume.name)
    for field in open_fields:
        reason = field.value.reason if isinstance(field.value, Unknown) else ""
        return Write(field, f"it is mounted for writing ({reason})")
    return None


def _mistakes_of(volume: EfsVolume) -> Named:
    """Yield what ECS rejects of an EFS volume.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-efs-config.html
    """
    name = covered(volume.name)
    why = "an access point" if volume.access_point else "IAM authorization" if volume.iam else ""
    if why and volume.is_encrypted is False:
        message = f"volume {name!r}: {why} needs transitEncryption ENABLED"
        yield Mistake(volume.file_system, message)
    root = volume.root_directory
    if volume.access_point and root and root.value != "/" and isinstance(root.value, str):
        message = "with an access point, leave rootDirectory out or make it '/'"
        yield Mistake(root, f"volume {name!r}: {message}")
    if volume.iam is False:
        return
    ids = {"fileSystemId": volume.file_system.value, "accessPointId": volume.access_point}
    for field, value in ids.items():
        if value and (own := _id(value)) != value:
            message = f"{field} takes the ID {own}, not an ARN"
            yield Mistake(volume.file_system, f"volume {name!r}: {message}")


def _id(value: Text) -> Text:
    """Return the ID of a file system or access point, also where its ARN stands for it."""
    arn = parse_arn(value) if isinstance(value, str) else None
    return arn.resource.rpartition("/")[2] if arn else value


def _efs(volume: EfsVolume, home: Home, write: Write | None) -> Named:
    """Yield the calls that mount an EFS volume with IAM."""
    if volume.iam is False:
        return
    names: dict[str, Text] = {"id": _id(volume.file_system.value)}
    if volume.access_point:
        point = {**home.names, "point": _id(volume.access_point)}
        names["access_point"] = fill(_ACCESS_POINT, point)
    only_if = "it is mounted with IAM authorization" if volume.iam is None else None
    yield "file system", volume.file_system, Reading(names, only_if)
    if write:
        yield "file system write", write.field, Reading(names, only_if or write.only_if)


def _s3_files(volume: S3FilesVolume, write: Write | None) -> Named:
    """Yield the calls that mount an S3 Files volume."""
    names: dict[str, Text] = {"file_system": volume.file_system.value}
    if volume.access_point:
        names["access_point"] = volume.access_point
    yield "s3 file system", volume.file_system, Reading(names)
    if write:
        yield "s3 file system write", write.field, Reading(names, write.only_if)
