"""Judges a row of the catalog against the service authorization data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import chain, combinations
from typing import Any

from awacs.aws import Action

from influmojo_cfn.grants.argument_types import ARGUMENT_TYPES
from influmojo_cfn.grants.model import Argument, ConditionRow, Grant, RoleName, StatementRow
from influmojo_cfn.iam import service_authorization
from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.document import Policy, parse_policy

PLACEHOLDER = re.compile(r"(?<!\$)\{(\w+)\}")
# Not the kinds' own examples, so that an account or Region that is given makes a difference.
PSEUDO_PARAMETERS = {
    "${AWS::Partition}": "aws",
    "${AWS::Region}": "eu-west-1",
    "${AWS::AccountId}": "444455556666",
}
MAY_SPAN = {
    # Names in which a slash or colon may stand: a model's version, a log group's `:*`.
    "ApiSpecificResourcePath",
    "EventBusName",
    "LogGroupName",
    "LogStreamName",
    "ObjectName",
    "ParameterNameWithoutLeadingSlash",
    "RepositoryName",
    "ResourceId",
    "RoleNameWithPath",
    "SecretId",
}
OPTIONAL_RESOURCE = {"cloudwatch:PutMetricData": "a data set, which metrics need not belong to"}
"""Actions that take ``*`` in practice although the data names an optional resource type."""


@dataclass(frozen=True)
class Rendered:
    """A statement of a row with one choice of arguments, as texts."""

    row: StatementRow
    resources: tuple[str, ...]
    conditions: tuple[tuple[ConditionRow, tuple[str, ...]], ...]


def choices(row: Grant) -> Iterator[frozenset[str]]:
    """Yield every set of arguments that a declaration may name."""
    required = {argument.name for argument in row.arguments if argument.required}
    optional = sorted({argument.name for argument in row.arguments} - required)
    subsets = chain.from_iterable(combinations(optional, n) for n in range(len(optional) + 1))
    for subset in subsets:
        named = frozenset(required | set(subset))
        if all(named & set(group) for group in row.at_least_one):
            yield named


def render(
    row: Grant, role: RoleName, named: frozenset[str], *, literal: bool = True
) -> list[Rendered]:
    """Apply the rules of :mod:`influmojo_cfn.grants.model` with the kinds' examples as values.

    The Region of an ARN is known where it is a ``literal``, and not where it is a parameter.
    """
    values = {a.name: a.default for a in row.arguments if a.default is not None}
    values.update({a.name: _value(a) for a in row.arguments if a.name in named})
    for name, value in list(values.items()) if literal else ():
        if (arn := parse_arn(value)) and arn.region:
            values[f"{name}_region"] = arn.region
    found = []
    for statement in row.statements:
        if role not in statement.roles or not set(statement.when) <= values.keys():
            continue
        resources = _fill(statement.resources or statement.not_resources, values)
        conditions = tuple(
            (condition, filled)
            for condition in statement.conditions
            if set(condition.when) <= values.keys() and (filled := _fill(condition.values, values))
        )
        if resources:
            found.append(Rendered(statement, resources, conditions))
    return found


def _value(argument: Argument) -> str:
    example = ARGUMENT_TYPES[argument.kind].example
    return example if isinstance(example, str) else "true"


def _fill(templates: tuple[str, ...], values: dict[str, str]) -> tuple[str, ...]:
    filled = []
    for template in templates:
        if set(PLACEHOLDER.findall(template)) <= values.keys():
            text = PLACEHOLDER.sub(lambda match: values[match[1]], template)
            for pseudo, value in PSEUDO_PARAMETERS.items():
                text = text.replace(pseudo, value)
            filled.append(text)
    return tuple(filled)


def policy_of(statements: list[Rendered]) -> Policy:
    """Return the policy that statements of a row make."""
    return parse_policy(
        {"Version": "2012-10-17", "Statement": [_as_json(each) for each in statements]}
    )


def _as_json(rendered: Rendered) -> dict[str, Any]:
    conditions: dict[str, dict[str, list[str]]] = {}
    for condition, values in rendered.conditions:
        conditions.setdefault(condition.operator, {})[condition.key] = list(values)
    element = "NotResource" if rendered.row.not_resources else "Resource"
    return {
        "Effect": "Allow",
        "Action": [each.JSONrepr() for each in rendered.row.actions],
        element: list(rendered.resources),
        "Condition": conditions,
    }


def problems(row: Grant) -> list[str]:
    """Say everything that is wrong with a row, in every role and with every choice of arguments."""
    found = dict.fromkeys(_shape_problems(row))
    for role in row.roles:
        for named in choices(row):
            statements = render(row, role, named)
            if not statements and row.statements:
                found[f"{role} with {sorted(named)}: allows nothing"] = None
            for statement in statements:
                found.update(dict.fromkeys(_statement_problems(statement)))
    found.update(dict.fromkeys(_unused_arguments(row)))
    return [f"{row.name}: {problem}" for problem in found]


def _shape_problems(row: Grant) -> Iterator[str]:
    declared = {argument.name for argument in row.arguments}
    for argument in row.arguments:
        if argument.kind not in ARGUMENT_TYPES:
            yield f"{argument.name}: unknown kind {argument.kind}"
        if argument.required and argument.default is not None:
            yield f"{argument.name}: is required and has a default"
    for group in row.at_least_one:
        if set(group) - {a.name for a in row.arguments if not a.required}:
            yield f"at_least_one names {group}, which are not all optional arguments"
    for statement in row.statements:
        templates = [*statement.resources, *statement.not_resources]
        templates += [value for condition in statement.conditions for value in condition.values]
        # The Regions of the ARNs of an argument are named after it.
        named = {name for text in templates for name in PLACEHOLDER.findall(text)}
        used = {name.removesuffix("_region") for name in named}
        used |= set(statement.when).union(*(c.when for c in statement.conditions))
        if unknown := sorted(used - declared):
            yield f"{statement.sid}: names arguments that are not declared: {unknown}"
        if bool(statement.resources) == bool(statement.not_resources):
            yield f"{statement.sid}: has not exactly one of resources and not_resources"
    for role in row.roles:
        sids = [statement.sid for statement in row.statements if role in statement.roles]
        if len(sids) != len(set(sids)):
            yield f"{role}: two statements have one Sid"


def _unused_arguments(row: Grant) -> Iterator[str]:
    """Name the optional arguments that never make a difference."""
    if row.statements:
        for argument in row.arguments:
            if not argument.required and not any(
                render(row, role, named) != render(row, role, named - {argument.name})
                for role in row.roles
                for named in choices(row)
            ):
                yield f"{argument.name} changes nothing"


def _statement_problems(statement: Rendered) -> Iterator[str]:
    sid = statement.row.sid
    for action in statement.row.actions:
        qualified = f"{action.prefix}:{action.action}"
        if not _is_constant(action):
            yield f"{sid}: {qualified} is no awacs constant"
        known = service_authorization.action(qualified)
        if known is None:
            yield f"{sid}: {qualified} does not exist"
            continue
        if known.qualified_name != qualified:
            yield f"{sid}: {qualified} is spelt {known.qualified_name}"
        yield from _resource_problems(statement, known)
        for condition, _values in statement.conditions:
            yield from _condition_problems(sid, condition, known)


def _is_constant(action: Action) -> bool:
    name = {"lambda": "awslambda"}.get(action.prefix, action.prefix.replace("-", "_"))
    module = import_module(f"awacs.{name}")
    return getattr(module, str(action.action), None) is action


def _resource_problems(statement: Rendered, action: service_authorization.Action) -> Iterator[str]:
    sid, name = statement.row.sid, action.qualified_name
    if statement.row.not_resources:
        return
    for resource in statement.resources:
        forced = action.only_takes_star or name in OPTIONAL_RESOURCE
        arn = parse_arn(resource)
        if resource == "*":
            if not forced:
                yield f"{sid}: * is not forced for {name}"
            if not statement.row.forced_star:
                yield f"{sid}: does not say why {name} has *"
        elif arn is None:
            yield f"{sid}: {resource} is no ARN"
        elif not any(overlap(resource, kind.arn) for kind in _types(action)):
            yield f"{sid}: {name} is dead on {resource}"
        elif "*" in arn[:4] and not statement.row.forced_star:
            yield f"{sid}: does not say why {resource} reaches past Region or account"
    wild = [r for r in statement.resources if "*" in (parse_arn(r) or (r,))[:4]]
    if statement.row.forced_star and not wild:
        yield f"{sid}: gives a reason for a * that is not there"


def _types(action: service_authorization.Action) -> tuple[service_authorization.ResourceType, ...]:
    return service_authorization.action_resource_types(action)


def _condition_problems(
    sid: str, condition: ConditionRow, action: service_authorization.Action
) -> Iterator[str]:
    key = service_authorization.condition_key(condition.key)
    if key is None:
        yield f"{sid}: condition key {condition.key} does not exist"
        return
    available = service_authorization.action_condition_keys(action)
    if not any(service_authorization.key_has_shape(condition.key, shape) for shape in available):
        yield f"{sid}: {condition.key} is not available for {action.qualified_name}"
    qualifier, _, operator = condition.operator.rpartition(":")
    fits = {"String": ("String",), "ARN": ("Arn",), "Bool": ("Bool",)}[key.type]
    if operator != "Null":
        if not operator.startswith(fits):
            yield f"{sid}: {condition.operator} does not fit {condition.key}, a {key.type}"
        if bool(qualifier) != key.multivalued:
            yield f"{sid}: {condition.operator} does not fit the values of {condition.key}"
    if any("*" in value for value in condition.values) and not operator.endswith("Like"):
        yield f"{sid}: {condition.operator} takes no wildcard"


@cache
def overlap(pattern: str, type_arn: str) -> bool:
    """Return whether some ARN of a resource type matches an IAM pattern."""
    tokens: list[str | frozenset[str]] = []
    for part in re.split(r"(\$\{\w+\})", type_arn):
        if part.startswith("${"):
            name = part[2:-1]
            tokens.append(frozenset() if name in MAY_SPAN else frozenset("/:"))
        else:
            tokens.extend(part)

    @cache
    def meets(i: int, j: int, inside: bool) -> bool:
        # `inside`: the variable at j has taken a character already and may end.
        if i == len(pattern) and j == len(tokens):
            return True
        if j < len(tokens) and inside and meets(i, j + 1, False):
            return True
        if i < len(pattern) and pattern[i] == "*" and meets(i + 1, j, inside):
            return True
        if i == len(pattern) or j == len(tokens):
            return False
        letter, token = pattern[i], tokens[j]
        if isinstance(token, str):
            if letter == "*":
                return meets(i, j + 1, False)
            return letter in ("?", token) and meets(i + 1, j + 1, False)
        if letter == "*":
            return not inside and meets(i, j, True)
        return letter not in token and meets(i + 1, j, True)

    return meets(0, 0, False)
