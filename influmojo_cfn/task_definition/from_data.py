"""A task definition as a model, made of data in the spelling of the ECS API."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.errors import Path
from influmojo_cfn.iam.unknown import Text, Unknown
from influmojo_cfn.task_definition.bare_words import MARK, opened
from influmojo_cfn.task_definition.fields import Places, log_configuration, options
from influmojo_cfn.task_definition.model import (
    Container,
    EfsVolume,
    Field,
    FsxVolume,
    Mount,
    S3FilesVolume,
    TaskDefinition,
    Volume,
    empty,
)
from influmojo_cfn.task_definition.placeholders import SPELLING
from influmojo_cfn.task_definition.surroundings import StoredParameter, Surroundings, encrypted_of


def task_definition_of(
    data: Mapping[str, Any],
    places: Places,
    document: Document,
    logical_id: str = "",
    around: Surroundings | None = None,
) -> TaskDefinition:
    """Return the task definition that the API's data holds.

    Args:
        data: as :class:`influmojo_cfn.task_definition.shape.Reader` reads it.
        places: where its fields are in the file.
        document: the file.
        logical_id: the resource's name in a template.
        around: the other resources of the template.
    """
    containers = _known_containers(data.get("containerDefinitions") or [])
    data = {**data, "containerDefinitions": containers}
    volumes = _known_items(data.get("volumes"))
    arn = data.get("taskDefinitionArn")
    found = TaskDefinition(
        family=data.get("family", ""),
        containers=tuple(
            _container(item, places, ("containerDefinitions", index), document)
            for index, item in enumerate(containers)
        ),
        volumes=tuple(filter(None, (_volume(item, places, index) for index, item in volumes))),
        arn=arn if isinstance(arn, str) else None,
        execution_role=places.field(data.get("executionRoleArn"), "executionRoleArn"),
        task_role=places.field(data.get("taskRoleArn"), "taskRoleArn"),
        compatibilities=tuple(
            str(item) for _, item in _known_items(data.get("requiresCompatibilities"))
        ),
        has_ebs_volume=_has_ebs_volume(data.get("volumes")),
        data=data,
        places=places.places,
        source=document,
        logical_id=logical_id,
    )
    return found if around is None else _with_surroundings(found, around)


def _has_ebs_volume(volumes: Any) -> bool | None:
    """Return whether a volume is configured at launch, None where one can be that."""
    rows = volumes if isinstance(volumes, list) else [volumes or {}]
    launches = [
        row if isinstance(row, Unknown) else row.get("configuredAtLaunch") for row in rows if row
    ]
    if True in launches:
        return True
    return None if any(isinstance(each, Unknown) for each in launches) else False


def _with_surroundings(found: TaskDefinition, around: Surroundings) -> TaskDefinition:
    values = around.parameter_values()
    return replace(
        found,
        containers=tuple(_with_values(each, found, values) for each in found.containers),
        compatibilities=found.compatibilities or around.launch_types(),
        service_connect_logs=tuple(around.service_connect_logs()),
        service_connect_tls=around.service_connect_tls(),
        execute_command=around.execute_command(),
        cache_prefixes=around.cache_prefixes(),
        keys=around.keys(),
        encrypted=encrypted_of(around.resolved),
    )


def _with_values(
    container: Container, definition: TaskDefinition, values: tuple[StoredParameter, ...]
) -> Container:
    """Return a container with the variables that are values of the template's own parameters."""
    data: Any = definition.data
    for key in container.path:
        data = data[key]
    found = {}
    for index, item in _known_items(data.get("secrets")):
        for row in values:
            if isinstance(item, Mapping) and row.is_named(item.get("valueFrom")):
                path: Path = (*container.path, "secrets", index, "valueFrom")
                place = definition.places.get(path, path)
                found[str(item.get("name"))] = Field(value=row.value, path=place)
    return replace(container, environment={**found, **container.environment})


def _known_items(items: Any) -> list[tuple[int, Any]]:
    if not isinstance(items, list):
        return []
    return [(i, item) for i, item in enumerate(items) if isinstance(item, (Mapping, str))]


def _known_containers(items: Any) -> list[Any]:
    """Return containers; of one that is not known the image represents all that it can need.

    An empty image is none.
    """
    known = [
        {"name": item, "image": item} if isinstance(item, Unknown) else item or {}
        for item in ([items] if isinstance(items, Unknown) else items)
    ]
    return [
        {key: value for key, value in item.items() if (key, value) != ("image", "")}
        for item in known
    ]


def _container(data: Any, places: Places, path: Path, document: Document) -> Container:
    return Container(
        name=data.get("name", ""),
        path=path,
        log=log_configuration(data.get("logConfiguration"), places, (*path, "logConfiguration")),
        firelens=_firelens(data.get("firelensConfiguration"), places, path),
        environment=_environment(data.get("environment"), places, (*path, "environment"), document),
        other_variables=tuple(_other_variables(data, document)),
        arguments=tuple(_opened(each, document) for each in _arguments(data, places, path)),
        mounts=tuple(_mounts(data.get("mountPoints"), places, (*path, "mountPoints"))),
    )


def _mounts(items: Any, places: Places, path: Path) -> Iterator[Mount]:
    """Yield the mounts of a container; one that is not known can be of any volume."""
    if isinstance(items, Unknown):
        yield Mount(volume=Field(value=items, path=places.places.get(path, path)))
        return
    for index, item in enumerate(items or ()):
        if isinstance(item, Unknown):
            yield from _mounts(item, places, (*path, index))
        elif isinstance(item, Mapping):
            where = (*path, index, "sourceVolume")
            volume = Field(value=item.get("sourceVolume", ""), path=places.places.get(where, where))
            given = item.get("readOnly")
            field = places.field(given, *path, index, "readOnly")
            is_open = field and isinstance(given, Unknown)
            yield Mount(volume=volume, read_only=field if is_open and field else given is True)


def _environment(items: Any, places: Places, path: Path, document: Document) -> Mapping[str, Field]:
    """Return variables; a value with what can be a placeholder is not known."""
    found: dict[str, Field] = {}
    for index, item in _known_items(items):
        value = places.field(item.get("value"), *path, index, "value")
        name = item.get("name")
        if value and isinstance(name, str) and not SPELLING.search(name):
            found[name] = _opened(value, document)
    return found


def _arguments(data: Mapping[str, Any], places: Places, path: Path) -> Iterator[Field]:
    for key in ("entryPoint", "command"):
        items = data.get(key)
        for index, item in enumerate(items if isinstance(items, list) else ()):
            if field := places.field(item, *path, key, index):
                yield field


def _other_variables(data: Mapping[str, Any], document: Document) -> Iterator[Text]:
    """Yield the names of variables of secrets, and why others are not known."""
    for key in ("environment", "secrets"):
        items = data.get(key) or ()
        for item in (items,) if isinstance(items, Unknown) else items:
            if isinstance(item, Unknown):
                yield item
            elif isinstance(item, Mapping):
                name = item.get("name", "")
                to_come = SPELLING.findall(name) if isinstance(name, str) else ()
                if to_come:
                    yield Unknown(f"{', '.join(to_come)} is to come")
                elif key == "secrets":
                    yield name
    if data.get("environmentFiles"):
        yield Unknown("its environment files are not read")


def _opened(field: Field, document: Document) -> Field:
    if not isinstance(field.value, str):
        return field
    left: list[str] = SPELLING.findall(field.value)
    key = "value" if field.value.startswith("arn:") else ""
    marked, words = opened(SPELLING.sub(MARK, field.value), key, account=None, region=None)
    if not left and not words:
        return field
    texts = ", ".join(dict.fromkeys((*left, *words)))
    reason = f"{texts} on line {document.line(field.path)} is to come"
    return replace(field, value=Unknown(reason, marked.replace(MARK, "*")))


def _firelens(data: Any, places: Places, path: Path) -> Mapping[str, Field] | None:
    if data is None:
        return None
    path = (*path, "firelensConfiguration")
    inner = data
    if isinstance(data, Mapping):
        inner, path = data.get("options"), (*path, "options")
    return options(inner, places, path, ("config-file-type", "config-file-value"))


def _volume(data: Mapping[str, Any], places: Places, index: int) -> Volume | None:
    name = data.get("name", "")
    for key, make in (
        ("efsVolumeConfiguration", _efs),
        ("s3filesVolumeConfiguration", _s3files),
        ("fsxWindowsFileServerVolumeConfiguration", _fsx),
    ):
        path: Path = ("volumes", index, key)
        inner = data.get(key)
        if isinstance(inner, Mapping):
            return make(name, inner, places, path)
        if isinstance(inner, Unknown):
            return _to_come(key, name, Field(value=inner, path=places.places.get(path, path)))
    return None


def _to_come(key: str, name: Any, file_system: Field) -> Volume:
    """Return a volume of which only the kind is known."""
    if key == "efsVolumeConfiguration":
        return EfsVolume(name=name, file_system=file_system, iam=None, is_encrypted=None)
    kind = S3FilesVolume if key == "s3filesVolumeConfiguration" else FsxVolume
    return kind(name=name, file_system=file_system)


def _efs(name: Any, data: Mapping[str, Any], places: Places, path: Path) -> Volume:
    authorization = data.get("authorizationConfig") or {}
    known = authorization if isinstance(authorization, Mapping) else {}
    encryption = data.get("transitEncryption")
    return EfsVolume(
        name=name,
        file_system=_required(places, data, path, "fileSystemId"),
        access_point=known.get("accessPointId") or None,
        iam=_enabled(known.get("iam", authorization if authorization else None)),
        is_encrypted=_enabled(encryption),
        root_directory=places.field(data.get("rootDirectory"), *path, "rootDirectory"),
    )


def _enabled(value: Any) -> bool | None:
    return None if isinstance(value, Unknown) else value == "ENABLED"


def _s3files(name: Any, data: Mapping[str, Any], places: Places, path: Path) -> Volume:
    return S3FilesVolume(
        name=name,
        file_system=_required(places, data, path, "fileSystemArn"),
        access_point=data.get("accessPointArn"),
    )


def _fsx(name: Any, data: Mapping[str, Any], places: Places, path: Path) -> Volume:
    return FsxVolume(name=name, file_system=_required(places, data, path, "fileSystemId"))


def _required(places: Places, data: Mapping[str, Any], path: Path, key: str) -> Field:
    where: Path = (*path, key)
    value = data.get(key)
    value = Unknown("it is missing") if value is None else value or empty(where)
    return Field(value=value, path=places.places.get(where, where))
