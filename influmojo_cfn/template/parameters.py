"""The Parameters section and the console form, made from one list of rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import troposphere

from influmojo_cfn.app import App, Parameter
from influmojo_cfn.app.deployment import identity_of
from influmojo_cfn.app.environments import (
    ATTACH,
    BOUNDARY,
    CREATE_PROVIDER,
    ENVIRONMENT,
    INFRASTRUCTURE_BOUNDARY,
)
from influmojo_cfn.app.infrastructure import infrastructure_roles
from influmojo_cfn.app.limits import BOUNDARY_MAX, BOUNDARY_PATTERN, environment_name_max
from influmojo_cfn.app.parameters import (
    PLAIN_NAME,
    AppParameter,
    parameters_of,
    parameters_of_services,
)
from influmojo_cfn.app.roles import own_role_names
from influmojo_cfn.app.uses import attaches, has_shared_roles
from influmojo_cfn.grants.argument_types import ARGUMENT_TYPES, ArgumentType
from influmojo_cfn.grants.model import Argument

SEVERAL = "several"
"""The group of what the roles of several services can use."""

GROUPS = {
    "accounts": "Where the roles are deployed",
    "names": "Names",
    "execution": "Permissions to start the containers (execution role)",
    "task": "Permissions of the application (task role)",
    SEVERAL: "Permissions of several services",
    "cluster": "Cluster",
    "limits": "Limits",
    "deployment": "Deployment pipeline",
    "roles": "Roles, from the roles' stack",
    "network": "Network",
    "services": "Services",
}

_OWN_GROUPS = {
    "execution": "Permissions to start the {service} (its execution role)",
    "task": "Permissions of the {service} (its task role)",
}


class ParameterRow(NamedTuple):
    """A parameter of the template, with its place in the console form."""

    name: str
    group: str
    label: str
    description: str
    default: str | None
    type: str = "String"
    allowed_pattern: str | None = None
    constraint_description: str | None = None
    max_length: int | None = None
    allowed_values: tuple[str, ...] = ()
    numbers: tuple[int, int] | None = None
    """The least and the greatest value of a Number."""


def rows_of(app: App) -> list[ParameterRow]:
    """Return every parameter of the template, in the order of the form."""
    found = {row.name: row for row in _granted(app)}
    owners = dict.fromkeys(("", *own_role_names(app)))
    groups = [_group(role, owner) for owner in owners for role in ("execution", "task")]
    groups.insert(2, SEVERAL)  # behind the shared roles' own
    return [
        environment_name(app),
        *(row for group in groups for row in found.values() if row.group == group),
        *(row for row in _cluster(app) if row.name not in found),
        *([_attach(app)] if attaches(app) else []),
        *_provider(app),
        _boundary(app),
        *([_infrastructure_boundary(app)] if app.infrastructure else []),
    ]


def _granted(app: App) -> Iterator[ParameterRow]:
    # What tells no more than that it is a name comes last.
    used = sorted(parameters_of(app), key=lambda each: each.argument.kind == PLAIN_NAME)
    by_name: dict[str, list[AppParameter]] = {}
    for each in used:
        by_name.setdefault(each.value.name, []).append(each)
    for same in by_name.values():
        first, grants = same[0], [each.of for each in same if each.of]
        purposes = dict.fromkeys(each.row.purpose for each in grants if each.row)
        users: dict[str, set[str]] = {}
        for applied in grants:
            users.setdefault(applied.owner, set()).add(applied.role)
        group = _group(grants[0].role, grants[0].owner) if len(users) == 1 else SEVERAL
        found = _row(first.value, first.argument, group, _one_sentence(list(purposes)))
        words = "" if first.value.description else _used_by(users)
        yield found._replace(description=found.description + words)


def _used_by(users: Mapping[str, set[str]]) -> str:
    """Return a sentence on whose roles use a parameter, where it is not one role alone."""
    if len(users) > 1:
        *names, last = [f"the {owner}" if owner else "the shared roles" for owner in users]
        return f" Used by {', '.join(names)} and {last}."
    ((owner, roles),) = users.items()
    if len(roles) == 1:
        return ""
    return f" Used by both roles{f' of the {owner}' if owner else ''}."


def _cluster(app: App) -> Iterator[ParameterRow]:
    """Yield the parameter of an existing cluster, where a role runs or deploys something in it."""
    for path, value, argument, _ in parameters_of_services(app):
        if path == "cluster" and (app.jobs or app.deployment):
            yield _row(value, argument, "cluster", "Run and deploy the app's tasks")


def _one_sentence(purposes: list[str]) -> str:
    """Return what several grants are for, as one sentence."""
    first, *others = [purpose.rstrip(".") for purpose in purposes]
    return "; ".join([first, *(each[:1].lower() + each[1:] for each in others)])


def _group(role: str, owner: str) -> str:
    """Return the group of the form that holds what a role can use; its owner is a service."""
    return f"{role} {owner}" if owner else role


def _row(value: Parameter, argument: Argument, group: str, purpose: str) -> ParameterRow:
    kind = ARGUMENT_TYPES[argument.kind]
    pattern = value.allowed_pattern
    constraint = value.constraint_description
    if constraint is None:
        taken = kind.parameter_constraint or kind.constraint
        constraint = f"must be {taken}" if pattern is None else f"must match {pattern}"
    if not argument.may_be_empty:
        constraint += "; or empty, which omits the permission"
    return ParameterRow(
        name=value.name,
        group=group,
        label=value.label or label_of(value.name),
        description=value.description or _description(argument, purpose),
        default=value.default,
        allowed_pattern=f"^$|{pattern_of(value, kind)}",
        constraint_description=constraint,
        max_length=value.max_length or kind.parameter_max_length,
    )


def pattern_of(value: Parameter, kind: ArgumentType) -> str:
    """Return what a parameter's value has to match, where it is not empty."""
    if value.allowed_pattern is not None:
        return value.allowed_pattern
    if kind.min_length > 1:
        return f"^(?=.{{{kind.min_length},}}$){kind.pattern.removeprefix('^')}"
    return kind.pattern


def _description(argument: Argument, purpose: str) -> str:
    words = argument.description[:1].lower() + argument.description[1:]
    if argument.may_be_empty:
        words = words.replace("if omitted", "if empty")
    else:  # An app file can omit it; a parameter cannot.
        what = words.partition(";")[0].rstrip(".")
        words = f"{what}. If empty, the policy omits the permission."
    return f"{purpose.rstrip('.')}: {words}"


_ABBREVIATIONS = {
    "API",
    "ARN",
    "DB",
    "ECR",
    "ECS",
    "EFS",
    "ID",
    "IAM",
    "KMS",
    "RDS",
    "S3",
    "SES",
    "SNS",
    "SQS",
    "SSM",
    "URI",
    "URL",
}


def label_of(name: str) -> str:
    """Return the words of a name in CamelCase, for people: ``Jobs SQS queue URL``."""
    found = re.findall(r"[Ss]3(?![0-9])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", name)
    words = [
        word.upper() if word.upper() in _ABBREVIATIONS or word.isupper() else word.lower()
        for word in found
    ]
    return " ".join((words[0][:1].upper() + words[0][1:], *words[1:]))


def environment_name(app: App) -> ParameterRow:
    """Return the parameter that goes into every name."""
    own = own_role_names(app)
    which, rest = "the task role", "ecs-task-role"
    if not own and not has_shared_roles(app):
        found = next(infrastructure_roles(app.infrastructure))
        which, rest = f"the {found.title}", found.name
    elif not has_shared_roles(app):
        which, rest = f"the task role of the {own[0]}", f"{own[0]}-task-role"
    most = environment_name_max(app.project, own)
    return ParameterRow(
        name=ENVIRONMENT,
        group="names",
        label="Environment",
        description=(
            "Part of every name, so that one account can have several environments: with "
            f"staging, {which} is {app.project}-staging-{rest}. If empty: {app.project}-{rest}."
        ),
        default="",
        allowed_pattern=r"^$|^[a-z0-9]([a-z0-9-]*[a-z0-9])?$",
        constraint_description=(
            f"must be empty, or 1 to {most} lowercase letters, digits and "
            "hyphens, beginning and ending with a letter or digit"
        ),
        max_length=most,
    )


def _attach(app: App) -> ParameterRow:
    which = "every execution role" if own_role_names(app) else "the execution role"
    return ParameterRow(
        name=ATTACH,
        group="limits",
        label="Attach AmazonECSTaskExecutionRolePolicy",
        description=(
            f"Whether {which} has this AWS managed policy, which allows image pulls and log writes "
            "on every resource. If false, only the resources above are allowed."
        ),
        default="true" if app.attach_execution_policy else "false",
        allowed_values=("true", "false"),
    )


def _provider(app: App) -> Iterator[ParameterRow]:
    if app.deployment and app.deployment.creates_provider:
        (pipeline,) = app.deployment.pipelines
        yield ParameterRow(
            name=CREATE_PROVIDER,
            group="deployment",
            label="Create OpenID Connect provider",
            description=(
                f"Whether this stack creates the account's provider of {identity_of(pipeline).host}"
                ". An account has only one: choose false if it exists."
            ),
            default="true",
            allowed_values=("true", "false"),
        )


def _boundary(app: App) -> ParameterRow:
    which = "every role" if own_role_names(app) else "both roles"
    return ParameterRow(
        name=BOUNDARY,
        group="limits",
        label="Permissions boundary",
        description=(
            f"ARN of a managed policy that limits {which}, if your organization requires one, "
            "such as arn:aws:iam::111122223333:policy/boundary. If empty: no boundary."
        ),
        default=app.permissions_boundary or "",
        allowed_pattern=f"^$|{BOUNDARY_PATTERN}",
        constraint_description=(
            "must be empty, or the ARN of a managed policy: arn:aws:iam::ACCOUNT:policy/NAME"
        ),
        max_length=BOUNDARY_MAX,
    )


def _infrastructure_boundary(app: App) -> ParameterRow:
    return _boundary(app)._replace(
        name=INFRASTRUCTURE_BOUNDARY,
        label="Infrastructure boundary",
        description=(
            "ARN of a managed policy that limits the infrastructure roles in place of "
            f"{BOUNDARY}, such as arn:aws:iam::111122223333:policy/boundary. If empty: the same "
            "boundary as the other roles."
        ),
        default="",
    )


def parameter_of(row: ParameterRow) -> troposphere.Parameter:
    """Return the parameter of a row."""
    default = row.default
    least, most = row.numbers or (None, None)
    properties = {
        "Type": row.type,
        "Description": row.description,
        "Default": int(default) if row.numbers and default is not None else default,
        "AllowedValues": list(row.allowed_values) or None,
        "AllowedPattern": row.allowed_pattern,
        "MaxLength": row.max_length,
        "MinValue": least,
        "MaxValue": most,
        "ConstraintDescription": row.constraint_description,
    }
    return troposphere.Parameter(
        row.name, **{key: value for key, value in properties.items() if value is not None}
    )


def _labels(rows: Sequence[ParameterRow]) -> dict[str, str]:
    """Return the groups of the form with their labels: the services' own follow the shared."""
    own = {
        row.group: _OWN_GROUPS[role].format(service=service)
        for row in rows
        for role, _, service in [row.group.partition(" ")]
        if service
    }
    first = {group: GROUPS[group] for group in ("accounts", "names", "execution", "task", SEVERAL)}
    return {**first, **own, **GROUPS}


def interface(rows: Sequence[ParameterRow]) -> dict[str, Any]:
    """Return the console form: AWS::CloudFormation::Interface."""
    groups = [
        {
            "Label": {"default": label},
            "Parameters": [row.name for row in rows if row.group == group],
        }
        for group, label in _labels(rows).items()
    ]
    return {
        "ParameterGroups": [group for group in groups if group["Parameters"]],
        "ParameterLabels": {row.name: {"default": row.label} for row in rows},
    }
