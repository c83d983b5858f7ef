"""What is granted: parameters, grants of the catalog applied to values, and roles of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TypeAlias

from influmojo_cfn.app.fields import key
from influmojo_cfn.app.limits import DESCRIPTION_MAX, PATH_MAX, PATH_PATTERN, SESSION_SECONDS


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A value that is given when the template is deployed.

    An empty value drops the resource, or the statement, that it is part of. Pattern, words and
    length (in characters) come from the argument that the parameter represents, unless they are
    given here. :func:`parameter` makes one.

    >>> from influmojo_cfn import Parameter
    >>> Parameter(name="QueueName", default="orders").default
    'orders'

    Raises:
        AppError: the name is not one, or the default does not match; see :class:`App`.

    Source:
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
    """

    name: str = field(
        metadata=key("The name of the template's parameter: letters and digits.", name="parameter")
    )
    default: str = field(
        default="",
        metadata=key(
            "The value when deployed without one; can be empty.",
            missing="the value when deployed without one",
        ),
    )
    description: str | None = field(
        default=None, metadata=key("The text below the field in the CloudFormation console.")
    )
    label: str | None = field(
        default=None, metadata=key("The label of the field in the CloudFormation console.")
    )
    allowed_pattern: str | None = field(
        default=None, metadata=key("A regular expression in place of the argument's own.")
    )
    constraint_description: str | None = field(
        default=None,
        metadata=key("The console's message for a value that does not match the pattern."),
    )
    max_length: int | None = field(default=None, metadata=key("The maximum number of characters."))


ScalarValue: TypeAlias = str | Parameter
ArgumentValue: TypeAlias = ScalarValue | bool | Mapping[str, object] | tuple[ScalarValue, ...]


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
    """Return a deploy-time parameter that a grant's argument can take in place of a literal.

    ``name`` becomes the template's parameter, letters and digits; two grants that give the same
    parameter share it. ``allowed_pattern`` is a regular expression of the whole value; the empty
    value is always allowed besides.

    >>> from influmojo_cfn import App, build, grant, parameter
    >>> queue = parameter("QueueName", default="orders", label="Orders queue")
    >>> app = App(project="acme", grants=[grant("sqs.send_messages", queue=queue)])
    >>> build(app)["Parameters"]["QueueName"]["Default"]
    'orders'

    Args:
        name: 1 to 255 letters and digits.
        default: the value when deployed without one; can be empty.
        description: the text below the field in the CloudFormation console.
        label: the label of the field.
        allowed_pattern: in place of the argument's own.
        constraint_description: the console's message for a value that does not match.
        max_length: the maximum number of characters, 1 to 4,096.

    Raises:
        AppError: what is wrong is told by the :class:`App` that it is part of.

    Source:
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


def values_of(given: object) -> tuple[object, ...]:
    """Return the values of an argument: those of a list, or the one that is given."""
    return given if isinstance(given, tuple) else (given,)


def placed_values(path: str, given: object) -> Iterator[tuple[str, object]]:
    """Yield each value of an argument with its key path."""
    for index, value in enumerate(values_of(given)):
        yield f"{path}[{index}]" if isinstance(given, tuple) else path, value


class ListsAsTuples:
    """Takes a list where a field is a sequence; what is neither is told later, with its key path.

    A frozen dataclass then has nothing that can change.
    """

    def __post_init__(self) -> None:
        for each in fields(self):  # type: ignore[arg-type]
            value = getattr(self, each.name)
            if str(each.type).startswith("Sequence") and isinstance(value, list):
                object.__setattr__(self, each.name, tuple(value))


@dataclass(frozen=True, kw_only=True)
class GrantUse(ListsAsTuples):
    """One row of the catalog, applied to named resources; :func:`grant` makes one.

    >>> from influmojo_cfn import GrantUse
    >>> GrantUse(grant="sqs.send_messages", arguments={"queue": "orders"}).arguments["queue"]
    'orders'

    ``why`` is the reason that the template keeps next to the catalog's own. ``use`` tells who uses
    what is granted, where the catalog's entry has more than one. ECS reads a secret for
    ``environment``, the application one for ``code``. ``only`` lists the actions of the grant to
    keep; without it the grant has all of them. ``sid`` names the statement of a grant that
    makes only one; otherwise the Sid comes from the grant and its resources.

    Raises:
        AppError: the catalog has no such grant or argument; see :class:`App`.

    Source:
    https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
    """

    grant: str = field(
        metadata=key(
            "The grant's name: influmojo-cfn grants lists them.",
            missing="the name of a grant, such as s3.read_objects",
        )
    )
    arguments: Mapping[str, ArgumentValue] = field(default_factory=dict, metadata=key(rest=True))
    use: str | None = field(
        default=None,
        metadata=key("The user of what is granted, where the grant has more than one."),
    )
    only: Sequence[str] = field(
        default=(),
        metadata=key("The actions to keep of those that the grant has; all of them if omitted."),
    )
    why: str | None = field(
        default=None,
        metadata=key("The reason, kept in the template in addition to the catalog's own."),
    )
    sid: str | None = field(default=None, metadata=key("The Sid of a custom.statement."))


def grant(
    name: str,
    /,
    *,
    why: str | None = None,
    use: str | None = None,
    only: Sequence[str] = (),
    sid: str | None = None,
    **arguments: ArgumentValue | Sequence[ScalarValue],
) -> GrantUse:
    """Return a grant of the catalog, applied to named resources.

    >>> from influmojo_cfn import grant
    >>> grant("sqs.send_messages", queue="orders").grant
    'sqs.send_messages'

    Args:
        name: the grant's name; ``influmojo-cfn grants`` lists them.
        why: the reason that the template keeps next to the catalog's own.
        use: who uses what is granted, where the grant knows more than one.
        only: the actions of the grant to keep; all of them if omitted.
        sid: the Sid of a grant that makes only one statement.
        arguments: those that ``influmojo-cfn grants NAME`` lists: strings, parameters, or lists.

    Raises:
        AppError: what is wrong is told by the :class:`App` that it is part of.

    Source:
    https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
    """
    return GrantUse(
        grant=name,
        arguments={key: _frozen(value) for key, value in arguments.items()},
        why=why,
        use=use,
        only=only,
        sid=sid,
    )


def _frozen(value: ArgumentValue | Sequence[ScalarValue]) -> ArgumentValue:
    if isinstance(value, list):
        return tuple(value)
    return value  # type: ignore[return-value]


@dataclass(frozen=True, kw_only=True)
class PolicyProperties:
    """The properties of one managed policy of a role, in place of those of all of them.

    >>> from influmojo_cfn import PolicyProperties, RoleProperties
    >>> second = PolicyProperties(description="Reads of the reports")
    >>> RoleProperties(policies={"TaskPolicy2": second}).policies["TaskPolicy2"].tags
    {}

    Raises:
        AppError: IAM does not take the path (512 characters) or the description (1,000
            characters); see :class:`App`.

    Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
    """

    path: str | None = field(
        default=None,
        metadata=key("The policy's path.", pattern=f"^({PATH_PATTERN})$", max_length=PATH_MAX),
    )
    description: str | None = field(
        default=None, metadata=key("The policy's description.", max_length=DESCRIPTION_MAX)
    )
    tags: Mapping[str, str] = field(
        default_factory=dict,
        metadata=key("Tags of the policy, in addition to those of all policies of the role."),
    )


@dataclass(frozen=True, kw_only=True)
class RoleProperties:
    """The properties of a role and of its managed policies in IAM, without their permissions.

    None is IAM's default. CloudFormation changes a path, or a policy's description, only by
    replacing the resource, which fails on the name: they are for roles that exist already.
    ``max_session_duration`` is in seconds.

    >>> from influmojo_cfn import RoleProperties
    >>> RoleProperties(path="/apps/", max_session_duration=7200).path
    '/apps/'

    Raises:
        AppError: IAM does not take the path, the tags or the duration; see :class:`App`.

    Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
    """

    path: str | None = field(
        default=None,
        metadata=key("The role's path.", pattern=f"^({PATH_PATTERN})$", max_length=PATH_MAX),
    )
    instance_profile_path: str | None = field(
        default=None,
        metadata=key(
            "The path of the instance profile of a role of EC2 instances.",
            pattern=f"^({PATH_PATTERN})$",
            max_length=PATH_MAX,
        ),
    )
    max_session_duration: int | None = field(
        default=None,
        metadata=key(
            f"How long a session of the role can be, in seconds: {SESSION_SECONDS[0]} to "
            f"{SESSION_SECONDS[-1]}."
        ),
    )
    tags: Mapping[str, str] = field(
        default_factory=dict, metadata=key("Tags of the role, in addition to those of every role.")
    )
    policy_path: str | None = field(
        default=None,
        metadata=key(
            "The path of its managed policies.", pattern=f"^({PATH_PATTERN})$", max_length=PATH_MAX
        ),
    )
    policy_description: str | None = field(
        default=None,
        metadata=key("The description of its managed policies.", max_length=DESCRIPTION_MAX),
    )
    policy_tags: Mapping[str, str] = field(
        default_factory=dict,
        metadata=key("Tags of its managed policies, in addition to those of every policy."),
    )
    policies: Mapping[str, PolicyProperties] = field(
        default_factory=dict,
        metadata=key("The properties of one of several managed policies, by its logical ID."),
    )


@dataclass(frozen=True, kw_only=True)
class Role(RoleProperties, ListsAsTuples):
    """The grants of one role, and its description (at most 1,000 characters, as IAM allows).

    >>> from influmojo_cfn import Role, grant
    >>> Role(grants=[grant("sqs.send_messages", queue="orders")]).grants[0].use is None
    True

    Raises:
        AppError: a grant is not meant for this role; see :class:`App`.

    Source: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
    """

    description: str | None = field(default=None, metadata=key("The role's description in IAM."))
    grants: Sequence[GrantUse] = field(
        default=(),
        metadata=key("The grants; each applies to the role that it is meant for.", filled=True),
    )
