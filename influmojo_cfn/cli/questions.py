"""What ``init`` asks: the project, its services, and what each of them uses."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from influmojo_cfn.cli.output import say

if TYPE_CHECKING:
    from influmojo_cfn.evidence.starter_app import StarterService
    from influmojo_cfn.grants.model import Argument


def ask_project(default: str) -> str:
    """Return the project's name."""
    from influmojo_cfn.app.limits import PROJECT_MAX

    return str(_ask("Project", default, lambda text: _name(text, PROJECT_MAX)))


def ask_services(default: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of the services."""
    from influmojo_cfn.evidence.project_name import SERVICE_MAX

    def names(text: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_name(each, SERVICE_MAX) for each in _listed(text)))

    found: tuple[str, ...] = _ask("Services, separated by commas", ", ".join(default), names)
    return found


def ask_uses(service: StarterService) -> tuple[dict[str, Any], ...]:
    """Return the grants of a service, with their arguments, as an app file has them."""
    from influmojo_cfn.grants import grant

    for of_code in service.grants:
        say(f"{service.name}: {of_code['grant']}, for {of_code.get('why', 'its code')}", err=True)
    for hint in service.hints:
        say(f"suggested for {service.name}, {hint}", err=True)
    names: tuple[str, ...] = _ask(
        f"What {service.name} uses: grants such as s3.read_objects, separated by commas, or none",
        "none",
        _grants,
    )
    found = []
    for name in names:
        entry: dict[str, Any] = {"grant": name}
        for argument in _needed(name):
            question = f"{name}, {argument.name}: {argument.description.rstrip('.')}"
            entry[argument.name] = _ask(question, None, _value_of(argument))
        row = grant(name)
        if row.uses[0].role == "execution" and (code := row.use("code")):
            entry["use"] = code.name
        found.append(entry)
    return tuple(found)


def _ask(question: str, default: str | None, read: Callable[[str], Any]) -> Any:
    return click.prompt(question, default=default, value_proc=read, err=True)


def _listed(text: str) -> list[str]:
    return [each for each in re.split(r"[,\s]+", text) if each and each != "none"]


def _name(text: str, longest: int) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", text) or len(text) > longest:
        raise click.UsageError(
            f"{text!r} must be 1 to {longest} lowercase letters, digits and single hyphens"
        )
    return text


def _grants(text: str) -> tuple[str, ...]:
    from influmojo_cfn.errors import Error
    from influmojo_cfn.grants import grant

    names = tuple(dict.fromkeys(_listed(text)))
    for name in names:
        try:
            grant(name)
        except Error as error:
            raise click.UsageError(str(error)) from error
    return names


def _needed(name: str) -> list[Argument]:
    """Return the arguments that a grant needs; of a group of which one is needed, the first."""
    from influmojo_cfn.grants import grant

    row = grant(name)
    firsts = {group[0] for group in row.at_least_one}
    return [each for each in row.arguments if each.required or each.name in firsts]


def _value_of(argument: Argument) -> Callable[[str], Any]:
    """Return what reads the value of an argument; one that is repeated takes commas."""
    from influmojo_cfn.grants.argument_types import ARGUMENT_TYPES

    kind = ARGUMENT_TYPES[argument.kind]

    def value(text: str) -> str:
        whole = text if text.startswith(kind.implied_prefix) else kind.implied_prefix + text
        if kind.structured or (kind.pattern and not re.fullmatch(kind.pattern, whole)):
            raise click.UsageError(f"{text!r} must be {kind.constraint}, such as {kind.example}")
        return text

    def values(text: str) -> list[str]:
        return [value(each) for each in _listed(text)]

    return values if argument.repeated else value
