"""What click finds wrong with the arguments of a command, in the form of every error."""

from __future__ import annotations

import re
from dataclasses import replace

import click

from influmojo_cfn.errors import Error, did_you_mean

_TOO_MANY = re.compile(r"Got unexpected extra arguments? \((.*)\)")


def name_options(error: Error, command: click.Command) -> None:
    """Name the arguments of Python that an error is about as the options that gave them."""
    options = {
        param.name: max(param.opts, key=len)
        for param in command.params
        if isinstance(param, click.Option)
    }
    error.problems = tuple(
        each if each.file or each.path else replace(each, place=options.get(each.place, each.place))
        for each in error.problems
    )
    error.args = ("\n".join(map(str, error.problems)),)


def usage_problem(error: click.ClickException) -> str:
    """Return what is wrong with the arguments, as ``PLACE: PROBLEM; FIX``."""
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return _missing(error.param, error.ctx)
    if isinstance(error, click.BadOptionUsage) and "requires an argument" in error.message:
        return f"{error.option_name}: has no value; give one after it"
    if isinstance(error, click.NoSuchOption):
        return f"{error.option_name}: is not an option{_nearest(error)}"
    words = error.format_message().rstrip(".")
    extra = _TOO_MANY.fullmatch(words)
    if extra:
        return f"{extra[1]}: is not expected; remove it"
    before, invalid, rest = words.partition("Invalid value for ")
    if isinstance(error, click.BadParameter) and invalid and not before:
        place, _, problem = rest.partition(": ")
        if place.startswith("'{"):  # Of a choice, as in the usage.
            place = (getattr(error.param, "name", None) or place).upper()
        return f"{place}: {problem}".replace("'", "", place.count("'"))
    return words[:1].lower() + words[1:]


def _missing(param: click.Parameter, context: click.Context | None) -> str:
    if isinstance(param, click.Option):
        name = max(param.opts, key=len)
        metavar = param.make_metavar(context) if context else ""
        return f"{name}: is missing; add {name} {metavar}".rstrip()
    name = (param.metavar or param.name or "").strip("[].").upper()
    if isinstance(param.type, click.Choice):
        *others, last = param.type.choices
        return f"{name}: is missing; give {', '.join(others)} or {last}"
    return f"{name}: is missing; give {'at least ' if param.nargs == -1 else ''}one"


def _nearest(error: click.NoSuchOption) -> str:
    command = error.ctx.command if error.ctx else None
    known = [each for param in command.params for each in param.opts] if command else []
    path = error.ctx.command_path if error.ctx else "influmojo-cfn"
    return did_you_mean(error.option_name, known) or f"; {path} --help lists them"
