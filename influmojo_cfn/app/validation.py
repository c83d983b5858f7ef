"""What is wrong with an app: every problem, each with the key path that an app file gives it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from influmojo_cfn.app import model
from influmojo_cfn.app.environments import problems_of_environments
from influmojo_cfn.app.granted import values_of
from influmojo_cfn.app.names import problems_of_names
from influmojo_cfn.app.parameters import (
    PLAIN_NAME,
    names_a_secret,
    parameter_names,
    parameters_of,
    parameters_of_services,
    sounds_secret,
    values_of_services,
)
from influmojo_cfn.app.role_properties import problems_of_role_properties
from influmojo_cfn.app.roles import is_of_own_role, problems_of_roles
from influmojo_cfn.app.selected_actions import problems_of_only
from influmojo_cfn.app.shape import problems_of_shape
from influmojo_cfn.app.surroundings import problems_of_surroundings
from influmojo_cfn.app.uses import AppliedGrant, uses_of
from influmojo_cfn.app.values import problems_of_argument, problems_of_value
from influmojo_cfn.app.workload_problems import problems_of_jobs, problems_of_services
from influmojo_cfn.errors import Problem, did_you_mean
from influmojo_cfn.grants import grant_names
from influmojo_cfn.grants.argument_types import ARGUMENT_TYPES

if TYPE_CHECKING:
    from influmojo_cfn.grants.model import Grant

CUSTOM = "custom.statement"
"""The grant that takes a statement as it is."""

NAME = "{name}"
"""What represents its argument ``name`` in its resources."""


def problems_of(app: model.AppFields) -> list[Problem]:
    """Return everything that is wrong with an app; nothing where it is right."""
    if misshapen := list(problems_of_shape(app)):
        return misshapen
    return [
        *problems_of_names(app),
        *problems_of_roles(app),
        *problems_of_role_properties(app),
        *_services(app),
        *problems_of_surroundings(app),
        *(problem for each in uses_of(app) if not each.is_needed for problem in _use(each)),
        *_parameters(app),
        *_sids(app),
        *problems_of_environments(app.environments, parameter_names(app)),
    ]


def warnings(app: model.AppFields) -> tuple[Problem, ...]:
    """Return what is allowed and yet looks like a mistake, each with the reason."""
    misplaced = (
        Problem(each.path, message) for each in uses_of(app) if (message := _misplaced(each))
    )
    sounding: dict[str, Problem] = {}
    for path, value, *_ in parameters_of(app):
        if sounds_secret(value.name) and not names_a_secret(value.name):
            message = (
                f"{value.name!r} sounds as if it took a secret itself: validators want NoEcho of "
                "it (W2509, W9902), and the console would hide what need not be hidden; name it "
                "otherwise"
            )
            sounding.setdefault(value.name, Problem(f"{path}.parameter", message))
    return (*misplaced, *sounding.values())


def _misplaced(applied: AppliedGrant) -> str:
    role, use, row = applied.role, applied.use, applied.row
    if row is None:
        return ""
    uses = [known for known in row.uses if use.use in (None, known.name)] or row.uses
    if role in {known.role for known in uses}:
        return ""
    meant = " or ".join(f"{known.meaning} (the {known.role} role)" for known in uses)
    user = "the application's code" if role == "task" else "ECS itself"
    return (
        f"{use.grant!r} is used by {meant}, and is listed for the {role} role, which is for "
        f"{user}; the {role} role gets it anyway"
    )


def _services(app: model.AppFields) -> Iterator[Problem]:
    yield from problems_of_services(app.services)
    yield from problems_of_jobs(app.services, app.jobs)
    for path, value, argument in values_of_services(app):
        yield from problems_of_value(path, argument, ARGUMENT_TYPES[argument.kind], value)


def _use(applied: AppliedGrant) -> Iterator[Problem]:
    path, use, row = applied.path, applied.use, applied.row
    if row is None:
        nearest = did_you_mean(use.grant, grant_names()) or "; influmojo-cfn grants lists them"
        yield Problem(f"{path}.grant", f"unknown {use.grant!r}{nearest}")
        return
    if use.use is not None and use.use not in {known.name for known in row.uses}:
        names = ", ".join(known.name for known in row.uses)
        nearest = did_you_mean(use.use, [known.name for known in row.uses])
        yield Problem(f"{path}.use", f"unknown {use.use!r}; {row.name!r} has {names}{nearest}")
    known_names = [argument.name for argument in row.arguments]
    for name in use.arguments:
        if not isinstance(name, str):
            yield Problem(path, f"{name!r} is not text; expected an argument's name")
        elif name not in known_names:
            yield Problem(
                f"{path}.{name}",
                f"unknown argument of {row.name!r}{did_you_mean(name, known_names)}"
                f"; it takes {', '.join(known_names) or 'none'}",
            )
    for argument in row.arguments:
        value = use.arguments.get(argument.name)
        if value is not None:
            yield from problems_of_argument(f"{path}.{argument.name}", argument, value)
        elif argument.required and argument.default is None:
            yield Problem(
                f"{path}.{argument.name}",
                f"is missing: {row.name!r} needs it ({argument.description})",
            )
    yield from _one_of(path, row, use)
    yield from _only(applied, row)
    yield from _deny(path, use)
    yield from _name(path, use)


def _deny(path: str, use: model.GrantUse) -> Iterator[Problem]:
    if use.arguments.get("effect") != "Deny":
        return
    for argument in ("resources", "name"):
        for item in values_of(use.arguments.get(argument)):
            if isinstance(item, model.Parameter):
                yield Problem(
                    f"{path}.{argument}",
                    f"the parameter {item.name!r} could be emptied, and the Deny would be gone; "
                    "give a fixed value",
                )


def _name(path: str, use: model.GrantUse) -> Iterator[Problem]:
    """Yield where a statement has a name and no place for it, or a place and no name."""
    if use.grant != CUSTOM:
        return
    resources = values_of(use.arguments.get("resources"))
    is_asked = any(NAME in each for each in resources if isinstance(each, str))
    if is_asked and not use.arguments.get("name"):
        yield Problem(f"{path}.name", f"is missing: {NAME} in resources represents it")
    elif use.arguments.get("name") and not is_asked:
        yield Problem(f"{path}.name", f"is not used; write {NAME} in resources")


def _only(applied: AppliedGrant, row: Grant) -> Iterator[Problem]:
    path, use = applied.path, applied.use
    if use.only and row.name == CUSTOM:
        yield Problem(f"{path}.only", f"{CUSTOM!r} lists its own actions; remove only")
    elif use.only and use.use in (None, *(known.name for known in row.uses)):
        yield from problems_of_only(path, row, use, applied.role)


def _one_of(path: str, row: Grant, use: model.GrantUse) -> Iterator[Problem]:
    for group in row.at_least_one:
        if not any(use.arguments.get(name) for name in group):
            yield Problem(path, f"{row.name!r} needs at least one of {', '.join(group)}")


def _parameters(app: model.AppFields) -> Iterator[Problem]:
    """Reject one parameter name for two different parameters."""
    first: dict[str, tuple[str, model.Parameter, str]] = {}
    granted = list(parameters_of(app))
    for path, value, *_ in granted:
        if is_of_own_role(app, value.name):
            words = f"{value.name!r} is a logical ID of the template itself"
            yield Problem(f"{path}.parameter", words)
    for path, value, argument, _ in (*granted, *parameters_of_services(app)):
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
        elif kind == PLAIN_NAME:
            continue
        elif known[2] == PLAIN_NAME:
            first[value.name.lower()] = (path, value, kind)
        elif known[2] != kind and value.allowed_pattern is None:
            yield Problem(
                path,
                f"the parameter {value.name!r} is {_article(kind)} here and "
                f"{_article(known[2])} at {known[0]}; give it an allowed_pattern that fits both",
            )


def _sids(app: model.AppFields) -> Iterator[Problem]:
    """Reject Sids that IAM rejects, that are there twice, or that name several statements."""
    first: dict[tuple[str, str, str], str] = {}
    for each in uses_of(app):
        path, use = each.path, each.use
        if use.sid is None or each.row is None:
            continue
        if use.grant != CUSTOM:
            yield Problem(
                f"{path}.sid", f"{use.grant!r} makes its own Sids; only {CUSTOM!r} takes one"
            )
            continue
        if not re.fullmatch("[A-Za-z0-9]+", use.sid):
            yield Problem(f"{path}.sid", f"{use.sid!r} must be letters and digits")
        known = first.setdefault((each.owner, each.role, use.sid), path)
        if known != path:
            yield Problem(f"{path}.sid", f"the Sid {use.sid!r} is also that of {known}")


def _article(kind: str) -> str:
    words = kind.replace("_", " ")
    return f"{'an' if words[0] in 'aeiou' else 'a'} {words}"
