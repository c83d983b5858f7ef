"""The values that an answer assumes, in one line."""

from __future__ import annotations

from typing import Any

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.parameter_uses import declared
from influmojo_cfn.cloudformation.parameters import default_text


def assumed(environment: Environment, template: Any) -> str:
    """Return in which place, and at which values of parameters, an answer holds."""
    said = [f"account {environment.account}", f"Region {environment.region}"]
    if environment.partition:
        said.append(f"partition {environment.partition}")
    if environment.stack_name:
        said.append(f"stack name {environment.stack_name}")
    rows = declared(template)
    given = {name: value for name, value in environment.parameters.items() if name in rows}
    hidden = {name for name, row in rows.items() if str(row.get("NoEcho", "")).lower() == "true"}
    said += [f"{name}={'****' if name in hidden else value}" for name, value in given.items()]
    at_default = [name for name, row in rows.items() if name not in given and "Default" in row]
    if at_default:
        said.append(f"{'every other parameter' if given else 'every parameter'} at its default")
    missing = [name for name, row in rows.items() if name not in given and "Default" not in row]
    if missing:
        said.append(f"{', '.join(missing)} not known")
    return ", ".join(said)


def set_values(environment: Environment, template: Any) -> tuple[str, ...]:
    """Return the values of parameters that are not empty, as ``NAME=VALUE``."""
    rows = declared(template)
    values = {
        name: environment.parameters.get(name, default_text(row)) for name, row in rows.items()
    }
    return tuple(
        f"{name}={'****' if str(rows[name].get('NoEcho', '')).lower() == 'true' else value}"
        for name, value in values.items()
        if value not in (None, "")
    )


def held_values(environment: Environment, template: Any) -> tuple[str, ...]:
    """Return which values of parameters an app file holds that was made without them."""
    said = set_values(environment, template)
    if not said:
        return ()
    return (
        f"It contains the current values of the parameters ({', '.join(said)}), and has "
        "no parameters; give --app FILE, the template's app file, to keep them.",
    )
