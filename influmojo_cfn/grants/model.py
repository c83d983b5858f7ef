"""What a row of the catalog is: data that says what a grant allows, on what, for whom and why.

A row holds no logic. How it is read:

**Templates.** Resources and condition values are templates: ``{name}`` represents an argument of
the grant, ``${AWS::Region}`` and its like for CloudFormation's pseudo parameters. A template that
names a repeated argument represents one text per element.

**What is not given is not there.** An argument is *given* when the declaration names it, or when it
has a default. A Boolean is given when it is true. A template that names an argument which is not
given is omitted. So is a condition whose every value is omitted, or whose ``when`` is not given. A
statement without a resource, or whose ``when`` is not given, does not exist. At deployment, a
parameter with an empty value takes along the resources that name it. Where a condition would be
left without a value, it takes the whole statement: without the condition the statement would be
wider. ``may_be_empty`` makes the empty text a value like any other.

**Which role.** Who uses the permission decides, and the row knows: ``Grant.uses`` lists, in the
order of preference, who can use it and which role that is. A declaration names neither role nor use
and lands on the first. ``use: code`` picks another by its name ("this secret as an environment
variable" is ``use: environment``, "this secret read by the code" is ``use: code``). A statement
whose ``roles`` lacks the role is not rendered there: so ECS gets ``ssm:GetParameters`` alone, the
code gets the by-path call as well.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from awacs.aws import Action

RoleName = Literal["execution", "task"]

DOCS = "https://docs.aws.amazon.com/"
"""Where the address of every row's source begins."""


class Use(NamedTuple):
    """Who uses a grant: ``role`` is the role that is, ``meaning`` completes "used by ..."."""

    name: str
    role: RoleName
    meaning: str


CODE = Use(name="code", role="task", meaning="the application's code")
START = Use(name="start", role="execution", meaning="ECS, before the containers start")
ENVIRONMENT = Use(
    name="environment",
    role="execution",
    meaning="ECS, which hands the value to a container as an environment variable",
)
LOG_DRIVER = Use(name="log_driver", role="execution", meaning="the awslogs log driver")
SIDECAR = Use(
    name="sidecar", role="task", meaning="a container or agent that runs next to the application"
)


class Argument(NamedTuple):
    """An argument of a grant.

    ``kind`` names a row of :data:`.ARGUMENT_TYPES`, which holds its pattern,
    length and words. A ``repeated`` argument takes a list fixed when the template is generated
    (one value represents a list of one); each element can be a parameter. ``default``, which can
    hold pseudo parameters, is used where the argument is not given.
    """

    name: str
    kind: str
    description: str
    required: bool = True
    repeated: bool = False
    default: str | None = None
    may_be_empty: bool = False


class ConditionRow(NamedTuple):
    """One condition: operator, condition key, templates of its values, and what it depends on."""

    operator: str
    key: str
    values: tuple[str, ...]
    when: tuple[str, ...] = ()


@dataclass(frozen=True)
class StatementRow:
    """One statement of a grant; its effect is Allow.

    ``sid`` is the statement's verb in CamelCase, to which the renderer adds the resource.
    ``forced_star`` is the reason why a resource of ``*``, or one with ``*`` for its Region or
    account, cannot be narrower; it is required there.
    ``not_resources`` (rendered as NotResource) is for what has no ARN: it keeps the statement
    from everything that has one; a statement has either.
    """

    sid: str
    actions: tuple[Action, ...]
    resources: tuple[str, ...] = ()
    conditions: tuple[ConditionRow, ...] = ()
    _: KW_ONLY
    not_resources: tuple[str, ...] = ()
    roles: tuple[RoleName, ...] = ("execution", "task")
    when: tuple[str, ...] = ()
    forced_star: str | None = None


@dataclass(frozen=True, kw_only=True)
class Grant:
    """One row of the catalog.

    ``purpose`` is one sentence. ``at_least_one`` holds groups of optional arguments of which one
    must be given. ``source`` is the AWS documentation page; ``notes`` are printed by
    ``influmojo-cfn grants NAME``. With ``in_every_boundary`` the permissions boundary of every
    app allows it on whatever it can name. Otherwise, only that of an app that grants it does, on
    what the app names. So it is with roles, and with all that 6,144 characters have no room for.
    """

    name: str
    purpose: str
    source: str
    uses: tuple[Use, ...] = (CODE,)
    arguments: tuple[Argument, ...] = ()
    at_least_one: tuple[tuple[str, ...], ...] = ()
    statements: tuple[StatementRow, ...] = ()
    notes: tuple[str, ...] = ()
    in_every_boundary: bool = True

    @property
    def roles(self) -> tuple[RoleName, ...]:
        """The roles it is meant for, the preferred one first."""
        return tuple(dict.fromkeys(use.role for use in self.uses))

    def argument(self, name: str) -> Argument | None:
        """Return the argument of a name, or None."""
        return next((row for row in self.arguments if row.name == name), None)

    def use(self, name: str) -> Use | None:
        """Return the use of a name such as ``environment``, or None."""
        return next((row for row in self.uses if row.name == name), None)
