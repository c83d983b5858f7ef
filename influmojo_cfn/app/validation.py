"""What is wrong with an app: every problem, each with the key path that an app file gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from influmojo_cfn.app import model
from influmojo_cfn.errors import Problem, did_you_mean
from influmojo_cfn.grants import grant as grant_row
from influmojo_cfn.grants import grant_names
from influmojo_cfn.grants.kinds import KINDS, Kind

if TYPE_CHECKING:
    from influmojo_cfn.grants.model import Argument, Grant

ENVIRONMENT_NAME_MAX = 20
"""The longest EnvironmentName; every role and policy name must fit with it."""

ROLE_NAME_MAX = 64
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html."""

LONGEST_ROLE_SUFFIX = "-ecs-task-execution-role"

PROJECT_MAX = ROLE_NAME_MAX - len(LONGEST_ROLE_SUFFIX) - ENVIRONMENT_NAME_MAX - 1
"""The longest project name."""

RESERVED_NAMES = frozenset(
    {
        "AttachTaskExecutionRolePolicy",
        "EnvironmentName",
        "PermissionsBoundaryArn",
        "TaskExecutionPolicy",
        "TaskExecutionRole",
        "TaskPolicy",
        "TaskRole",
    }
)
"""Logical IDs of the template itself, which no parameter of an app may take."""

CUSTOM = "custom.statement"
"""The grant that takes a statement as it is."""

# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
_OPERATORS = (
    *("StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"),
    *("StringLike", "StringNotLike", "NumericEquals", "NumericNotEquals", "NumericLessThan"),
    *("NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals", "DateEquals"),
    *("DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan"),
    *("DateGreaterThanEquals", "Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "ArnEquals"),
    *("ArnLike", "ArnNotEquals", "ArnNotLike", "Null"),
)

PROJECT = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_PARAMETER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{0,254}")
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html
_TAG_TEXT = re.compile(r"[\w .:/=+\-@]*")
_TAGS_MAX = 50
_TAG_VALUE_MAX = 256
_OWN_TAGS = ("Project", "Purpose")
# https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
_DESCRIPTION_CHARACTER = re.compile("[\t\n\r\x20-\x7e\xa1-\xff]")
_DESCRIPTION_MAX = 1000
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
_PARAMETER_VALUE_MAX = 4096
_SOUNDS_SECRET = re.compile(
    "secret|password|passphrase|(?:token|credentials?|api_?key|pwd|passwd|pass)$", re.IGNORECASE
)


def problems_of(app: model.App) -> list[Problem]:
    """Give everything that is wrong with an app; nothing where it is right."""
    return [
        *_project(app),
        *_tags(app.tags),
        *_roles(app),
        *_services(app),
        *(
            problem
            for path, use in uses_of(app)
            if not path.startswith("services.")
            for problem in _use(path, use)
        ),
        *_parameters(app),
        *_sids(app),
    ]


def uses_of(app: model.App) -> Iterator[tuple[str, model.GrantUse]]:
    """Give each grant that an app applies, with its key path."""
    for prefix, grants in (
        ("services.grants", _from_services(app)),
        ("grants", app.grants),
        ("execution_role.grants", app.execution_role.grants if app.execution_role else ()),
        ("task_role.grants", app.task_role.grants if app.task_role else ()),
    ):
        for index, use in enumerate(grants):
            yield f"{prefix}[{index}]", use


def _from_services(app: model.App) -> tuple[model.GrantUse, ...]:
    if not app.services:
        return ()
    from influmojo_cfn.services import grants_of

    shared = [use for use in app.grants if row_of(use) and role_of("grants", use) == "execution"]
    own = app.execution_role.grants if app.execution_role else ()
    return tuple(grants_of(app.project, app.services, (*shared, *own)))


def role_of(path: str, use: model.GrantUse) -> model.RoleName:
    """Give the role that a grant of an app lands on: by its list, its use, or its first use."""
    if path.startswith(("execution_role.", "services.")):
        return "execution"
    if path.startswith("task_role."):
        return "task"
    row = row_of(use)
    assert row is not None
    return next((known.role for known in row.uses if known.name == use.use), row.uses[0].role)


def warnings(app: model.App) -> tuple[Problem, ...]:
    """Give what is allowed and yet looks like a mistake, each with the reason."""
    misplaced = (
        Problem(path, message)
        for path, use in uses_of(app)
        if (message := _misplaced(role_of(path, use), use))
    )
    sounding: dict[str, Problem] = {}
    for path, value, *_ in parameters_of(app):
        if _SOUNDS_SECRET.search(value.name):
            message = (
                f"{value.name!r} sounds as if it took a secret itself: validators want NoEcho of "
                "it (W2509, W9902), and the console would hide what need not be hidden; name it "
                "otherwise"
            )
            sounding.setdefault(value.name, Problem(f"{path}.parameter", message))
    return (*misplaced, *sounding.values())


def row_of(use: model.GrantUse) -> Grant | None:
    """Give the catalogue's row of a grant that is applied; None where there is none."""
    return grant_row(use.grant) if use.grant in grant_names() else None


def _misplaced(role: model.RoleName, use: model.GrantUse) -> str:
    row = row_of(use)
    if row is None or role in row.roles:
        return ""
    meant = " or ".join(f"{known.meaning} (the {known.role} role)" for known in row.uses)
    user = "the application's code" if role == "task" else "ECS itself"
    return (
        f"{use.grant!r} is used by {meant}, and stands on the {role} role, which is for {user}; "
        f"the {role} role gets it all the same"
    )


def _services(app: model.App) -> Iterator[Problem]:
    if app.services:
        from influmojo_cfn.services import problems_of_services

        yield from problems_of_services(app.services)
        repositories = grant_row("ecr.pull_images").argument("repositories")
        assert repositories is not None
        kind = KINDS[repositories.kind]
        for index, service in enumerate(app.services):
            path = f"services[{index}].repository"
            yield from _value(path, repositories, kind, service.repository)
        for path, value, argument in parameters_of_services(app):
            if argument is not repositories:
                yield from _parameter(path, KINDS[argument.kind], value)


def _project(app: model.App) -> Iterator[Problem]:
    if not PROJECT.fullmatch(app.project):
        yield Problem(
            "project",
            f"{app.project!r} must be lower-case letters, digits and single hyphens, beginning "
            "with a letter",
        )
    too_long = len(app.project) - PROJECT_MAX
    if too_long > 0:
        yield Problem(
            "project",
            f"{app.project!r} makes the role name {app.project}-<EnvironmentName>"
            f"{LONGEST_ROLE_SUFFIX} {ROLE_NAME_MAX + too_long} characters long with the longest "
            f"EnvironmentName ({ENVIRONMENT_NAME_MAX} characters); IAM allows {ROLE_NAME_MAX}: "
            f"shorten the project by {too_long}",
        )
    yield from _title(app)


def _title(app: model.App) -> Iterator[Problem]:
    title = app.title
    if title is None:
        return
    if not (title.strip() and _TAG_TEXT.fullmatch(title) and len(title) <= _TAG_VALUE_MAX):
        yield Problem(
            "title",
            f"{title!r} must be 1 to {_TAG_VALUE_MAX} letters, digits, spaces and _ . : / = + - @",
        )
    undescribed = not all(role and role.description for role in (app.execution_role, app.task_role))
    strange = _strange(title)
    if undescribed and strange:
        yield Problem(
            "title",
            f"{strange!r} cannot stand in the description of a role, which takes Latin-1 "
            "characters alone: give both roles a description of their own, or the app another "
            "title",
        )


def _strange(text: str) -> str:
    """Give the first character that the description of a role may not hold; else nothing."""
    return next((each for each in text if not _DESCRIPTION_CHARACTER.fullmatch(each)), "")


def _tags(tags: Mapping[str, str]) -> Iterator[Problem]:
    count = len({*_OWN_TAGS, *tags})
    if count > _TAGS_MAX:
        own = " and ".join(_OWN_TAGS)
        yield Problem("tags", f"make {count} tags of a role with {own}; IAM allows {_TAGS_MAX}")
    first: dict[str, str] = {tag.lower(): tag for tag in _OWN_TAGS}
    for key, value in tags.items():
        known = first.setdefault(key.lower(), key)
        if known != key:
            yield Problem(f"tags.{key}", f"differs from the tag {known!r} in case only")
        if not (1 <= len(key) <= 128 and _TAG_TEXT.fullmatch(key)):
            yield Problem(f"tags.{key}", "a tag key is 1 to 128 letters, digits, _ . : / = + - @")
        elif key.lower().startswith("aws:"):
            yield Problem(f"tags.{key}", "tag keys that begin with aws: are AWS's own")
        if not (len(value) <= _TAG_VALUE_MAX and _TAG_TEXT.fullmatch(value)):
            yield Problem(
                f"tags.{key}", f"{value!r} must be at most 256 letters, digits, _ . : / = + - @"
            )


def _roles(app: model.App) -> Iterator[Problem]:
    declared = (("execution_role", app.execution_role), ("task_role", app.task_role))
    for name, role in declared:
        if role is not None and not role.grants:
            yield Problem(f"{name}.grants", f"is empty: add a grant, or leave {name} out")
        description = role.description if role and role.description else ""
        if len(description) > _DESCRIPTION_MAX:
            yield Problem(
                f"{name}.description",
                f"is {len(description):,} characters long; IAM allows {_DESCRIPTION_MAX:,}",
            )
        if strange := _strange(description):
            yield Problem(
                f"{name}.description",
                f"holds {strange!r}; IAM takes Latin-1 characters alone in a description",
            )
    declared_grants = (app.grants, app.execution_role, app.task_role, app.services)
    if not any(declared_grants):
        yield Problem("", "the app grants nothing: give grants, execution_role or task_role")


def _use(path: str, use: model.GrantUse) -> Iterator[Problem]:
    row = row_of(use)
    if row is None:
        nearest = did_you_mean(use.grant, grant_names()) or "; influmojo-cfn grants lists them"
        yield Problem(f"{path}.grant", f"unknown {use.grant!r}{nearest}")
        return
    if use.use is not None and use.use not in {known.name for known in row.uses}:
        names = ", ".join(known.name for known in row.uses)
        nearest = did_you_mean(use.use, [known.name for known in row.uses])
        yield Problem(f"{path}.use", f"unknown {use.use!r}; {row.name!r} knows {names}{nearest}")
    known_names = [argument.name for argument in row.arguments]
    for name in use.arguments:
        if name not in known_names:
            yield Problem(
                f"{path}.{name}",
                f"unknown argument of {row.name!r}{did_you_mean(name, known_names)}"
                f"; it takes {', '.join(known_names) or 'none'}",
            )
    for argument in row.arguments:
        value = use.arguments.get(argument.name)
        if value is not None:
            yield from _argument(f"{path}.{argument.name}", argument, value)
        elif argument.required and argument.default is None:
            yield Problem(
                f"{path}.{argument.name}",
                f"is missing: {row.name!r} needs it ({argument.description})",
            )
    yield from _one_of(path, row, use)
    yield from _deny(path, use)


def _deny(path: str, use: model.GrantUse) -> Iterator[Problem]:
    if use.arguments.get("effect") == "Deny":
        resources = use.arguments.get("resources")
        for item in resources if isinstance(resources, tuple) else (resources,):
            if isinstance(item, model.Parameter):
                yield Problem(
                    f"{path}.resources",
                    f"the parameter {item.name!r} could be emptied, and the Deny would be gone; "
                    "give a fixed value",
                )


def _one_of(path: str, row: Grant, use: model.GrantUse) -> Iterator[Problem]:
    for group in row.at_least_one:
        if not any(use.arguments.get(name) for name in group):
            yield Problem(path, f"{row.name!r} needs at least one of {', '.join(group)}")


def _argument(path: str, argument: Argument, value: model.Argument) -> Iterator[Problem]:
    kind = KINDS[argument.kind]
    if argument.repeated:
        items = value if isinstance(value, tuple) else (value,)
        if not items:
            yield Problem(path, f"is an empty list; give {kind.constraint}")
        for index, item in enumerate(items):
            where = f"{path}[{index}]" if isinstance(value, tuple) else path
            yield from _value(where, argument, kind, item)
        seen: set[model.Value] = set()
        for index, item in enumerate(items):
            if isinstance(item, (str, model.Parameter)) and item in seen:
                shown = item.name if isinstance(item, model.Parameter) else item
                yield Problem(f"{path}[{index}]", f"{shown!r} is there twice")
            elif isinstance(item, (str, model.Parameter)):
                seen.add(item)
    elif isinstance(value, tuple):
        yield Problem(path, "takes one value, not a list")
    else:
        yield from _value(path, argument, kind, value)


def _value(path: str, argument: Argument, kind: Kind, value: object) -> Iterator[Problem]:
    if kind.name == "boolean":
        if not isinstance(value, bool):
            yield Problem(path, f"must be true or false, not {value!r}")
    elif kind.structured:
        yield from _conditions(path, value)
    elif isinstance(value, model.Parameter) and kind.fixed:
        yield Problem(path, f"must be a fixed value, not a parameter: {kind.constraint}")
    elif isinstance(value, model.Parameter):
        yield from _parameter(path, kind, value)
    elif not isinstance(value, str):
        yield Problem(
            path,
            f"unexpected {type_name(value)}; expected a text or a parameter: {kind.constraint}",
        )
    elif not (value == "" and argument.may_be_empty) and not fits(kind, literal(kind, value)):
        yield Problem(path, f"{value!r} must be {kind.constraint}")


def _conditions(path: str, value: object) -> Iterator[Problem]:
    shape = "a mapping of operator to condition key to a value or a list of values"
    if not isinstance(value, Mapping):
        yield Problem(path, f"must be {shape}")
        return
    for operator, keys in value.items():
        name = re.sub("^(?:ForAllValues|ForAnyValue):", "", operator).removesuffix("IfExists")
        if name not in _OPERATORS or operator == "NullIfExists":
            nearest = did_you_mean(operator, _OPERATORS)
            yield Problem(f"{path}.{operator}", f"unknown condition operator{nearest}")
        if not isinstance(keys, Mapping) or not keys:
            yield Problem(f"{path}.{operator}", f"must be {shape}")
            continue
        for key, values in keys.items():
            listed = values if isinstance(values, (list, tuple)) else [values]
            if not listed or not all(isinstance(item, (str, bool, int)) for item in listed):
                yield Problem(f"{path}.{operator}.{key}", "must be a value or a list of values")


def _parameter(path: str, kind: Kind, value: model.Parameter) -> Iterator[Problem]:
    if not _PARAMETER_NAME.fullmatch(value.name):
        yield Problem(
            f"{path}.parameter",
            f"{value.name!r} must be 1 to 255 letters and digits, beginning with a letter",
        )
    elif value.name in RESERVED_NAMES:
        yield Problem(f"{path}.parameter", f"{value.name!r} is a logical ID of the template itself")
    if "${AWS::" in value.default:
        yield Problem(
            f"{path}.default",
            f"{value.default!r}: the value of a parameter is used as it is, and nothing is filled "
            "in for ${AWS::...}; write a fixed value, or the whole ARN",
        )
    if value.allowed_pattern is not None:
        yield from _own_pattern(path, value)
    elif value.default and not fits(kind, value.default):
        yield Problem(f"{path}.default", f"{value.default!r} must be {kind.constraint}")
    most = kind.parameter_max_length if value.max_length is None else value.max_length
    if not 1 <= most <= _PARAMETER_VALUE_MAX:
        yield Problem(
            f"{path}.max_length", f"must be 1 to {_PARAMETER_VALUE_MAX:,} characters, not {most:,}"
        )
    elif len(value.default) > most:
        yield Problem(
            f"{path}.default",
            f"is {len(value.default)} characters long; at most {most} are allowed",
        )


def _own_pattern(path: str, value: model.Parameter) -> Iterator[Problem]:
    try:
        matches = re.fullmatch(value.allowed_pattern or "", value.default)
    except re.error as error:
        yield Problem(f"{path}.allowed_pattern", f"is not a regular expression: {error}")
        return
    if value.default and not matches:
        yield Problem(
            f"{path}.default",
            f"{value.default!r} is refused by its own allowed_pattern {value.allowed_pattern!r}",
        )


def _parameters(app: model.App) -> Iterator[Problem]:
    """Refuse one parameter name for two different parameters."""
    first: dict[str, tuple[str, model.Parameter, str]] = {}
    granted = ((path, value, argument) for path, value, argument, *_ in parameters_of(app))
    for path, value, argument in (*granted, *parameters_of_services(app)):
        kind = argument.kind
        known = first.setdefault(value.name.lower(), (path, value, kind))
        if known[1].name != value.name:
            yield Problem(
                path, f"the name {value.name!r} differs from {known[1].name!r} in case only"
            )
        elif known[1] != value:
            yield Problem(
                path, f"the parameter {value.name!r} is declared differently at {known[0]}"
            )
        elif known[2] != kind and value.allowed_pattern is None:
            yield Problem(
                path,
                f"the parameter {value.name!r} is {_article(kind)} here and "
                f"{_article(known[2])} at {known[0]}; give it an allowed_pattern that fits both",
            )


def _sids(app: model.App) -> Iterator[Problem]:
    """Refuse Sids that IAM refuses, that are there twice, or that name several statements."""
    first: dict[tuple[str, str], str] = {}
    for path, use in uses_of(app):
        if use.sid is None or row_of(use) is None:
            continue
        if use.grant != CUSTOM:
            yield Problem(
                f"{path}.sid",
                f"{use.grant!r} makes its own Sids; only {CUSTOM!r} takes one",
            )
            continue
        if not re.fullmatch("[A-Za-z0-9]+", use.sid):
            yield Problem(f"{path}.sid", f"{use.sid!r} must be letters and digits")
        known = first.setdefault((role_of(path, use), use.sid), path)
        if known != path:
            yield Problem(f"{path}.sid", f"the Sid {use.sid!r} is also that of {known}")


def _article(kind: str) -> str:
    words = kind.replace("_", " ")
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"


def parameters_of(
    app: model.App,
) -> Iterator[tuple[str, model.Parameter, Argument, model.RoleName, Grant]]:
    """Give each parameter of an app: key path, itself, what it stands for, its role and row."""
    for path, use in uses_of(app):
        row = row_of(use)
        if row is None:
            continue
        for argument in row.arguments:
            value = use.arguments.get(argument.name)
            for index, item in enumerate(value if isinstance(value, tuple) else (value,)):
                if isinstance(item, model.Parameter):
                    where = f"[{index}]" if isinstance(value, tuple) else ""
                    yield f"{path}.{argument.name}{where}", item, argument, role_of(path, use), row


def parameters_of_services(app: model.App) -> Iterator[tuple[str, model.Parameter, Argument]]:
    """Give each parameter that stands in a service: its key path, itself, what it stands for."""
    if not app.services:
        return
    from influmojo_cfn.services import is_arn

    image, name, arn = (
        next(each for each in grant_row(grant).arguments if each.name == argument)
        for grant, argument in (
            ("ecr.pull_images", "repositories"),
            ("ssm.read_parameters", "names"),
            ("secretsmanager.read_secrets", "arns"),
        )
    )
    for index, service in enumerate(app.services):
        if isinstance(service.repository, model.Parameter):
            yield f"services[{index}].repository", service.repository, image
        for key, secret in service.secrets.items():
            if isinstance(secret, model.Parameter):
                path = f"services[{index}].secrets.{key}"
                yield path, secret, arn if is_arn(secret) else name


def literal(kind: Kind, value: str) -> str:
    """Give a literal with the prefix that it may leave out."""
    if kind.implied_prefix and not value.startswith(kind.implied_prefix):
        return kind.implied_prefix + value
    return value


def fits(kind: Kind, value: str) -> bool:
    """Whether a text is a value of a kind."""
    return (
        kind.min_length <= len(value) <= kind.max_length
        and re.fullmatch(kind.pattern, value) is not None
    )


def type_name(value: object) -> str:
    """Give the name that a YAML author uses for the type of a value."""
    if value is None:
        return "null"
    names = {bool: "boolean", int: "number", float: "number", str: "text"}
    if isinstance(value, Mapping) and len(value) == 1:
        key = str(next(iter(value)))
        if key in ("Ref", "Condition") or key.startswith("Fn::"):
            return "CloudFormation function"
    if isinstance(value, (list, tuple)):
        return "list"
    return "mapping" if isinstance(value, Mapping) else names.get(type(value), type(value).__name__)
