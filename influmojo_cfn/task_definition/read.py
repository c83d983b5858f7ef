"""Task definitions from files: the JSON that ECS takes and gives, and CloudFormation templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path as FilePath
from typing import Any

from influmojo_cfn.cloudformation import Document, read_document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.errors import Path, Problem, TemplateError, key_path
from influmojo_cfn.iam.unknown import Unknown
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
)
from influmojo_cfn.task_definition.shape import Reader
from influmojo_cfn.task_definition.surroundings import Surroundings

RESOURCE_TYPE = "AWS::ECS::TaskDefinition"


def read_task_definitions(path: FilePath, environment: Environment) -> tuple[TaskDefinition, ...]:
    """Read the task definitions of a file.

    Args:
        path: the JSON of ``register-task-definition`` or ``describe-task-definition``, or a
            template with AWS::ECS::TaskDefinition resources.
        environment: where a template is deployed; of its parameters, those that the template
            declares are used, and those that nobody gives stay unknown.

    Raises:
        Error: the file cannot be read.
        TemplateError: it holds no task definition, or one of another shape than the ECS API's;
            every problem is listed with its key path.
    """
    return task_definitions_of(read_document(path), environment)


def task_definitions_of(document: Document, environment: Environment) -> tuple[TaskDefinition, ...]:
    """Return the task definitions of a document; see :func:`read_task_definitions`."""
    data = document.data
    if isinstance(data, Mapping) and isinstance(data.get("Resources"), Mapping):
        return _from_template(document, environment)
    if isinstance(data, Mapping) and isinstance(data.get("taskDefinition"), Mapping):
        _refuse_more_keys(document)
        return (_from_json(document, data["taskDefinition"], ("taskDefinition",)),)
    if isinstance(data, Mapping):
        return (_from_json(document, data, ()),)
    message = "expected a task definition as a mapping"
    if isinstance(data, list):
        message += ", not a list: containers belong under 'containerDefinitions'"
    raise TemplateError(Problem(document.source, message))


def _refuse_more_keys(document: Document) -> None:
    """Keep what stands beside taskDefinition to what describe-task-definition prints."""
    known = {"taskDefinition", "tags", "ResponseMetadata"}
    more = [key for key in document.data if key not in known]
    if more:
        raise TemplateError(
            Problem.at(document, (key,), "does not belong beside 'taskDefinition'") for key in more
        )


def _from_json(document: Document, data: Mapping[str, Any], path: Path) -> TaskDefinition:
    for key in ("ContainerDefinitions", "Properties"):
        if key in data and "containerDefinitions" not in data:
            raise TemplateError(
                Problem.at(
                    document,
                    (*path, key),
                    "is CloudFormation's spelling: give the template, or 'containerDefinitions'",
                    place=key,
                )
            )
    reader = Reader(cloudformation=False, where=_where(document))
    read = reader.read(data, "TaskDefinition", path)
    if reader.problems:
        raise TemplateError(reader.problems)
    return _task_definition(read, Places(reader), document)


def definition_of(properties: Mapping[str, Any], places: Mapping[Path, Path]) -> TaskDefinition:
    """Return the task definition of a resource's properties without functions.

    What has not the shape of the ECS API is left out.

    Args:
        properties: in CloudFormation's spelling.
        places: where each text of the properties is in the template.
    """
    reader = Reader(cloudformation=True)
    read = reader.read({"Family": "", "ContainerDefinitions": [], **properties}, "TaskDefinition")
    reader.places = {to: places.get(path, path) for to, path in reader.places.items()}
    return _task_definition(read, Places(reader), Document(None))


def _from_template(document: Document, environment: Environment) -> tuple[TaskDefinition, ...]:
    resolved = _resolved(document, environment)
    found = []
    problems: list[Problem] = []
    for logical_id in resolved.of_type(RESOURCE_TYPE):
        reader = Reader(cloudformation=True, where=_where(document, resolved.source_path))
        path: Path = ("Resources", logical_id, "Properties")
        properties = resolved.value(resolved.resources[logical_id].get("Properties") or {}, path)
        if isinstance(properties, dict):
            # A family is generated from the stack's name where none is given.
            properties.setdefault("Family", Unknown("the family's name is generated"))
            properties.setdefault("ContainerDefinitions", [])
        read = reader.read(properties, "TaskDefinition", path)
        problems += reader.problems
        if not reader.problems and isinstance(read, dict):
            around = Surroundings(resolved, logical_id, document)
            found.append(_task_definition(read, Places(reader), document, logical_id, around))
    if problems:
        raise TemplateError(problems)
    if not found:
        raise TemplateError(Problem(document.source, f"has no resource of type {RESOURCE_TYPE}"))
    return tuple(found)


def _resolved(document: Document, environment: Environment) -> ResolvedTemplate:
    declared = document.data.get("Parameters")
    known = declared if isinstance(declared, Mapping) else {}
    given = {key: value for key, value in environment.parameters.items() if key in known}
    here = replace(environment, parameters=given)
    try:
        return ResolvedTemplate(document.data, here, missing_is_unknown=True)
    except TemplateError as error:
        raise TemplateError(
            replace(each, file=document.source) for each in error.problems
        ) from None


def _where(
    document: Document, source_path: Callable[[Path], Path] = lambda path: path
) -> Callable[[Path], str]:
    return lambda path: f"{document.where(source_path(path))} {key_path(path)}".strip()


def _task_definition(
    data: Mapping[str, Any],
    places: Places,
    document: Document,
    logical_id: str = "",
    around: Surroundings | None = None,
) -> TaskDefinition:
    containers = data.get("containerDefinitions") or []
    if isinstance(containers, Unknown):
        containers = [containers]
    data = {**data, "containerDefinitions": [_known_container(item) for item in containers]}
    volumes = _known_items(data.get("volumes"))
    arn = data.get("taskDefinitionArn")
    compatibilities = data.get("requiresCompatibilities")
    return TaskDefinition(
        family=data["family"],
        containers=tuple(
            _container(item, places, ("containerDefinitions", index))
            for index, item in enumerate(data["containerDefinitions"])
        ),
        volumes=tuple(filter(None, (_volume(item, places, index) for index, item in volumes))),
        arn=arn if isinstance(arn, str) else None,
        execution_role=places.field(data.get("executionRoleArn"), "executionRoleArn"),
        task_role=places.field(data.get("taskRoleArn"), "taskRoleArn"),
        compatibilities=tuple(str(item) for _, item in _known_items(compatibilities)),
        service_connect_log=around.service_connect_log() if around else None,
        service_connect_tls=bool(around and around.service_connect_tls()),
        execute_command=around.execute_command() if around else None,
        cache_prefixes=around.cache_prefixes() if around else (),
        has_ebs_volume=any(item.get("configuredAtLaunch") is True for _, item in volumes),
        data=data,
        places=places.places,
        source=document,
        logical_id=logical_id,
    )


def _known_items(items: Any) -> list[tuple[int, Any]]:
    if not isinstance(items, list):
        return []
    return [(i, item) for i, item in enumerate(items) if not isinstance(item, Unknown)]


def _known_container(data: Any) -> Any:
    """Return a container; of one that is not known the image stands for all that it may need."""
    return {"name": data, "image": data} if isinstance(data, Unknown) else data or {}


def _container(data: Any, places: Places, path: Path) -> Container:
    return Container(
        name=data.get("name", ""),
        path=path,
        log=log_configuration(data.get("logConfiguration"), places, (*path, "logConfiguration")),
        firelens=_firelens(data.get("firelensConfiguration"), places, path),
        environment=_environment(data.get("environment"), places, (*path, "environment")),
        mounts=tuple(
            Mount(volume=item.get("sourceVolume", ""), read_only=item.get("readOnly") is True)
            for _, item in _known_items(data.get("mountPoints"))
        ),
    )


def _environment(items: Any, places: Places, path: Path) -> Mapping[str, Field]:
    found: dict[str, Field] = {}
    for index, item in _known_items(items):
        value = places.field(item.get("value"), *path, index, "value")
        if value and isinstance(item.get("name"), str):
            found[item["name"]] = value
    return found


def _firelens(data: Any, places: Places, path: Path) -> Mapping[str, Field] | None:
    if not isinstance(data, Mapping):
        return None
    return options(data.get("options"), places, (*path, "firelensConfiguration", "options"))


def _volume(data: Mapping[str, Any], places: Places, index: int) -> Volume | None:
    name = data.get("name", "")
    for key, make in (
        ("efsVolumeConfiguration", _efs),
        ("s3filesVolumeConfiguration", _s3files),
        ("fsxWindowsFileServerVolumeConfiguration", _fsx),
    ):
        inner = data.get(key)
        if isinstance(inner, Mapping):
            return make(name, inner, places, ("volumes", index, key))
    return None


def _efs(name: Any, data: Mapping[str, Any], places: Places, path: Path) -> Volume:
    authorization = data.get("authorizationConfig") or {}
    known = authorization if isinstance(authorization, Mapping) else {}
    return EfsVolume(
        name=name,
        file_system=_required(places, data, path, "fileSystemId"),
        access_point=known.get("accessPointId"),
        iam=known.get("iam") == "ENABLED",
    )


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
    value = Unknown("it is missing") if value is None else value
    return Field(value=value, path=places.places.get(where, where))
