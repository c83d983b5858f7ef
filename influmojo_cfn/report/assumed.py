"""The values that an answer assumes, in one line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.parameter_uses import (
    assumed_defaults,
    declared,
    said_values,
)
from influmojo_cfn.cloudformation.parameters import default_text


def assumed(environment: Environment, template: Any) -> str:
    """Return in which place, and at which values of parameters, an answer holds."""
    return ", ".join((environment.place, *assumed_parameters(environment, template)))


def assumed_parameters(environment: Environment, template: Any) -> Iterator[str]:
    """Yield at which values of parameters an answer holds."""
    rows = declared(template)
    given = {name: value for name, value in environment.parameters.items() if name in rows}
    yield from said_values(template, given)
    at_default = [name for name, row in rows.items() if name not in given and "Default" in row]
    if at_default:
        defaults = ", ".join(assumed_defaults(template, at_default))
        shown = f" ({defaults})" if defaults else ""
        yield f"{'every other parameter' if given else 'every parameter'} at its default{shown}"
    missing = [name for name, row in rows.items() if name not in given and "Default" not in row]
    if missing:
        yield f"{', '.join(missing)} not known"


def set_values(environment: Environment, template: Any) -> tuple[str, ...]:
    """Return the values of parameters that are not empty, as ``NAME=VALUE``."""
    rows = declared(template)
    values = {
        name: environment.parameters.get(name, default_text(row)) for name, row in rows.items()
    }
    return tuple(said_values(template, {n: value for n, value in values.items() if value}))


def held_values(environment: Environment, template: Any) -> tuple[str, ...]:
    """Return which values of parameters an app file holds that was made without them."""
    said = set_values(environment, template)
    if not said:
        return ()
    return (
        f"It contains the current values of the parameters ({', '.join(said)}), and has "
        "no parameters; give --app FILE, the template's app file, to keep them.",
    )
