"""What runs: services, and jobs that a schedule or an event starts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from influmojo_cfn.app.fields import key
from influmojo_cfn.app.granted import GrantUse, Parameter, listed


@dataclass(frozen=True, kw_only=True)
class FileSystemMount:
    """An EFS file system in a container, mounted with the task role through an access point."""

    path: str = field(
        metadata=key("Where it is in the container.", missing="where it is, such as /data")
    )
    file_system: str | Parameter = field(
        metadata=key("The file system's ID.", missing="the file system's ID, fs-...")
    )
    access_point: str | Parameter = field(
        metadata=key("The access point's ID.", missing="the access point's ID, fsap-...")
    )
    read_only: bool = field(default=False, metadata=key("Whether it is only read."))


_TASKS = {"within": "tasks", "within_words": "How many tasks run."}


@dataclass(frozen=True, kw_only=True)
class Service:
    """One Fargate service.

    ``repository`` is an ECR repository of the own account, ``image`` the whole URI of an image in
    its place; several services can have one image, each with its ``command`` and ``entry_point``.
    ``port`` is the container's. ``cpu`` is in CPU units (1,024 to the core), ``memory`` in MiB.
    Between ``min_tasks`` and ``max_tasks`` run, with ``fargate_spot`` on Fargate Spot. ``secrets``
    maps an environment variable to a name in Parameter Store that begins with a slash, to
    ``secretsmanager:`` and a name, or to the full ARN of a Secrets Manager secret, with
    ``:JSON-KEY:STAGE:VERSION`` behind both where a part of it is meant; a parameter is a name in
    Parameter Store or an ARN, as its default says. ``paths`` are the load balancer's path patterns,
    ``priority`` is its listener rule's (1 to 50,000, the lowest first); a service without paths is
    not behind a load balancer, and needs no port. With ``roles`` of ``own`` (or the app's
    ``per_service``) it runs with two roles of its own, and the execution role reads what this
    service names and nothing else; its ``grants`` land on the roles that it has.
    ``execute_command`` lets people open a shell in it, by ECS Exec.
    """

    name: str = field(
        metadata=key(
            "The service's name: lower-case letters, digits and hyphens.",
            missing="a service needs its name",
        )
    )
    repository: str | Parameter | None = field(
        default=None, metadata=key("The ECR repository of its image, in the own account.")
    )
    image: str | None = field(
        default=None,
        metadata=key(
            "The whole URI of its image in place of a repository: of another account's ECR, or of "
            "any registry."
        ),
    )
    entry_point: Sequence[str] = field(
        default=(), metadata=key("What the container runs in place of its image's entry point.")
    )
    architecture: str | None = field(
        default=None, metadata=key("X86_64 or ARM64; X86_64 unless given.")
    )
    health_command: str | None = field(
        default=None,
        metadata=key("The command that tells in the container whether it is healthy."),
    )
    volumes: Sequence[FileSystemMount] = field(
        default=(), metadata=key("The EFS file systems that it mounts.")
    )
    log_retention: int = field(
        default=30, metadata=key("How many days the log group keeps its lines.")
    )
    command: Sequence[str] = field(
        default=(), metadata=key("What the container runs in place of its image's command.")
    )
    execute_command: bool = field(
        default=False, metadata=key("Whether people may open a shell in it with ECS Exec.")
    )
    fargate_spot: bool = field(
        default=False, metadata=key("Whether its tasks run on Fargate Spot.")
    )
    port: int | None = field(
        default=None, metadata=key("The container's port; needed unless paths are empty.")
    )
    cpu: int = field(default=256, metadata=key("CPU units, 1,024 to the core."))
    memory: int = field(default=512, metadata=key("Memory in MiB."))
    min_tasks: int = field(default=1, metadata=key("The fewest tasks.", name="min", **_TASKS))
    max_tasks: int = field(default=4, metadata=key("The most tasks.", name="max", **_TASKS))
    environment: Mapping[str, str] = field(
        default_factory=dict, metadata=key("Environment variables.")
    )
    secrets: Mapping[str, str | Parameter] = field(
        default_factory=dict,
        metadata=key(
            "Environment variable to Parameter Store name, to secretsmanager:NAME, or to the full "
            "ARN of a secret."
        ),
    )
    health_check: str = field(default="/", metadata=key("The path that the load balancer asks."))
    paths: Sequence[str] = field(
        default=("/*",),
        metadata=key("The path patterns of the load balancer's rule; empty: no load balancer."),
    )
    roles: str | None = field(
        default=None,
        metadata=key("own: this service has roles of its own; shared: it has the app's two."),
    )
    grants: Sequence[GrantUse] = field(
        default=(),
        metadata=key("What this service is granted; each grant lands on a role that it runs with."),
    )
    priority: int = field(default=100, metadata=key("The priority of the load balancer's rule."))

    def __post_init__(self) -> None:
        object.__setattr__(self, "command", listed(self.command))
        object.__setattr__(self, "entry_point", listed(self.entry_point))
        object.__setattr__(self, "volumes", listed(self.volumes))
        object.__setattr__(self, "paths", listed(self.paths))
        object.__setattr__(self, "grants", listed(self.grants))


@dataclass(frozen=True, kw_only=True)
class Job:
    """A task that EventBridge Scheduler runs on Fargate, with roles of its own.

    ``schedule`` is ``cron(...)``, ``rate(...)`` or ``at(...)``, in ``timezone`` where it is given
    and in UTC otherwise. With ``event_pattern`` an EventBridge rule starts it instead. ``command``
    is what the container runs in place of its image's. The rest is as for a :class:`Service`. See
    https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
    """

    name: str = field(
        metadata=key(
            "The job's name: lower-case letters, digits and hyphens.",
            missing="a job needs its name",
        )
    )
    repository: str | Parameter | None = field(
        default=None, metadata=key("The ECR repository of its image, in the own account.")
    )
    image: str | None = field(
        default=None,
        metadata=key(
            "The whole URI of its image in place of a repository: of another account's ECR, or of "
            "any registry."
        ),
    )
    entry_point: Sequence[str] = field(
        default=(), metadata=key("What the container runs in place of its image's entry point.")
    )
    architecture: str | None = field(
        default=None, metadata=key("X86_64 or ARM64; X86_64 unless given.")
    )
    health_command: str | None = field(
        default=None,
        metadata=key("The command that tells in the container whether it is healthy."),
    )
    volumes: Sequence[FileSystemMount] = field(
        default=(), metadata=key("The EFS file systems that it mounts.")
    )
    log_retention: int = field(
        default=30, metadata=key("How many days the log group keeps its lines.")
    )
    schedule: str | None = field(
        default=None, metadata=key("When it runs: cron(...), rate(...) or at(...).")
    )
    event_pattern: Mapping[str, object] | None = field(
        default=None,
        metadata=key(
            "The events on the default bus that start it, in place of a schedule.", free=True
        ),
    )
    dead_letter_queue: bool = field(
        default=False,
        metadata=key("Whether what the schedule could not start goes to a queue of its own."),
    )
    timezone: str | None = field(
        default=None, metadata=key("The time zone of the schedule, such as Europe/Berlin.")
    )
    command: Sequence[str] = field(
        default=(), metadata=key("What the container runs in place of its image's command.")
    )
    cpu: int = field(default=256, metadata=key("CPU units, 1,024 to the core."))
    memory: int = field(default=512, metadata=key("Memory in MiB."))
    environment: Mapping[str, str] = field(
        default_factory=dict, metadata=key("Environment variables.")
    )
    secrets: Mapping[str, str | Parameter] = field(
        default_factory=dict,
        metadata=key(
            "Environment variable to Parameter Store name, to secretsmanager:NAME, or to the full "
            "ARN of a secret."
        ),
    )
    grants: Sequence[GrantUse] = field(
        default=(),
        metadata=key("What this job is granted; each grant lands on one of its own roles."),
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "command", listed(self.command))
        object.__setattr__(self, "entry_point", listed(self.entry_point))
        object.__setattr__(self, "volumes", listed(self.volumes))
        object.__setattr__(self, "grants", listed(self.grants))


Workload: TypeAlias = Service | Job
