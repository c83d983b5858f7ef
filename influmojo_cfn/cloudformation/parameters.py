"""The parameters of a template: given values and defaults, held to the template's own limits.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
(read 2026-11-23).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.expression_matching import admits
from influmojo_cfn.cloudformation.sections import section
from influmojo_cfn.errors import Problem, TemplateError, did_you_mean
from influmojo_cfn.iam.unknown import Identity, Unknown, UnknownPart
from influmojo_cfn.iam.value_formats import scalar_text

ParameterValue = str | list[str] | Unknown


class HandedOn(dict[str, Any]):
    """A parameter's row whose value nested stacks take as it is, with their parameters' rows."""

    def __init__(self, row: Mapping[str, Any], nested: Iterable[Mapping[str, Any]]) -> None:
        super().__init__(row)
        own: tuple[Mapping[str, Any], ...] = row.nested if isinstance(row, HandedOn) else ()
        self.nested: tuple[Mapping[str, Any], ...] = (*own, *nested)


class WithoutDefault(dict[str, Any]):
    """A parameter's row without its default, which its own limits reject."""


def with_accepted_defaults(document: Document) -> Document:
    """Return a template without the defaults that parameters' own limits reject.

    People write one so that the deployer must give a value: CloudFormation validates such a
    template, and creates no stack of it without one.
    """
    if with_accepted_defaults not in document.memo:
        document.memo[with_accepted_defaults] = _with_accepted_defaults(document)
    found: Document = document.memo[with_accepted_defaults]
    return found


def _with_accepted_defaults(document: Document) -> Document:
    rows = section(document.data, "Parameters")
    changed = {
        name: WithoutDefault({key: value for key, value in row.items() if key != "Default"})
        for name, row in rows.items()
        if isinstance(row, Mapping) and _is_default_refused(row)
    }
    if not changed:
        return document
    return replace(document, data={**document.data, "Parameters": {**rows, **changed}})


def _is_default_refused(row: Mapping[str, Any]) -> bool:
    text = default_text(row)
    return text is not None and bool(_refused("", row, _value("", row, text)))


def rows_of_value(row: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield the rows that limit a parameter's value: its own, and those of nested stacks."""
    yield row
    for each in row.nested if isinstance(row, HandedOn) else ():
        yield from rows_of_value(each)


def parameter_values(
    template: Mapping[str, Any],
    given: Mapping[str, str],
    *,
    missing_is_unknown: bool = False,
    unconstrained: Collection[str] = (),
    admitted: dict[tuple[str, str], ParameterValue] | None = None,
) -> dict[str, ParameterValue]:
    """Return the value of every parameter of a template.

    Args:
        template: the template, as plain data.
        given: values by parameter name, as they are given to CloudFormation; the others are at
            their defaults.
        missing_is_unknown: make a parameter that has no value unknown instead of a problem.
        unconstrained: parameters whose given value is taken as it is.
        admitted: what was found before for strings of this template's parameters, and is added to.

    Raises:
        TemplateError: a name is not a parameter's, a value is rejected by the template's own
            constraints, or a parameter has no value; every problem is listed.
    """
    declared = section(template, "Parameters")
    problems = list(_not_declared(given, declared))
    values: dict[str, ParameterValue] = {}
    admitted = {} if admitted is None else admitted
    for name, row in declared.items():
        row = row if isinstance(row, Mapping) else {}
        text = given[name] if name in given else row.get("Default")
        if text is None:
            lack = "no default that its own limits accept"
            lack = lack if isinstance(row, WithoutDefault) else "no default"
            reason = f"the parameter {name} has {lack} and was not given"
            values[name] = _unknown(reason, ("parameter", name))
            problems.extend(() if missing_is_unknown else [_without_value(name)])
        elif name in unconstrained and name in given:
            values[name] = given[name]
        else:
            key = name, parameter_text(text)
            if key not in admitted:
                value = _value(name, row, key[1])
                problems.extend(refused := _refused(name, row, value))
                if refused:
                    continue
                admitted[key] = value
            values[name] = admitted[key]
    if problems:
        raise TemplateError(problems)
    return values


def _not_declared(given: Collection[str], declared: Collection[str]) -> Iterator[Problem]:
    for name in sorted(set(given) - set(declared)):
        message = f"is not in the template{did_you_mean(name, declared)}"
        yield problem_of(name, message)


def _without_value(name: str) -> Problem:
    return problem_of(name, f"has no default; give it a value, such as {name}=...")


def problem_of(name: str, message: str) -> Problem:
    """Return what is wrong with a parameter of a template, or with its value."""
    return Problem(f"parameter {name}", message, path=("Parameters", name))


def parameter_text(value: Any) -> str:
    """Return a value of YAML or JSON as the string that CloudFormation makes of it: ``true``."""
    if isinstance(value, (bool, int, float)):
        return scalar_text(value)
    return ",".join(map(parameter_text, value)) if isinstance(value, list) else str(value)


def default_text(row: Mapping[str, Any]) -> str | None:
    """Return a parameter's default as CloudFormation takes it; None where it has none."""
    return None if row.get("Default") is None else parameter_text(row["Default"])


def is_read(row: Mapping[str, Any]) -> bool:
    """Return whether a parameter's value is read from Parameter Store, its own names where."""
    return str(row.get("Type", "String")).startswith("AWS::SSM::Parameter::Value")


def is_secret(row: Mapping[str, Any]) -> bool:
    """Return whether a parameter's value is to be shown to no one."""
    return str(row.get("NoEcho", "")).lower() == "true"


def is_list_type(kind: str) -> bool:
    """Return whether a parameter of this type is a list."""
    return kind == "CommaDelimitedList" or kind.startswith("List<")


def _value(name: str, row: Mapping[str, Any], text: str) -> ParameterValue:
    kind = str(row.get("Type", "String"))
    if is_read(row):
        reason = f"the parameter {name} is read from the SSM parameter {text}"
        return _unknown(reason, ("ssm parameter", text))
    if is_list_type(kind):
        return [item.strip() for item in text.split(",")]
    return text


def _unknown(reason: str, identity: Identity) -> Unknown:
    return Unknown(reason, parts=(UnknownPart(identity),))


def _refused(name: str, row: Mapping[str, Any], value: ParameterValue) -> list[Problem]:
    """Return what the constraints of a parameter say against a value; nothing where it is unknown.

    The template's own words come first where it has some: they are written for people, and a
    pattern can be hundreds of characters long.
    """
    description = row.get("ConstraintDescription")
    problems: list[Problem] = []
    items = value if isinstance(value, list) else [value] if isinstance(value, str) else []
    for item in items:
        shown = "its value" if is_secret(row) else repr(item)
        for message in _against(row, item):
            text = f"{description} ({shown} {message})" if description else f"{shown} {message}"
            problems.append(problem_of(name, text))
    return problems


def is_accepted(row: Mapping[str, Any], text: str) -> bool:
    """Return whether the constraints of a parameter accept a value."""
    return not any(_against(row, text))


def _against(row: Mapping[str, Any], item: str) -> Iterator[str]:
    """Yield what each constraint says against one text."""
    allowed, pattern = row.get("AllowedValues"), row.get("AllowedPattern")
    if isinstance(allowed, list) and item not in [parameter_text(each) for each in allowed]:
        yield f"is not one of {', '.join(parameter_text(each) for each in allowed)}"
    # One that Python cannot read, or only without end, passes.
    if isinstance(pattern, str) and admits(pattern, item) is False:
        yield f"does not match {pattern}"
    yield from _out_of_bounds(row, item)


def _out_of_bounds(row: Mapping[str, Any], item: str) -> list[str]:
    size: float | None = len(item)
    names, unit = ("MinLength", "MaxLength"), " characters"
    if "Number" in str(row.get("Type", "")):
        size, names, unit = _number(item), ("MinValue", "MaxValue"), ""
    if size is None:
        return ["is not a number"]
    low, high = (row.get(name) for name in names)
    least, most = _number(low), _number(high)
    messages: list[str] = []
    if least is not None and size < least:
        messages.append(f"is under the least, {low}{unit}")
    if most is not None and size > most:
        messages.append(f"is over the most, {high}{unit}")
    return messages


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (OverflowError, TypeError, ValueError):
        return None
