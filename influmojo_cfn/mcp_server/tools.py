"""The tools: which commands there are for an assistant, and the JSON Schema of each one's input.

A tool is a command: its arguments are the command's, with their words and choices. What would
leave the machine (an account), go on without end (--watch), or write, is not offered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import click

from influmojo_cfn.cli import group


class ToolArgument(NamedTuple):
    """One argument of a tool, and how the command takes it."""

    name: str
    option: str
    """``--name``; empty for what a command takes by its position."""
    schema: Mapping[str, Any]
    kind: str
    """``file``, ``folder`` (or a file), ``source`` (a file or REVISION:PATH), ``text``, ``flag``,
    ``pairs``, or ``folders`` (pairs of a name and a folder)."""
    repeated: bool
    required: bool
    writes: bool = False


class Tool(NamedTuple):
    """A command as a tool."""

    name: str
    description: str
    arguments: tuple[ToolArgument, ...]
    is_json: bool
    """Whether the command has a JSON format; the answer is its text otherwise."""

    def offered(self, *, allow_write: bool) -> tuple[ToolArgument, ...]:
        """Return the arguments that a server offers."""
        return tuple(each for each in self.arguments if allow_write or not each.writes)

    def schema(self, *, allow_write: bool) -> dict[str, Any]:
        """Return the JSON Schema of the input."""
        offered = self.offered(allow_write=allow_write)
        return {
            "type": "object",
            "properties": {each.name: dict(each.schema) for each in offered},
            "required": [each.name for each in offered if each.required],
            "additionalProperties": False,
        }


class _Offer(NamedTuple):
    """What of a command is not an argument of its tool, and which arguments write."""

    omitted: Sequence[str] = ()
    writing: Sequence[str] = ()
    required: Sequence[str] = ()
    """What a tool needs, and the command only without an option that is omitted."""


_OFFERS: Mapping[str, _Offer] = {
    "check": _Offer(omitted=("baseline", "write_baseline", "watch")),
    "explain": _Offer(omitted=("output",)),
    "simulate": _Offer(omitted=("expect",)),
    "diff": _Offer(omitted=("fail_on_new_access", "stack_name", "profile", "endpoint_url")),
    "prove": _Offer(omitted=("init", "schema"), required=("template",)),
    "preflight": _Offer(omitted=("more_files", "allow_unknown")),
    "derive": _Offer(writing=("output",)),
    "grants": _Offer(omitted=("schema",)),
    "rules": _Offer(),
}
NAMES = tuple(_OFFERS)

_FILE = "A file of the folder."
_ABOUT: Mapping[str, str] = {
    "template": "The CloudFormation template: a file of the folder.",
    "claims": "The claims file.  [default: PROJECT-claims.yaml next to the template]",
    "old": "The template or policy before the change: a file, or REVISION:PATH of git.",
    "new": "The template or policy after the change: a file, or REVISION:PATH of git.",
    "name": "A grant, such as s3.upload_objects; all grants where it is omitted.",
    "rule_id": "A rule, such as E9201; all rules where it is omitted.",
    "task_definition": "Task definitions: JSON, or templates with AWS::ECS::TaskDefinition.",
    "project": "The app's project.  [default: from the families' names]",
}
"""What an argument is, where the command's help says it elsewhere."""
_PAIRS = {"K=V", "NAME=VALUE", "CONTAINER=URI"}
_FOLDERS = {"PATH": "folder", "NAME=PATH": "folders"}
"""Arguments that take folders, by how the command's help shows their values."""
_TEXTS = {"type": "array", "items": {"type": "string"}}
_SOURCES = "sources"


@cache
def tools() -> tuple[Tool, ...]:
    """Return the tools in the order in which they are listed."""
    return tuple(_tool(name, offer) for name, offer in _OFFERS.items())


def _tool(name: str, offer: _Offer) -> Tool:
    command = group.get_command(click.Context(group), name)
    assert command is not None
    named = {each.name: each for each in command.params if each.name not in offer.omitted}
    arguments = [
        argument
        for parameter in named.values()
        if parameter.name != "form"
        for argument in _arguments(parameter, offer)
    ]
    return Tool(name, _description(command), tuple(arguments), "form" in named)


def _description(command: click.Command) -> str:
    """Return the help of a command without its examples, a line for each paragraph."""
    text = (command.help or "").partition("\b")[0]
    paragraphs = (" ".join(each.split()) for each in text.split("\n\n"))
    return "\n\n".join(filter(None, paragraphs))


def _arguments(parameter: click.Parameter, offer: _Offer) -> Iterator[ToolArgument]:
    if parameter.name == _SOURCES:
        for name in ("old", "new"):
            yield ToolArgument(name, "", _schema("string", _ABOUT[name]), "source", False, True)
        return
    option = parameter.opts[0] if isinstance(parameter, click.Option) else ""
    name = option.strip("-").replace("-", "_") or str(parameter.name)
    kind = _kind(parameter)
    repeated = kind not in ("pairs", "folders") and (parameter.multiple or parameter.nargs == -1)
    about = (
        _ABOUT.get(name) or getattr(parameter, "help", None) or (_FILE if kind == "file" else "")
    )
    schema = _schema_of(parameter, kind, about, repeated=repeated)
    required = parameter.required or parameter.name in offer.required
    writes = parameter.name in offer.writing
    yield ToolArgument(name, option, schema, kind, repeated, required, writes)


def _kind(parameter: click.Parameter) -> str:
    if parameter.metavar in _FOLDERS:
        return _FOLDERS[parameter.metavar]
    if isinstance(parameter.type, click.Path):
        return "file"
    if getattr(parameter, "is_flag", False):
        return "flag"
    return "pairs" if parameter.metavar in _PAIRS else "text"


def _schema_of(
    parameter: click.Parameter, kind: str, about: str, *, repeated: bool
) -> dict[str, Any]:
    if kind == "flag":
        return _schema("boolean", about)
    if kind in ("pairs", "folders"):
        several = {"anyOf": [{"type": "string"}, _TEXTS]}
        values = several if parameter.name == "context" else {"type": "string"}
        return {**_schema("object", about), "additionalProperties": values}
    if repeated:
        least = {"minItems": 1} if parameter.required else {}
        return {**_schema("array", about), "items": {"type": "string"}, **least}
    if isinstance(parameter.type, click.Choice):
        return {**_schema("string", about), "enum": list(parameter.type.choices)}
    return _schema("string", about)


def _schema(kind: str, about: str) -> dict[str, Any]:
    return {"type": kind, "description": about} if about else {"type": kind}
