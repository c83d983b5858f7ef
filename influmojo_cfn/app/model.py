"""What an application's roles are to be: plain values, written in Python or read from an app file.

Nothing here renders or judges. An app says which grants each role gets;
:mod:`influmojo_cfn.template` makes a CloudFormation template of it. Each field is declared here
once: the app file's reader, writer and JSON Schema follow from its type, default and metadata.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from influmojo_cfn.app.deployment import DeploymentPipeline
from influmojo_cfn.app.environments import AppEnvironment
from influmojo_cfn.app.fields import key
from influmojo_cfn.app.limits import BOUNDARY_MAX, BOUNDARY_PATTERN, PROJECT, PROJECT_MAX

RoleName = Literal["execution", "task"]


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A value that is given when the template is deployed.

    An empty value drops the resource, or the statement, that it is part of. Pattern, words and
    length come from the argument that the parameter stands for, unless they are given here.
    """

    name: str = field(
        metadata=key("The name of the template's parameter: letters and digits.", name="parameter")
    )
    default: str = field(
        default="",
        metadata=key(
            "The value when deployed without one; may be empty.",
            missing="the value when deployed without one",
        ),
    )
    description: str | None = field(
        default=None, metadata=key("The words beside the field in the CloudFormation console.")
    )
    label: str | None = field(
        default=None, metadata=key("The words before the field in the CloudFormation console.")
    )
    allowed_pattern: str | None = field(
        default=None, metadata=key("A regular expression in place of the argument's own.")
    )
    constraint_description: str | None = field(
        default=None, metadata=key("What the console says where the pattern refuses a value.")
    )
    max_length: int | None = field(default=None, metadata=key("The most characters."))


Value: TypeAlias = str | Parameter
Argument: TypeAlias = Value | bool | Mapping[str, object] | tuple[Value, ...]


def parameter(
    name: str,
    *,
    default: str = "",
    description: str | None = None,
    label: str | None = None,
    allowed_pattern: str | None = None,
    constraint_description: str | None = None,
    max_length: int | None = None,
) -> Parameter:
    """Return a deploy-time parameter that a grant's argument may take in place of a literal.

    ``name`` becomes the template's parameter, letters and digits; two grants that give the same
    parameter share it. ``allowed_pattern`` is a regular expression of the whole value; the empty
    value is always allowed besides. See
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
    """
    return Parameter(
        name=name,
        default=default,
        description=description,
        label=label,
        allowed_pattern=allowed_pattern,
        constraint_description=constraint_description,
        max_length=max_length,
    )


@dataclass(frozen=True, kw_only=True)
class GrantUse:
    """One row of the catalog, applied to named resources.

    ``why`` is the reason that the template keeps beside the catalog's own. ``use`` says who uses
    what is granted, where the catalog's row knows more than one: a secret for ``environment``
    is read by ECS, for ``code`` by the application. ``sid`` names the statement of a grant that
    makes only one; otherwise the Sid comes from the grant and its resources.
    """

    grant: str = field(
        metadata=key(
            "The grant's name: influmojo-cfn grants lists them.",
            missing="the name of a grant, such as s3.read_objects",
        )
    )
    arguments: Mapping[str, Argument] = field(default_factory=dict, metadata=key(rest=True))
    use: str | None = field(
        default=None,
        metadata=key("Who uses what is granted, where the grant knows more than one user."),
    )
    why: str | None = field(
        default=None, metadata=key("The reason, kept in the template beside the catalog's own.")
    )
    sid: str | None = field(default=None, metadata=key("The Sid of a custom.statement."))


def grant(
    name: str,
    /,
    *,
    why: str | None = None,
    use: str | None = None,
    sid: str | None = None,
    **arguments: Argument | Sequence[Value],
) -> GrantUse:
    """Apply a grant of the catalog, such as ``grant("sqs.send_messages", queue="orders")``.

    The arguments are those that ``influmojo-cfn grants NAME`` lists. Nothing is checked until the
    grant is part of an :class:`App`.
    """
    return GrantUse(
        grant=name,
        arguments={key: _frozen(value) for key, value in arguments.items()},
        why=why,
        use=use,
        sid=sid,
    )


def _frozen(value: Argument | Sequence[Value]) -> Argument:
    if isinstance(value, list):
        return tuple(value)
    return value  # type: ignore[return-value]


def _listed(value: object) -> object:
    """Return a list as a tuple; what is no list is told later, with its key path."""
    return tuple(value) if isinstance(value, list) else value


@dataclass(frozen=True, kw_only=True)
class Role:
    """The grants of one role, and its description (at most 1,000 characters, as IAM allows)."""

    description: str | None = field(default=None, metadata=key("The role's description in IAM."))
    grants: Sequence[GrantUse] = field(
        default=(),
        metadata=key(
            "What is granted; each grant lands on the role that it is meant for.", filled=True
        ),
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "grants", _listed(self.grants))


_TASKS = {"within": "tasks", "within_words": "How many tasks run."}


@dataclass(frozen=True, kw_only=True)
class Service:
    """One Fargate service.

    ``repository`` is an ECR repository of the own account, ``port`` the container's. ``cpu`` is in
    CPU units (1,024 to the core), ``memory`` in MiB. Between ``min_tasks`` and ``max_tasks`` run.
    ``secrets`` maps an environment variable to a name in Parameter Store that begins with a slash,
    or to the full ARN of a Secrets Manager secret, with ``:JSON-KEY:STAGE:VERSION`` behind it where
    a part of it is meant; a parameter is either, as its default says. ``paths`` are the load
    balancer's path patterns, ``priority`` is its listener rule's (1 to 50,000, the lowest first); a
    service without paths is not behind a load balancer, and needs no port. With ``roles`` of
    ``own`` (or the app's ``per_service``) it runs with two roles of its own, and the execution role
    reads what this service names and nothing else; its ``grants`` land on the roles that it has.
    """

    name: str = field(
        metadata=key(
            "The service's name: lower-case letters, digits and hyphens.",
            missing="a service needs its name",
        )
    )
    repository: str | Parameter = field(
        metadata=key(
            "The ECR repository of its image, in the own account.",
            missing="a service needs its repository",
        )
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
        metadata=key("Environment variable to Parameter Store name, or full ARN of a secret."),
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
        object.__setattr__(self, "paths", _listed(self.paths))
        object.__setattr__(self, "grants", _listed(self.grants))


@dataclass(frozen=True, kw_only=True)
class Job:
    """A task that EventBridge Scheduler runs on Fargate, with roles of its own.

    ``schedule`` is ``cron(...)``, ``rate(...)`` or ``at(...)``, in ``timezone`` where it is given
    and in UTC otherwise. ``command`` is what the container runs in place of its image's. The rest
    is as for a :class:`Service`. See
    https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
    """

    name: str = field(
        metadata=key(
            "The job's name: lower-case letters, digits and hyphens.",
            missing="a job needs its name",
        )
    )
    schedule: str = field(
        metadata=key(
            "When it runs: cron(...), rate(...) or at(...).",
            missing="a job needs its schedule, such as cron(0 3 * * ? *)",
        )
    )
    repository: str | Parameter = field(
        metadata=key(
            "The ECR repository of its image, in the own account.",
            missing="a job needs its repository",
        )
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
        metadata=key("Environment variable to Parameter Store name, or full ARN of a secret."),
    )
    grants: Sequence[GrantUse] = field(
        default=(),
        metadata=key("What this job is granted; each grant lands on one of its own roles."),
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "command", _listed(self.command))
        object.__setattr__(self, "grants", _listed(self.grants))


Workload: TypeAlias = Service | Job


@dataclass(frozen=True, kw_only=True)
class AppFields:
    """The fields of an :class:`.App`, which says what they are; nothing is checked."""

    project: str = field(
        metadata=key(
            "Begins every name: lower-case letters, digits and hyphens.",
            missing="the beginning of every name, such as orders",
            pattern=f"^{PROJECT.pattern}$",
            max_length=PROJECT_MAX,
        )
    )
    roles: str | None = field(
        default=None,
        metadata=key(
            "shared: one execution role and one task role; per_service: two for each service."
        ),
    )
    title: str | None = field(
        default=None,
        metadata=key(
            "How descriptions and tags call the application; made from project where left out."
        ),
    )
    architecture: str | None = field(
        default=None, metadata=key("One sentence for the template's Context metadata.")
    )
    attach_execution_policy: bool | None = field(
        default=None,
        metadata=key(
            "Whether AmazonECSTaskExecutionRolePolicy is attached by default; false unless given."
        ),
    )
    permissions_boundary: str | None = field(
        default=None,
        metadata=key(
            "The ARN of the managed policy that limits both roles by default.",
            pattern=BOUNDARY_PATTERN,
            max_length=BOUNDARY_MAX,
        ),
    )
    tags: Mapping[str, str] = field(
        default_factory=dict, metadata=key("Tags of both roles, beside Project and Purpose.")
    )
    grants: Sequence[GrantUse] = field(
        default=(),
        metadata=key("What is granted; each grant lands on the role that it is meant for."),
    )
    execution_role: Role | None = field(
        default=None, metadata=key("What Amazon ECS itself uses to start containers.")
    )
    task_role: Role | None = field(default=None, metadata=key("What the application's code uses."))
    services: Sequence[Service] = field(
        default=(),
        metadata=key(
            "The Fargate services that run with the roles; their grants follow from them."
        ),
    )
    jobs: Sequence[Job] = field(
        default=(),
        metadata=key("The tasks that run on a schedule, each with roles of its own."),
    )
    deployment: DeploymentPipeline | None = field(
        default=None,
        metadata=key("The pipeline that deploys the app; it gets a role of its own."),
    )
    environments: Mapping[str, AppEnvironment] = field(
        default_factory=dict,
        metadata=key("The environments, each with the values that its parameters have there."),
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "grants", _listed(self.grants))
        object.__setattr__(self, "services", _listed(self.services))
        object.__setattr__(self, "jobs", _listed(self.jobs))

    @property
    def display_title(self) -> str:
        """Return the title, made from the project's name where none is given."""
        return self.title or self.project.replace("-", " ").title()
