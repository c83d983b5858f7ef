"""What a call gives to a tool: looked at, and written as the command line takes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from influmojo_cfn.errors import Error, Problem, did_you_mean
from influmojo_cfn.mcp_server.bounds import Bounds
from influmojo_cfn.mcp_server.tools import Tool, ToolArgument

_EXPECTED = {
    "flag": "true or false",
    "folders": "an object of names and folders",
    "pairs": "an object of names and strings",
}


def command_line(tool: Tool, given: Mapping[str, Any], bounds: Bounds) -> list[str]:
    """Return the command line of a call.

    Raises:
        Error: an argument is missing, unknown, of another type, or a path outside the folder; it
            holds every problem.
    """
    offered = tool.offered(allow_write=bounds.allow_write)
    problems = list(_problems(tool, offered, given))
    options: list[str] = []
    positional: list[str] = []
    for argument in offered:
        value = given.get(argument.name)
        if value is None:
            continue
        try:
            texts = _texts(argument, value, bounds)
        except Error as error:
            problems.extend(error.problems)
            continue
        if argument.option:
            options += texts
        else:
            positional += texts
    if problems:
        raise Error(problems)
    form = ["--format=json"] if tool.is_json else []
    return [tool.name, *form, *options, "--", *positional]


def _problems(
    tool: Tool, offered: tuple[ToolArgument, ...], given: Mapping[str, Any]
) -> Iterator[Problem]:
    names = [each.name for each in offered]
    writing = {each.name for each in tool.arguments if each.writes}
    for name in given:
        if name in names:
            continue
        if name in writing:
            message = "is not offered: this server is read-only; start it with --allow-write"
        else:
            meant = did_you_mean(name, names)
            message = f"is not an argument of {tool.name}{meant or f'; give {_listed(names)}'}"
        yield Problem(name, message)
    for each in offered:
        if each.required and given.get(each.name) is None:
            yield Problem(each.name, f"is missing; give {_named(each.schema)}")


def _named(schema: Mapping[str, Any]) -> str:
    """Return what an argument is, as the object of a sentence."""
    text = str(schema.get("description", "it")).removesuffix(".")
    return text[:1].lower() + text[1:]


def _listed(names: list[str]) -> str:
    return f"one of {', '.join(names)}"


def _texts(argument: ToolArgument, value: Any, bounds: Bounds) -> list[str]:
    """Return an argument's words of the command line."""
    if argument.kind == "flag":
        if not isinstance(value, bool):
            raise _wrong(argument, value)
        return [argument.option] if value else []
    if argument.kind in ("pairs", "folders"):
        pairs = list(_pairs(argument, value))
        for pair in pairs if argument.kind == "folders" else ():
            bounds.check_file(argument.name, pair.partition("=")[2], or_folder=True)
        return [f"{argument.option}={pair}" for pair in pairs]
    values = value if argument.repeated and isinstance(value, list) else [value]
    if argument.required and not values:
        raise Error(Problem(argument.name, "is empty; give at least one"))
    found = [_text(argument, each, bounds) for each in values]
    return [f"{argument.option}={text}" for text in found] if argument.option else found


def _text(argument: ToolArgument, value: Any, bounds: Bounds) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise _wrong(argument, value)
    choices = argument.schema.get("enum")
    if choices and value not in choices:
        meant = did_you_mean(value, choices)
        message = f"{value!r} is not {_listed(choices)}{meant}"
        raise Error(Problem(argument.name, message))
    if argument.kind in ("file", "folder"):
        return bounds.check_file(argument.name, value, or_folder=argument.kind == "folder")
    if argument.kind == "source":
        return bounds.check_source(argument.name, value)
    return value


def _pairs(argument: ToolArgument, value: Any) -> Iterator[str]:
    """Yield ``NAME=VALUE`` for each value of an object."""
    if not isinstance(value, dict):
        raise _wrong(argument, value)
    several = "anyOf" in argument.schema["additionalProperties"]
    for name, each in value.items():
        for text in each if several and isinstance(each, list) else [each]:
            if not isinstance(text, str) or "=" in name:
                raise _wrong(argument, value)
            yield f"{name}={text}"


def _wrong(argument: ToolArgument, value: Any) -> Error:
    several = "a list of strings" if argument.repeated else "a string"
    expected = _EXPECTED.get(argument.kind, several)
    return Error(Problem(argument.name, f"is {_shown(value)}; expected {expected}"))


def _shown(value: Any) -> str:
    import json

    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:60]}..."
