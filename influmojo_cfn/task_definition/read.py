"""Task definitions from files: the JSON that ECS takes and gives, and CloudFormation templates."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path as FilePath
from typing import Any

from influmojo_cfn.errors import Problem, TemplateError
from influmojo_cfn.evaluation.policy import key_path
from influmojo_cfn.evaluation.unknown import Unknown
from influmojo_cfn.task_definition.model import (
    Container,
    EfsVolume,
    ExecuteCommand,
    Field,
    FsxVolume,
    LogConfiguration,
    Mount,
    S3FilesVolume,
    TaskDefinition,
    Volume,
)
from influmojo_cfn.task_definition.shape import Reader
from influmojo_cfn.yaml import Document, Path, read_document

RESOURCE_TYPE = "AWS::ECS::TaskDefinition"
Resolve = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""Resolves the intrinsics of a template; what stays unknown is :class:`Unknown`."""


def read_task_definitions(path: FilePath, resolve: Resolve) -> tuple[TaskDefinition, ...]:
    """Read the task definitions of a file.

    Args:
        path: the JSON of ``register-task-definition`` or ``describe-task-definition``, or a
            template with AWS::ECS::TaskDefinition resources.
        resolve: resolves the intrinsics of a template.

    Raises:
        Error: the file cannot be read.
        TemplateError: it holds no task definition, or one of another shape than the ECS API's;
            every problem is listed with its key path.
    """
    return task_definitions_of(read_document(path), resolve)


def task_definitions_of(document: Document, resolve: Resolve) -> tuple[TaskDefinition, ...]:
    """Give the task definitions of a document; see :func:`read_task_definitions`."""
    data = document.data
    if isinstance(data, Mapping) and isinstance(data.get("Resources"), Mapping):
        return _from_template(document, resolve)
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
            Problem(f"{document.where((key,))} {key}", "does not belong beside 'taskDefinition'")
            for key in more
        )


def _from_json(document: Document, data: Mapping[str, Any], path: Path) -> TaskDefinition:
    for key in ("ContainerDefinitions", "Properties"):
        if key in data and "containerDefinitions" not in data:
            raise TemplateError(
                Problem(
                    f"{document.where((*path, key))} {key}",
                    "is CloudFormation's spelling: give the template, or 'containerDefinitions'",
                )
            )
    reader = Reader(cloudformation=False, where=_where(document))
    read = reader.read(data, "TaskDefinition", path)
    if reader.problems:
        raise TemplateError(reader.problems)
    return _task_definition(read, _Places(reader), document)


def _from_template(document: Document, resolve: Resolve) -> tuple[TaskDefinition, ...]:
    resources: Mapping[str, Any] = resolve(document.data)["Resources"]
    found = []
    problems: list[Problem] = []
    for logical_id, resource in resources.items():
        if not isinstance(resource, Mapping) or resource.get("Type") != RESOURCE_TYPE:
            continue
        reader = Reader(cloudformation=True, where=_where(document))
        properties = dict(resource.get("Properties") or {})
        # A family is generated from the stack's name where none is given.
        properties.setdefault("Family", Unknown("the family's name is generated"))
        properties.setdefault("ContainerDefinitions", [])
        path: Path = ("Resources", logical_id, "Properties")
        read = reader.read(properties, "TaskDefinition", path)
        problems += reader.problems
        if not reader.problems:
            around = _Surroundings(document.data, resources, logical_id, document)
            found.append(_task_definition(read, _Places(reader), document, logical_id, around))
    if problems:
        raise TemplateError(problems)
    if not found:
        raise TemplateError(Problem(document.source, f"has no resource of type {RESOURCE_TYPE}"))
    return tuple(found)


def _where(document: Document) -> Callable[[Path], str]:
    return lambda path: f"{document.where(path)} {key_path(path)}".strip()


class _Places:
    """Makes fields that know where they stood in the file."""

    def __init__(self, reader: Reader) -> None:
        self.places = reader.places

    def field(self, value: Any, *path: str | int) -> Field | None:
        if value is None or value == "":
            return None
        return Field(value=value, path=self.places.get(path, path))

    def fields(self, values: Iterable[Any], *path: str | int) -> tuple[Field, ...]:
        found = [self.field(value, *path, index) for index, value in enumerate(values)]
        return tuple(field for field in found if field)

    def inner(self, items: Any, key: str, *path: str | int) -> tuple[Field, ...]:
        """Give the field ``key`` of each of a list's mappings."""
        if isinstance(items, Unknown):
            return (Field(value=items, path=self.places.get(path, path)),)
        found = [
            self.field(
                item if isinstance(item, Unknown) else item.get(key),
                *(*path, index) if isinstance(item, Unknown) else (*path, index, key),
            )
            for index, item in enumerate(items or ())
        ]
        return tuple(field for field in found if field)


def _task_definition(
    data: Mapping[str, Any],
    places: _Places,
    document: Document,
    logical_id: str = "",
    around: _Surroundings | None = None,
) -> TaskDefinition:
    containers = data.get("containerDefinitions") or ()
    if isinstance(containers, Unknown):
        containers = [{"name": containers, "image": containers}]
    volumes = _known_items(data.get("volumes"))
    arn = data.get("taskDefinitionArn")
    compatibilities = data.get("requiresCompatibilities")
    return TaskDefinition(
        family=data["family"],
        containers=tuple(
            _container(item, places, ("containerDefinitions", index))
            for index, item in enumerate(containers)
        ),
        volumes=tuple(filter(None, (_volume(item, places, index) for index, item in volumes))),
        arn=arn if isinstance(arn, str) else None,
        execution_role=places.field(data.get("executionRoleArn"), "executionRoleArn"),
        task_role=places.field(data.get("taskRoleArn"), "taskRoleArn"),
        compatibilities=tuple(str(item) for _, item in _known_items(compatibilities)),
        service_connect_log=around.service_connect_log() if around else None,
        execute_command=around.execute_command() if around else None,
        cache_prefixes=around.cache_prefixes() if around else (),
        has_ebs_volume=any(item.get("configuredAtLaunch") is True for _, item in volumes),
        source=document,
        logical_id=logical_id,
    )


def _known_items(items: Any) -> list[tuple[int, Any]]:
    if not isinstance(items, list):
        return []
    return [(i, item) for i, item in enumerate(items) if not isinstance(item, Unknown)]


def _container(data: Any, places: _Places, path: Path) -> Container:
    if isinstance(data, Unknown):
        data = {"name": data, "image": data}
    credentials = data.get("repositoryCredentials") or {}
    specs = places.fields(_listed(data.get("credentialSpecs")), *path, "credentialSpecs")
    security = places.fields(
        _listed(data.get("dockerSecurityOptions")), *path, "dockerSecurityOptions"
    )
    parameter: Any = credentials
    if isinstance(credentials, Mapping):
        parameter = credentials.get("credentialsParameter")
    return Container(
        name=data.get("name", ""),
        image=places.field(data.get("image"), *path, "image"),
        repository_credentials=places.field(
            parameter, *path, "repositoryCredentials", "credentialsParameter"
        ),
        secrets=places.inner(data.get("secrets"), "valueFrom", *path, "secrets"),
        environment_files=places.inner(
            data.get("environmentFiles"), "value", *path, "environmentFiles"
        ),
        log=_log(data.get("logConfiguration"), places, (*path, "logConfiguration")),
        firelens=_firelens(data.get("firelensConfiguration"), places, path),
        credential_specs=specs
        + tuple(field for field in security if str(field.value).startswith("credentialspec")),
        mounts=tuple(
            Mount(volume=item.get("sourceVolume", ""), read_only=item.get("readOnly") is True)
            for _, item in _known_items(data.get("mountPoints"))
        ),
    )


def _listed(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else () if value is None else (value,)


def _log(data: Any, places: _Places, path: Path) -> LogConfiguration | None:
    if data is None:
        return None
    if isinstance(data, Unknown):
        return LogConfiguration(driver=Field(value=data, path=places.places.get(path, path)))
    driver = places.field(data.get("logDriver"), *path, "logDriver")
    if driver is None:
        return None
    return LogConfiguration(
        driver=driver,
        options=_options(data.get("options"), places, (*path, "options")),
        secret_options=places.inner(data.get("secretOptions"), "valueFrom", *path, "secretOptions"),
    )


def _options(data: Any, places: _Places, path: Path) -> Mapping[str, Field]:
    if not isinstance(data, Mapping):
        return {}
    found = {key: places.field(value, *path, key) for key, value in data.items()}
    return {key: field for key, field in found.items() if field}


def _firelens(data: Any, places: _Places, path: Path) -> Mapping[str, Field] | None:
    if not isinstance(data, Mapping):
        return None
    return _options(data.get("options"), places, (*path, "firelensConfiguration", "options"))


def _volume(data: Mapping[str, Any], places: _Places, index: int) -> Volume | None:
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


def _efs(name: Any, data: Mapping[str, Any], places: _Places, path: Path) -> Volume:
    authorization = data.get("authorizationConfig") or {}
    known = authorization if isinstance(authorization, Mapping) else {}
    return EfsVolume(
        name=name,
        file_system=_required(places, data, path, "fileSystemId"),
        access_point=known.get("accessPointId"),
        iam=known.get("iam") == "ENABLED",
    )


def _s3files(name: Any, data: Mapping[str, Any], places: _Places, path: Path) -> Volume:
    return S3FilesVolume(
        name=name,
        file_system=_required(places, data, path, "fileSystemArn"),
        access_point=data.get("accessPointArn"),
    )


def _fsx(name: Any, data: Mapping[str, Any], places: _Places, path: Path) -> Volume:
    inner: Path = (*path, "authorizationConfig")
    authorization = data["authorizationConfig"]
    if isinstance(authorization, Unknown):
        credentials = Field(value=authorization, path=places.places.get(inner, inner))
    else:
        credentials = _required(places, authorization, inner, "credentialsParameter")
    file_system = _required(places, data, path, "fileSystemId")
    return FsxVolume(name=name, file_system=file_system, credentials=credentials)


def _required(places: _Places, data: Mapping[str, Any], path: Path, key: str) -> Field:
    where: Path = (*path, key)
    return Field(value=data[key], path=places.places.get(where, where))


class _Surroundings:
    """What other resources of a template add to a task: services, clusters, registry caches."""

    def __init__(
        self,
        template: Mapping[str, Any],
        resources: Mapping[str, Any],
        logical_id: str,
        document: Document,
    ) -> None:
        self.template = template
        self.resources = resources
        self.logical_id = logical_id
        self.document = document

    def _services(self) -> list[tuple[str, Mapping[str, Any]]]:
        """Give the services that run the task definition, by their Ref to it."""
        found = []
        for name, properties in self._of_type("AWS::ECS::Service"):
            written = self.template["Resources"][name]["Properties"].get("TaskDefinition")
            if written in (
                {"Ref": self.logical_id},
                {"Fn::GetAtt": [self.logical_id, "TaskDefinitionArn"]},
            ):
                found.append((name, properties))
        return found

    def _of_type(self, wanted: str) -> list[tuple[str, Mapping[str, Any]]]:
        return [
            (name, resource["Properties"])
            for name, resource in self.resources.items()
            if isinstance(resource, Mapping)
            and resource.get("Type") == wanted
            and isinstance(resource.get("Properties"), Mapping)
        ]

    def service_connect_log(self) -> LogConfiguration | None:
        for name, properties in self._services():
            connect = properties.get("ServiceConnectConfiguration")
            data = connect.get("LogConfiguration") if isinstance(connect, Mapping) else None
            if data is None:
                continue
            reader = Reader(cloudformation=True, where=_where(self.document))
            path: Path = (
                "Resources",
                name,
                "Properties",
                "ServiceConnectConfiguration",
                "LogConfiguration",
            )
            read = reader.read(data, "LogConfiguration", path, ())
            if reader.problems:
                raise TemplateError(reader.problems)
            return _log(read, _Places(reader), ())
        return None

    def execute_command(self) -> ExecuteCommand | None:
        for _, properties in self._services():
            if str(properties.get("EnableExecuteCommand")).lower() == "true":
                return self._cluster_sessions()
        return None

    def _cluster_sessions(self) -> ExecuteCommand:
        """Read where sessions are logged, where the template has the one cluster they run in."""
        clusters = self._of_type("AWS::ECS::Cluster")
        if len(clusters) != 1:
            return ExecuteCommand()
        name, properties = clusters[0]
        path: Path = (
            "Resources",
            name,
            "Properties",
            "Configuration",
            "ExecuteCommandConfiguration",
        )
        data = properties
        for key in path[3:]:
            inner = data.get(str(key))
            if not isinstance(inner, Mapping):
                return ExecuteCommand()
            data = inner
        log = data.get("LogConfiguration")
        known = log if isinstance(log, Mapping) else {}

        def field(value: Any) -> Field | None:
            return Field(value=value, path=path) if value else None

        return ExecuteCommand(
            log_group=field(known.get("CloudWatchLogGroupName")),
            bucket=field(known.get("S3BucketName")),
            bucket_prefix=known.get("S3KeyPrefix") or "",
            key=field(data.get("KmsKeyId")),
        )

    def cache_prefixes(self) -> tuple[str, ...]:
        rules = self._of_type("AWS::ECR::PullThroughCacheRule")
        prefixes = [properties.get("EcrRepositoryPrefix") for _, properties in rules]
        return tuple(sorted(prefix for prefix in prefixes if isinstance(prefix, str)))
