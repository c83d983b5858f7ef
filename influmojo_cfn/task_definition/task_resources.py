"""The resource types that run tasks of ECS, and where each has what a task definition contains.

AWS Batch and ECS Express Mode register task definitions themselves, from properties of their own:

- https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-batch-jobdefinition.html
- https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-expressgatewayservice.html
- https://docs.aws.amazon.com/batch/latest/userguide/using_awslogs.html
- https://docs.aws.amazon.com/AmazonECS/latest/developerguide/express-service-work.html

(read 2026-11-28).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from influmojo_cfn.errors import Path
from influmojo_cfn.iam.unknown import Text, Unknown

TASK_DEFINITION = "AWS::ECS::TaskDefinition"
_OF_CONTAINER = frozenset(
    {
        "Environment",
        "FirelensConfiguration",
        "Image",
        "LogConfiguration",
        "MountPoints",
        "Name",
        "RepositoryCredentials",
        "Secrets",
    }
)
"""What decides the calls of a container, under the names that all types share."""


class TaskShape(NamedTuple):
    """Where a resource type has the properties of a task.

    Attributes:
        resource_type: the type.
        at: the place of the task below the resource's properties; ``*`` is each item of a list.
        containers: the property of its containers; empty where the task is its one container.
        task_role: the property with the task role.
        launch_types: the property of the resource with its launch types.
        launch_type: the one that it has where the property is omitted.
        log_group: the log group of containers without a log configuration, ``*`` for one that AWS
            names.
    """

    resource_type: str
    at: tuple[str, ...] = ()
    containers: str = ""
    task_role: str = "TaskRoleArn"
    launch_types: str = "RequiresCompatibilities"
    launch_type: str = "EC2"
    log_group: str = "*"

    @property
    def read(self) -> tuple[str, ...]:
        """The properties of the task that decide which calls are made for it."""
        return (*([self.containers] if self.containers else sorted(_OF_CONTAINER)), "Volumes")


def _job(*at: str, containers: str = "", task_role: str = "TaskRoleArn") -> TaskShape:
    return TaskShape(
        "AWS::Batch::JobDefinition",
        at,
        containers,
        task_role,
        launch_types="PlatformCapabilities",
        log_group="/aws/batch/job",
    )


TASK_SHAPES: tuple[TaskShape, ...] = (
    TaskShape(TASK_DEFINITION, containers="ContainerDefinitions"),
    TaskShape(
        "AWS::ECS::ExpressGatewayService",
        containers="PrimaryContainer",
        launch_type="FARGATE",
    ),
    _job("ContainerProperties", task_role="JobRoleArn"),
    _job("EcsProperties", "TaskProperties", "*", containers="Containers"),
    _job("NodeProperties", "NodeRangeProperties", "*", "Container", task_role="JobRoleArn"),
    _job(
        "NodeProperties",
        "NodeRangeProperties",
        "*",
        "EcsProperties",
        "TaskProperties",
        "*",
        containers="Containers",
    ),
)

TASK_TYPES = frozenset(shape.resource_type for shape in TASK_SHAPES)
"""The resource types that run tasks."""

_EXPRESS_LOG = "AwsLogsConfiguration"
_LOG_OPTIONS = {"LogGroup": "awslogs-group", "LogStreamPrefix": "awslogs-stream-prefix"}
"""How Express Mode spells the options of the log driver awslogs, the only one that it has."""


class TaskProperties(NamedTuple):
    """A task in the spelling of AWS::ECS::TaskDefinition.

    ``path`` is where it is in the template, and ``moved`` has the places of its parts: here, and
    below that path.
    """

    properties: Any
    path: Path
    moved: tuple[tuple[Path, Path], ...] = ()

    def source(self, path: Path) -> Path:
        """Return the place in the template of a place in the task."""
        for here, there in self.moved:
            if path[: len(here)] == here:
                return (*self.path, *there, *path[len(here) :])
        return (*self.path, *path)


def tasks_in(data: Any, at: tuple[str, ...], path: Path) -> Iterator[tuple[Path, Any]]:
    """Yield each task at a place below properties without functions, with its whole path.

    Where something on the way to it is not known, the task is not.
    """
    if not at or isinstance(data, Unknown):
        yield path, data
    elif at[0] == "*":
        for index, item in enumerate(data if isinstance(data, list) else ()):
            yield from tasks_in(item, at[1:], (*path, index))
    elif isinstance(data, Mapping) and at[0] in data:
        yield from tasks_in(data[at[0]], at[1:], (*path, at[0]))


def task_properties(
    shape: TaskShape, task: Any, launch_types: Any, unknown: Text, path: Path
) -> TaskProperties:
    """Return a task of another resource type as AWS::ECS::TaskDefinition spells it.

    Args:
        shape: where its properties are.
        task: its properties, without functions.
        launch_types: those of its resource, None where it has none.
        unknown: what represents a string that only AWS knows.
        path: where the task is in the template.
    """
    if shape.resource_type == TASK_DEFINITION:
        return TaskProperties(task, path)
    if not isinstance(task, Mapping):
        return TaskProperties(
            {"ContainerDefinitions": [task]}, path, ((("ContainerDefinitions", 0), ()),)
        )
    given = task.get(shape.containers, []) if shape.containers else task
    above: Path = (shape.containers,) if shape.containers else ()
    containers = [given] if not isinstance(given, list) else given
    moved: list[tuple[Path, Path]] = [(("TaskRoleArn",), (shape.task_role,))]
    read = []
    for index, item in enumerate(containers):
        here: Path = ("ContainerDefinitions", index)
        there = (*above, index) if isinstance(given, list) else above
        if isinstance(item, Mapping) and _EXPRESS_LOG in item:
            log = (*here, "LogConfiguration", "Options")
            pairs = _LOG_OPTIONS.items()
            moved += [((*log, name), (*there, _EXPRESS_LOG, old)) for old, name in pairs]
        moved.append((here, there))
        read.append(_container(shape, item, unknown) if isinstance(item, Mapping) else item)
    found = {
        "ContainerDefinitions": read,
        "ExecutionRoleArn": task.get("ExecutionRoleArn"),
        "RequiresCompatibilities": launch_types or [shape.launch_type],
        "TaskRoleArn": task.get(shape.task_role),
        "Volumes": task.get("Volumes"),
    }
    present = {key: value for key, value in found.items() if value is not None}
    return TaskProperties(present, path, tuple(moved))


def _container(shape: TaskShape, data: Mapping[str, Any], unknown: Text) -> Mapping[str, Any]:
    """Return a container with the log configuration that its service adds."""
    found = {key: value for key, value in data.items() if key in _OF_CONTAINER}
    express = data.get(_EXPRESS_LOG)
    if isinstance(express, Mapping):
        options = {name: express[old] for old, name in _LOG_OPTIONS.items() if old in express}
        return {**found, "LogConfiguration": {"LogDriver": "awslogs", "Options": options}}
    own = {
        "awslogs-group": unknown if shape.log_group == "*" else shape.log_group,
        "awslogs-stream-prefix": unknown,
    }
    log = data.get("LogConfiguration", {"LogDriver": "awslogs"})
    if isinstance(log, Mapping) and log.get("LogDriver") == "awslogs":
        given = log.get("Options", {})
        options = {**own, **given} if isinstance(given, Mapping) else given
        found["LogConfiguration"] = {**log, "Options": options}
    return found
