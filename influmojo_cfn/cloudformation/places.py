"""Where in a value a person looks: at the text within a function, not at the function's call."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from influmojo_cfn.errors import Path

NAMES = ("Sid", "PolicyName", "Id", "Name", "Key")
"""What names an item of a list, the first that it has."""

_DEEPEST = 5
_VARIABLE = re.compile(r"\$\{[^}]*\}")


def named_path(data: Any, path: Path) -> str:
    """Return a key path that survives when lists grow: items by a name or their text, if possible.

    >>> statements = {"Statement": [{"Sid": "Read", "Action": ["s3:GetObject"]}]}
    >>> named_path(statements, ("Statement", 0, "Action", 0))
    'Statement[Sid=Read].Action[s3:GetObject]'
    """
    text, value = "", data
    for part in path:
        value = _item(value, part)
        if isinstance(part, str):
            text += f".{part}" if text else part
        elif isinstance(value, str):
            text += f"[{value}]"
        else:
            text += f"[{_name(value) or part}]"
    return text


def known_path(data: Any, path: Path) -> Path:
    """Return a path as far as the data has it."""
    for depth, part in enumerate(path):
        if not _has(data, part):
            return path[:depth]
        data = data[part]
    return path


def value_at(data: Any, path: Path) -> Any:
    """Return what is at a path, as far as the data has it."""
    for part in known_path(data, path):
        data = data[part]
    return data


def _has(value: Any, part: str | int) -> bool:
    if isinstance(value, list):
        return isinstance(part, int) and 0 <= part < len(value)
    return isinstance(value, Mapping) and part in value


def _name(value: Any) -> str:
    """Return what tells an item from the others of its list: a name, or a function's text."""
    if not isinstance(value, Mapping):
        return ""
    for name in NAMES:
        if isinstance(value.get(name), str):
            return f"{name}={value[name]}"
    found = value
    for part in text_within(value):
        found = _item(found, part)
    return found if isinstance(found, str) else ""


def _item(value: Any, part: str | int) -> Any:
    return value[part] if _has(value, part) else None


def text_within(value: Any, depth: int = 0) -> Path:
    """Return the way from a value to the text that it is about; empty where it is itself a string.

    That is the text of ``Fn::Sub``, the piece of ``Fn::Join`` that says most, the name of ``Ref``.
    """
    if not isinstance(value, Mapping) or len(value) != 1 or depth > _DEEPEST:
        return ()
    ((name, arguments),) = value.items()
    if name != "Ref" and not str(name).startswith("Fn::"):
        return ()
    if name == "Fn::Sub" and isinstance(arguments, list) and arguments:
        return name, 0
    if name == "Fn::Join" and isinstance(arguments, list) and len(arguments) == 2:
        delimiter, pieces = arguments
        if isinstance(pieces, list) and pieces:
            index = _piece(str(delimiter), pieces)
            return name, 1, index, *text_within(pieces[index], depth + 1)
    return (name,)


def _piece(delimiter: str, pieces: list[Any]) -> int:
    """Return the index of the piece that says most: of the ARN's resource, if any."""
    colons, best = 0, (0, 0, 0)
    for index, piece in enumerate(pieces):
        text = _written(piece)
        colons += delimiter.count(":") if index else 0
        of_resource = text.split(":", max(0, 5 - colons))
        resource = len(of_resource[-1]) if len(of_resource) > 5 - colons else 0
        best = max(best, (resource, len(text), -index))
        colons += text.count(":")
    return -best[2]


def _written(piece: Any) -> str:
    """Return what of a piece of Fn::Join is written out."""
    if isinstance(piece, Mapping) and "Fn::Sub" in piece:
        piece = piece["Fn::Sub"][0] if isinstance(piece["Fn::Sub"], list) else piece["Fn::Sub"]
    return _VARIABLE.sub("", piece) if isinstance(piece, str) else ""
