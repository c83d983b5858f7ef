"""What an application's roles are to be: plain values, written in Python or read from an app file.

Nothing here renders. An :class:`App` says which grants each role gets;
:mod:`influmojo_cfn.template` makes a CloudFormation template of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from influmojo_cfn.errors import AppError

RoleName = Literal["execution", "task"]


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A value that is given when the template is deployed.

    An empty value drops the resource, or the statement, that it is part of. Pattern, words and
    length come from the argument that the parameter stands for, unless they are given here.
    """

    name: str
    default: str = ""
    description: str | None = None
    label: str | None = None
    allowed_pattern: str | None = None
    constraint_description: str | None = None
    max_length: int | None = None


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
    """One row of the catalogue, applied to named resources.

    ``why`` is the reason that the template keeps beside the catalogue's own. ``use`` says who uses
    what is granted, where the catalogue's row knows more than one: a secret for ``environment``
    is read by ECS, for ``code`` by the application. ``sid`` names the statement of a grant that
    makes only one; otherwise the Sid comes from the grant and its resources.
    """

    grant: str
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    why: str | None = None
    use: str | None = None
    sid: str | None = None


def grant(
    name: str,
    /,
    *,
    why: str | None = None,
    use: str | None = None,
    sid: str | None = None,
    **arguments: Argument | Sequence[Value],
) -> GrantUse:
    """Apply a grant of the catalogue, such as ``grant("sqs.send_messages", queue="orders")``.

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

    grants: Sequence[GrantUse] = ()
    description: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "grants", _listed(self.grants))


@dataclass(frozen=True, kw_only=True)
class Service:
    """One Fargate service.

    ``repository`` is an ECR repository of the own account, ``port`` the container's. ``cpu`` is in
    CPU units (1,024 to the core), ``memory`` in MiB. Between ``min_tasks`` and ``max_tasks`` run.
    ``secrets`` maps an environment variable to a name in Parameter Store that begins with a slash,
    or to the full ARN of a Secrets Manager secret, with ``:JSON-KEY:STAGE:VERSION`` behind it where
    a part of it is meant; a parameter is either, as its default says. ``paths`` are the load
    balancer's path patterns, ``priority`` is its listener rule's (1 to 50,000, the lowest first); a
    service without paths is not behind a load balancer, and needs no port.
    """

    name: str
    repository: str | Parameter
    port: int | None = None
    cpu: int = 256
    memory: int = 512
    min_tasks: int = 1
    max_tasks: int = 4
    environment: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str | Parameter] = field(default_factory=dict)
    health_check: str = "/"
    paths: Sequence[str] = ("/*",)
    priority: int = 100

    def __post_init__(self) -> None:
        object.__setattr__(self, "paths", _listed(self.paths))


@dataclass(frozen=True, kw_only=True)
class App:
    """An application on Amazon ECS, and what its two roles may do.

    ``project`` begins every name, ``title`` stands in descriptions and tags. ``grants`` are those
    that name no role: each lands on the role that it is meant for. ``attach_execution_policy`` is
    the default of the parameter that attaches AmazonECSTaskExecutionRolePolicy. A role that is
    None has the grants that land on it and no others. An app without any grants is taken for a
    mistake, unless ``attach_execution_policy`` is False: two roles that may do nothing yet. From
    ``services`` follow the grants that start them: images, secrets and log groups, as far as the
    execution role's own do not allow it.

    Raises:
        AppError: something is wrong; every problem is named with its key path.
    """

    project: str
    title: str | None = None
    architecture: str | None = None
    execution_role: Role | None = None
    task_role: Role | None = None
    grants: Sequence[GrantUse] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    attach_execution_policy: bool = True
    services: Sequence[Service] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "grants", _listed(self.grants))
        object.__setattr__(self, "services", _listed(self.services))
        from influmojo_cfn.app.validation import problems_of

        problems = problems_of(self)
        if problems:
            raise AppError(problems)

    @property
    def display_title(self) -> str:
        """Return the title, made from the project's name where none is given."""
        return self.title or self.project.replace("-", " ").title()
