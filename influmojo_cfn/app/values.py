"""What is wrong with the values that the arguments of grants are given."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from influmojo_cfn.app import model
from influmojo_cfn.app.granted import placed_values
from influmojo_cfn.cloudformation.expression_matching import admits
from influmojo_cfn.errors import Problem, did_you_mean
from influmojo_cfn.grants.argument_types import ARGUMENT_TYPES, ArgumentType
from influmojo_cfn.iam.public_parameters import PUBLIC_PARAMETERS
from influmojo_cfn.iam.regions import region_problem, region_problem_of

if TYPE_CHECKING:
    from influmojo_cfn.grants.model import Argument

_RESERVED_NAME = re.compile(
    "AttachTaskExecutionRolePolicy|EnvironmentName|(?:Create)?OidcProvider"
    "|(?:Permissions|Infrastructure)BoundaryArn|Task(?:Execution)?(?:Role|Policy[0-9]*)"
)
"""Logical IDs of the template itself, which no parameter of an app can take."""

_OF_PARAMETERS = ("parameter_name", "parameter_path", "parameter_arn")
_PARAMETER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]{0,254}")
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
_PARAMETER_VALUE_MAX = 4096


def problems_of_argument(path: str, argument: Argument, value: object) -> Iterator[Problem]:
    """Yield what is wrong with what an argument of a grant is given."""
    kind = ARGUMENT_TYPES[argument.kind]
    if argument.repeated:
        if value == ():
            yield Problem(path, f"is an empty list; give {kind.constraint}")
        items = tuple(placed_values(path, value))
        for where, item in items:
            yield from problems_of_value(where, argument, kind, item)
        seen: set[model.ScalarValue] = set()
        for where, item in items:
            if isinstance(item, (str, model.Parameter)) and item in seen:
                shown = item.name if isinstance(item, model.Parameter) else item
                yield Problem(where, f"{shown!r} is given twice; remove one")
            elif isinstance(item, (str, model.Parameter)):
                seen.add(item)
    elif isinstance(value, tuple):
        yield Problem(path, "takes one value, not a list")
    else:
        yield from problems_of_value(path, argument, kind, value)


def problems_of_value(
    path: str, argument: Argument, kind: ArgumentType, value: object
) -> Iterator[Problem]:
    """Yield what is wrong with one value."""
    if kind.name == "boolean":
        if not isinstance(value, bool):
            yield Problem(path, f"must be true or false, not {value!r}")
    elif kind.structured:
        yield from _conditions(path, value)
    elif isinstance(value, model.Parameter):
        yield from _parameter(path, kind, value)
    elif message := _problem_of_fixed(argument, kind, value):
        yield Problem(path, message)


def _problem_of_fixed(argument: Argument, kind: ArgumentType, value: object) -> str:
    """Return what is wrong with a value that is known, or an empty string."""
    if not isinstance(value, str):
        return f"unexpected {type_name(value)}; expected a string or a parameter: {kind.constraint}"
    if not (value == "" and argument.may_be_empty) and not fits(kind, literal(kind, value)):
        return f"{value!r} must be {kind.constraint}"
    return _elsewhere(kind, value)


def _elsewhere(kind: ArgumentType, value: str) -> str:
    """Return that a string names something of no account or Region, or an empty string."""
    name = literal(kind, value).rpartition(":parameter")[2]
    if kind.name in _OF_PARAMETERS and f"{name}/".startswith(PUBLIC_PARAMETERS):
        return (
            f"{value!r} is AWS's own, and no account's: grant it with custom.statement, on "
            f"arn:${{AWS::Partition}}:ssm:${{AWS::Region}}::parameter{name}"
        )
    return region_problem(value) if kind.name == "region" else region_problem_of(value)


def _conditions(path: str, value: object) -> Iterator[Problem]:
    shape = "a mapping of operator to condition key to a value or a list of values"
    if not isinstance(value, Mapping):
        yield Problem(path, f"must be {shape}")
        return
    from influmojo_cfn.iam.operators import OPERATORS, parse_operator
    from influmojo_cfn.iam.unlisted_keys import misspelled_key

    for operator, keys in value.items():
        if parse_operator(str(operator)) is None:
            nearest = did_you_mean(str(operator), [row.name for row in OPERATORS])
            yield Problem(f"{path}.{operator}", f"unknown condition operator{nearest}")
        if not isinstance(keys, Mapping) or not keys:
            yield Problem(f"{path}.{operator}", f"must be {shape}")
            continue
        for key, values in keys.items():
            listed = values if isinstance(values, (list, tuple)) else [values]
            if not listed or not all(isinstance(item, (str, bool, int)) for item in listed):
                yield Problem(f"{path}.{operator}.{key}", "must be a value or a list of values")
            if message := misspelled_key(str(key)):
                yield Problem(f"{path}.{operator}", message)


def _parameter(path: str, kind: ArgumentType, value: model.Parameter) -> Iterator[Problem]:
    if kind.fixed:
        yield Problem(path, f"must be a fixed value, not a parameter: {kind.constraint}")
        return
    if not _PARAMETER_NAME.fullmatch(value.name):
        yield Problem(
            f"{path}.parameter",
            f"{value.name!r} must be 1 to 255 letters and digits, beginning with a letter",
        )
    elif _RESERVED_NAME.fullmatch(value.name):
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
    elif value.default and (message := _elsewhere(kind, value.default)):
        yield Problem(f"{path}.default", message)
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
    expression = value.allowed_pattern or ""
    try:
        re.compile(expression)
    except re.error as error:
        yield Problem(f"{path}.allowed_pattern", f"is not a regular expression: {error}")
        return
    if value.default and admits(expression, value.default) is False:
        yield Problem(
            f"{path}.default",
            f"{value.default!r} does not match its own allowed_pattern {expression!r}",
        )


def literal(kind: ArgumentType, value: str) -> str:
    """Return a literal with the prefix that it can omit."""
    if kind.implied_prefix and not value.startswith(kind.implied_prefix):
        return kind.implied_prefix + value
    return value


def fits(kind: ArgumentType, value: str) -> bool:
    """Return whether a string is a value of a kind."""
    return (
        kind.min_length <= len(value) <= kind.max_length
        and re.fullmatch(kind.pattern, value) is not None
    )


def takes(kind: ArgumentType, value: str) -> bool:
    """Return whether a kind takes a string as it is: one that fits, and is of an account."""
    return fits(kind, value) and not _elsewhere(kind, value)


def type_name(value: object) -> str:
    """Return the name that a YAML author uses for the type of a value."""
    if value is None:
        return "null"
    names = {bool: "boolean", int: "number", float: "number", str: "string"}
    if isinstance(value, Mapping) and len(value) == 1:
        key = str(next(iter(value)))
        if key in ("Ref", "Condition") or key.startswith("Fn::"):
            return "CloudFormation function"
    if isinstance(value, (list, tuple)):
        return "list"
    return "mapping" if isinstance(value, Mapping) else names.get(type(value), type(value).__name__)
