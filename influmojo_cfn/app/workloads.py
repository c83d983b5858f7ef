"""What runs: services, and jobs that a schedule or an event starts, each with its containers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from influmojo_cfn.app.fields import key
from influmojo_cfn.app.granted import GrantUse, ListsAsTuples, Parameter


@dataclass(frozen=True, kw_only=True)
class FileSystemMount:
    """An EFS file system in a container, mounted with the task role through an access point.

    >>> from influmojo_cfn import FileSystemMount
    >>> FileSystemMount(
    ...     path="/data", file_system="fs-0123456789abcdef0", access_point="fsap-0123456789abcdef0"
    ... ).read_only
    False

    Raises:
        AppError: a path is not absolute, or an ID is not one of EFS; see :class:`App`.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html
    """

    path: str = field(
        metadata=key("The mount path in the container.", missing="where it is, such as /data")
    )
    file_system: str | Parameter = field(
        metadata=key("The file system's ID.", missing="the file system's ID, fs-...")
    )
    access_point: str | Parameter = field(
        metadata=key("The access point's ID.", missing="the access point's ID, fsap-...")
    )
    read_only: bool = field(default=False, metadata=key("Whether it is only read."))


@dataclass(frozen=True, kw_only=True)
class EnvironmentFile:
    """A file of environment variables in S3, which ECS reads with the execution role.

    >>> from influmojo_cfn import EnvironmentFile
    >>> EnvironmentFile(bucket="acme-configuration", object_key="production/api.env").object_key
    'production/api.env'

    Raises:
        AppError: the key does not end in ``.env``, or a container has more than ten; see
            :class:`App`.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html
    """

    bucket: str | Parameter = field(metadata=key("The bucket.", missing="the bucket's name"))
    object_key: str | Parameter = field(
        metadata=key(
            "The object's key, which ends in .env.", name="key", missing="the key, such as api.env"
        )
    )


@dataclass(frozen=True, kw_only=True)
class ContainerFields(ListsAsTuples):
    """What every container has: the one of a service or job, and those next to it.

    ``repository`` is an ECR repository of the own account, ``image`` the whole URI of an image in
    its place. Several containers can have one image, each with its ``command`` and ``entry_point``.
    ``secrets`` maps an environment variable to a name in Parameter Store that begins with a slash,
    to ``secretsmanager:`` and a name, or to the ARN of a parameter or secret. Behind a secret,
    ``:JSON-KEY:STAGE:VERSION`` means a part of it. A deploy-time parameter is a name in Parameter
    Store or an ARN, as its default is. The container starts when each of ``depends_on`` has reached
    its condition: START, COMPLETE, SUCCESS, HEALTHY.
    """

    name: str = field(
        metadata=key(
            "The container's name: lowercase letters, digits and hyphens.",
            missing="a container needs its name",
        )
    )
    repository: str | Parameter | None = field(
        default=None, metadata=key("The ECR repository of its image, in the same account.")
    )
    image: str | None = field(
        default=None,
        metadata=key(
            "The whole URI of its image in place of a repository: of another account's ECR, or of "
            "any registry."
        ),
    )
    entry_point: Sequence[str] = field(
        default=(), metadata=key("The command line that replaces the image's entry point.")
    )
    command: Sequence[str] = field(
        default=(), metadata=key("The command line that replaces the image's command.")
    )
    environment: Mapping[str, str] = field(
        default_factory=dict, metadata=key("Environment variables.")
    )
    environment_files: Sequence[EnvironmentFile] = field(
        default=(),
        metadata=key("Files of environment variables in S3; environment overrides them."),
    )
    secrets: Mapping[str, str | Parameter] = field(
        default_factory=dict,
        metadata=key(
            "Environment variable to Parameter Store name, to secretsmanager:NAME, or to the full "
            "ARN of a parameter or secret."
        ),
    )
    health_command: str | None = field(
        default=None,
        metadata=key("The command that checks the health of the container from inside it."),
    )
    depends_on: Mapping[str, str] = field(
        default_factory=dict,
        metadata=key(
            "Containers that it waits for, by name, to START, COMPLETE, SUCCESS or HEALTHY."
        ),
    )
    volumes: Sequence[FileSystemMount] = field(
        default=(), metadata=key("The EFS file systems that it mounts.")
    )


@dataclass(frozen=True, kw_only=True)
class SideContainer(ContainerFields):
    """A container next to the one of a service or job, in the same task and with its roles.

    Where an ``essential`` one ends, the task ends.

    >>> from influmojo_cfn import Service, SideContainer
    >>> proxy = SideContainer(name="proxy", image="public.ecr.aws/nginx/nginx:1.29")
    >>> Service(name="api", repository="acme-api", containers=[proxy]).containers[0].essential
    True

    Raises:
        AppError: it has neither a repository nor an image, or both; see :class:`App`.

    Source:
    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
    """

    essential: bool = field(default=True, metadata=key("Whether the task stops when it stops."))


@dataclass(frozen=True, kw_only=True)
class TaskFields(ContainerFields):
    """What services and jobs have alike: their task, whose first container has their name.

    ``cpu`` is in CPU units (1,024 to the core), ``memory`` in MiB; both are the whole task's.
    """

    containers: Sequence[SideContainer] = field(
        default=(), metadata=key("The other containers of its task.")
    )
    architecture: str | None = field(
        default=None, metadata=key("X86_64 or ARM64; X86_64 if omitted.")
    )
    cpu: int = field(default=256, metadata=key("CPU units; 1,024 are one vCPU."))
    memory: int = field(default=512, metadata=key("Memory in MiB."))
    log_retention: int = field(
        default=30, metadata=key("The number of days that the log group keeps its events.")
    )
    grants: Sequence[GrantUse] = field(
        default=(), metadata=key("Its grants; each applies to a role that it runs with.")
    )


_TASKS = {"within": "tasks", "within_words": "The number of tasks."}


@dataclass(frozen=True, kw_only=True)
class Service(TaskFields):
    """One Fargate service.

    >>> from influmojo_cfn import Service
    >>> api = Service(name="api", repository="acme-api", port=8080, cpu=256, memory=512)
    >>> api.load_balanced_paths
    ('/*',)

    ``port`` is the container's. Between ``min_tasks`` and ``max_tasks`` run, with ``fargate_spot``
    on Fargate Spot. ``paths`` are the load balancer's path patterns, ``priority`` is its listener
    rule's (1 to 50,000, the lowest first). A service with a port answers on every path unless
    ``paths`` differs. One without, or with empty paths, is not behind a load balancer. With
    ``roles`` of ``own`` (or the app's ``per_service``) it runs with two roles of its own. The
    execution role reads what this service names and nothing else. Its ``grants`` are for the
    roles that it has. ``execute_command`` lets people open a shell in it, by ECS Exec. A
    ``service_connect`` of ``server`` makes it reachable for the others by its name. ``cpu`` is in
    CPU units (1,024 to the vCPU), ``memory`` in MiB, ``log_retention`` in days.

    Raises:
        AppError: Fargate has no such size, or a value is not allowed; see :class:`App`.

    Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
    """

    name: str = field(
        metadata=key(
            "The service's name: lowercase letters, digits and hyphens.",
            missing="a service needs its name",
        )
    )
    port: int | None = field(
        default=None, metadata=key("The container's port; without one, it gets no load balancer.")
    )
    min_tasks: int = field(
        default=1, metadata=key("Minimum number of tasks.", name="min", **_TASKS)
    )
    max_tasks: int = field(
        default=4, metadata=key("Maximum number of tasks.", name="max", **_TASKS)
    )
    fargate_spot: bool = field(
        default=False, metadata=key("Whether its tasks run on Fargate Spot.")
    )
    execute_command: bool = field(
        default=False, metadata=key("Whether people can open a shell in it with ECS Exec.")
    )
    service_connect: str | None = field(
        default=None,
        metadata=key(
            "server: other services reach it by its name on its port with ECS Service Connect, and "
            "it reaches them; client: it reaches them."
        ),
    )
    health_check: str = field(default="/", metadata=key("The path that the load balancer checks."))
    paths: Sequence[str] | None = field(
        default=None,
        metadata=key(
            "The path patterns of the load balancer's rule, /* where there is a port; empty: no "
            "load balancer."
        ),
    )
    priority: int = field(default=100, metadata=key("The priority of the load balancer's rule."))
    roles: str | None = field(
        default=None,
        metadata=key("own: this service has its own roles; shared: it has the app's two."),
    )

    @property
    def load_balanced_paths(self) -> Sequence[str]:
        """The path patterns of the load balancer's rule, none where the service has no rule."""
        if self.paths is None:
            return () if self.port is None else ("/*",)
        return self.paths


@dataclass(frozen=True, kw_only=True)
class Job(TaskFields):
    """A task that EventBridge Scheduler runs on Fargate, with roles of its own.

    ``schedule`` is ``cron(...)``, ``rate(...)`` or ``at(...)``, in ``timezone`` where it is given
    and in UTC otherwise. With ``event_pattern`` an EventBridge rule starts it instead. ``cpu`` is
    in CPU units (1,024 to the vCPU), ``memory`` in MiB, ``log_retention`` in days.

    >>> from influmojo_cfn import App, Job, build
    >>> report = Job(name="report", repository="acme-report", schedule="rate(1 day)")
    >>> [name for name in build(App(project="acme", jobs=[report]))["Resources"] if "Role" in name]
    ['ReportTaskExecutionRole', 'ReportTaskRole', 'ReportScheduleRole']

    Raises:
        AppError: neither a schedule nor an event pattern is given, or both; see :class:`App`.

    Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
    """

    name: str = field(
        metadata=key(
            "The job's name: lowercase letters, digits and hyphens.", missing="a job needs its name"
        )
    )
    schedule: str | None = field(
        default=None, metadata=key("The schedule: cron(...), rate(...) or at(...).")
    )
    timezone: str | None = field(
        default=None, metadata=key("The time zone of the schedule, such as Europe/Berlin.")
    )
    event_pattern: Mapping[str, object] | None = field(
        default=None,
        metadata=key(
            "The events on the default bus that start it, in place of a schedule.", free=True
        ),
    )
    dead_letter_queue: bool = field(
        default=False, metadata=key("Whether what the schedule could not start goes to a queue.")
    )


Workload: TypeAlias = Service | Job


def containers_of(workload: Workload) -> Iterator[tuple[str, ContainerFields]]:
    """Yield the containers of a service's or job's task, each with its path from there."""
    yield "", workload
    for index, container in enumerate(workload.containers):
        yield f".containers[{index}]", container
