"""The shape of a task definition, as the ECS API allows it, checked with key paths.

``data/ecs_task_definition.json`` holds every field, its type and its values
(https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html).
CloudFormation spells the same fields in PascalCase and turns numbers and booleans into the
texts that the API wants and back; so do we, for a resource of a template.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from influmojo_cfn.errors import Path, Problem, did_you_mean, key_path
from influmojo_cfn.iam.unknown import Unknown

_NUMBERS = {"integer", "long", "double", "float"}


@cache
def shapes() -> Mapping[str, Any]:
    """Return the shapes of the ECS API by name."""
    text = files("influmojo_cfn").joinpath("data/ecs_task_definition.json").read_text("utf-8")
    found: Mapping[str, Any] = json.loads(text)["shapes"]
    return found


class Reader:
    """Brings data to the spelling of the API and gathers what is wrong with its shape.

    A null is an absent value, as in what consoles and pipelines export. ``places`` maps a path in
    the result to the path it had in the data, where keys were spelled another way.
    """

    def __init__(
        self, *, cloudformation: bool, where: Callable[[Path], str] = lambda path: key_path(path)
    ) -> None:
        self.cloudformation = cloudformation
        self.where = where
        self.problems: list[Problem] = []
        self.places: dict[Path, Path] = {}

    def read(self, data: object, shape: str, path: Path = (), to: Path = ()) -> Any:
        """Return ``data`` in the spelling of the API; None where it has not the shape."""
        self.places[to] = path
        if isinstance(data, Unknown):
            return data
        row = shapes()[shape]
        kind = row["type"]
        if kind == "structure":
            return self._structure(data, row, path, to)
        if kind == "list":
            return self._list(data, row, path, to)
        if kind == "map":
            return self._map(data, row, path, to)
        return self._scalar(data, row, path)

    def _structure(self, data: object, row: Mapping[str, Any], path: Path, to: Path) -> Any:
        if not isinstance(data, Mapping):
            return self._wrong(path, "a mapping", data)
        members = row["members"]
        spelled = {name.lower() if self.cloudformation else name: name for name in members}
        found: dict[str, Any] = {}
        for key, value in data.items():
            name = spelled.get(str(key).lower() if self.cloudformation else key)
            if name is None:
                known = [_pascal(n) for n in members] if self.cloudformation else list(members)
                hint = did_you_mean(str(key), known)
                self._problem((*path, str(key)), f"is not a field of the ECS API{hint}")
            elif value is not None:
                found[name] = self.read(value, members[name], (*path, key), (*to, name))
        for name in row.get("required", ()):
            if found.get(name) is None and not self._already_wrong(data, name):
                missing = _pascal(name) if self.cloudformation else name
                self._problem((*path, missing), "is missing")
        return found

    def _already_wrong(self, data: Mapping[Any, Any], name: str) -> bool:
        return any(
            str(key).lower() == name.lower() and value is not None for key, value in data.items()
        )

    def _list(self, data: object, row: Mapping[str, Any], path: Path, to: Path) -> Any:
        if not isinstance(data, list):
            return self._wrong(path, "a list", data)
        return [
            self.read(item, row["of"], (*path, index), (*to, index))
            for index, item in enumerate(data)
        ]

    def _map(self, data: object, row: Mapping[str, Any], path: Path, to: Path) -> Any:
        if not isinstance(data, Mapping):
            return self._wrong(path, "a mapping", data)
        return {
            str(key): self.read(value, row["of"], (*path, key), (*to, str(key)))
            for key, value in data.items()
            if value is not None
        }

    def _scalar(self, data: object, row: Mapping[str, Any], path: Path) -> Any:
        kind = row["type"]
        if isinstance(data, (Mapping, list)):
            return self._wrong(path, _WORDS.get(kind, "a number"), data)
        if kind == "timestamp":
            return data
        if kind == "boolean":
            return self._boolean(data, path)
        if kind in _NUMBERS:
            return self._number(data, path)
        return self._text(data, row, path)

    def _boolean(self, data: object, path: Path) -> Any:
        if self.cloudformation and str(data).lower() in {"true", "false"}:
            return str(data).lower() == "true"
        return data if isinstance(data, bool) else self._wrong(path, "true or false", data)

    def _number(self, data: object, path: Path) -> Any:
        if self.cloudformation and isinstance(data, str) and data.strip().isdecimal():
            return int(data)
        if isinstance(data, (int, float)) and not isinstance(data, bool):
            return data
        return self._wrong(path, "a number", data)

    def _text(self, data: object, row: Mapping[str, Any], path: Path) -> Any:
        if self.cloudformation and not isinstance(data, str):
            data = str(data).lower() if isinstance(data, bool) else str(data)
        if not isinstance(data, str):
            return self._wrong(path, "a text", data)
        values = row.get("values")
        if values and data not in values:
            hint = did_you_mean(data, values) or f"; expected one of {', '.join(values)}"
            return self._problem(path, f"{data!r} is not a value that ECS takes{hint}")
        return data

    def _wrong(self, path: Path, expected: str, data: object) -> None:
        self._problem(path, f"expected {expected}, not {_kind_of(data)}")

    def _problem(self, path: Path, message: str) -> None:
        self.problems.append(Problem(self.where(path), message))


_WORDS = {"string": "a text", "boolean": "true or false", "timestamp": "a time"}


def _pascal(name: str) -> str:
    for start, written in (("efs", "EFS"), ("fsx", "FSx"), ("iam", "IAM")):
        if name.startswith(start):
            return written + name[len(start) :]
    return name[:1].upper() + name[1:]


def _kind_of(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "a mapping"
    names = {list: "a list", bool: "true or false", str: "a text", int: "a number"}
    return names.get(type(value), type(value).__name__)
