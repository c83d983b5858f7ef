"""The shape of a task definition, as the ECS API allows it, checked with key paths.

``data/ecs_task_definition.json`` holds every field, its type and its values
(https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html).
CloudFormation spells the same fields in PascalCase and turns numbers and booleans into the strings
that the API expects, and back. So do we, for a resource of a template.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from influmojo_cfn.data import table
from influmojo_cfn.errors import Path, Problem, did_you_mean, key_path
from influmojo_cfn.iam.unknown import Unknown
from influmojo_cfn.iam.value_formats import scalar_text

_NUMBERS = {"integer", "long", "double", "float"}

_DECIDING: Mapping[str, frozenset[str]] = {
    "TaskDefinition": frozenset(
        {
            "containerDefinitions",
            "executionRoleArn",
            "family",
            "networkMode",
            "requiresCompatibilities",
            "taskDefinitionArn",
            "taskRoleArn",
            "volumes",
        }
    ),
    "ContainerDefinition": frozenset(
        {
            "credentialSpecs",
            "dockerSecurityOptions",
            "environmentFiles",
            "firelensConfiguration",
            "image",
            "logConfiguration",
            "mountPoints",
            "name",
            "repositoryCredentials",
            "secrets",
        }
    ),
}
"""The fields that decide which calls are made; what is wrong elsewhere is read past."""
_TASK, _CONTAINER = "the task definition", "a container definition"
_BELONGS = {
    **dict.fromkeys(("executionrolearn", "taskrolearn"), _TASK),
    **dict.fromkeys(
        (
            "credentialspecs",
            "environmentfiles",
            "firelensconfiguration",
            "logconfiguration",
            "repositorycredentials",
            "secrets",
        ),
        _CONTAINER,
    ),
    "valuefrom": "an item of secrets",
}
"""What decides calls and is a field of one place alone: elsewhere it was meant for that."""
ALIASES = {"ProxyConfiguration": {"proxyconfigurationproperties": "properties"}}
"""Names that CloudFormation has for fields, other than the API's in another case."""
_MORE_VALUES = {"NetworkMode": ("default",)}
"""Values that a page of AWS has and the API's model has not: the mode of Windows containers.

Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
(network mode, read 2026-11-27).
"""
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_MOST_DIGITS = 100
"""Digits of a number that are read; ECS takes none of twenty."""
_PAIR = "KeyValuePair"
"""A name and a value, of which a list is a container's environment."""
_READ_PAST = "read past, since it decides no permission"


@cache
def shapes() -> Mapping[str, Any]:
    """Return the shapes of the ECS API by name."""
    found: dict[str, Any] = dict(table("ecs_task_definition")["shapes"])
    for shape, values in _MORE_VALUES.items():
        found[shape] = {**found[shape], "values": [*found[shape]["values"], *values]}
    return found


class Reader:
    """Brings data to the spelling of the API and gathers what is wrong with its shape.

    What is wrong in a field that decides no permission is a warning, and the field omitted.

    A null is an absent value, as in what consoles and pipelines export. ``places`` maps a path in
    the result to the path it had in the data, where keys were spelled another way.
    """

    def __init__(
        self, *, cloudformation: bool, where: Callable[[Path], str] = lambda path: key_path(path)
    ) -> None:
        self.cloudformation = cloudformation
        self.where = where
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []
        self._decides = True
        self.places: dict[Path, Path] = {}

    def read(self, data: object, shape: str, path: Path = (), to: Path = ()) -> Any:
        """Return ``data`` in the spelling of the API; None where it has not the shape."""
        self.places[to] = path
        if isinstance(data, Unknown):
            return data
        row = shapes()[shape]
        kind = row["type"]
        if kind == "structure":
            return self._structure(data, shape, path, to)
        if kind == "list":
            return self._list(data, row, path, to)
        if kind == "map":
            return self._map(data, row, path, to)
        return self._scalar(data, row, path)

    def _structure(self, data: object, shape: str, path: Path, to: Path) -> Any:
        row = shapes()[shape]
        if not isinstance(data, Mapping):
            return self._wrong(path, "a mapping", data)
        members = row["members"]
        spelled = {name.lower() if self.cloudformation else name: name for name in members}
        spelled |= ALIASES.get(shape, {}) if self.cloudformation else {}
        found: dict[str, Any] = {}
        decides = self._decides
        for key, value in data.items():
            name = spelled.get(str(key).lower() if self.cloudformation else key)
            if name is None:
                self._unknown_field(str(key), shape, path)
            elif value is not None:
                self._decides = decides and name in _DECIDING.get(shape, members)
                found[name] = self.read(value, members[name], (*path, key), (*to, name))
                self._decides = decides
        for name in row.get("required", ()):
            if found.get(name) is None and not self._already_wrong(data, name):
                missing = _pascal(name) if self.cloudformation else name
                self._problem((*path, missing), "is missing")
        return found

    def _unknown_field(self, key: str, shape: str, path: Path) -> None:
        """Reject a field that can be meant for one that decides something; read past others."""
        members = list(shapes()[shape]["members"])
        deciding = [name for name in members if name in _DECIDING.get(shape, members)]
        spelled = _pascal if self.cloudformation else str
        hint = did_you_mean(key, [spelled(name) for name in members])
        decides = self._decides
        self._decides = decides and bool(did_you_mean(key, [spelled(name) for name in deciding]))
        if belongs := _BELONGS.get(key.lower().replace("_", "")):
            self._decides, hint = True, f" here; it is one of {belongs}, move it there"
        self._problem((*path, key), f"is not a field of the ECS API{hint}")
        self._decides = decides

    def _already_wrong(self, data: Mapping[Any, Any], name: str) -> bool:
        return any(
            str(key).lower() == name.lower() and value is not None for key, value in data.items()
        )

    def _list(self, data: object, row: Mapping[str, Any], path: Path, to: Path) -> Any:
        if isinstance(data, Mapping) and row["of"] == _PAIR:
            return self._pairs(data, path, to)
        if not isinstance(data, list):
            return self._wrong(path, "a list", data)
        return [
            self.read(item, row["of"], (*path, index), (*to, index))
            for index, item in enumerate(data)
        ]

    def _pairs(self, data: Mapping[Any, Any], path: Path, to: Path) -> list[Any]:
        """Return names and values of a mapping, as Compose has them, as the list that ECS takes."""
        message = "is a mapping, where ECS takes a list of names and values; read as that"
        self.warnings.append(Problem(self.where(path), message))
        found = []
        for index, (name, value) in enumerate(data.items()):
            where, place = (*path, name), (*to, index, "value")
            read = None if value is None else self.read(value, "String", where, place)
            found.append({"name": str(name), "value": read})
        return found

    def _map(self, data: object, row: Mapping[str, Any], path: Path, to: Path) -> Any:
        if not isinstance(data, Mapping):
            return self._wrong(path, "a mapping", data)
        return {
            str(key): self.read(_as_text(value), row["of"], (*path, key), (*to, str(key)))
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
        if isinstance(data, bool):
            return data
        written = str(data).lower()
        if written not in _BOOLEANS:
            return self._wrong(path, "true or false", data) if written else None
        if not self.cloudformation:
            message = f"{data!r} is {_kind_of(data)}, where the ECS API takes true or false"
            self.warnings.append(Problem(self.where(path), f"{message}; read as that"))
        return _BOOLEANS[written]

    def _number(self, data: object, path: Path) -> Any:
        if isinstance(data, str) and (data.strip().isdecimal() or not data):
            if len(data) > _MOST_DIGITS:
                return self._problem(path, f"a number of {len(data):,} digits")
            return int(data) if data else None
        if isinstance(data, (int, float)) and not isinstance(data, bool):
            return data
        return self._wrong(path, "a number", data)

    def _text(self, data: object, row: Mapping[str, Any], path: Path) -> Any:
        if self.cloudformation or not self._decides:
            data = _as_text(data)
        if not isinstance(data, str):
            return self._wrong(path, "a string", data)
        values = row.get("values")
        if values and data not in values:
            if not data:
                return None
            same = [value for value in values if value.lower() == data.lower()]
            if same:
                return same[0]
            hint = did_you_mean(data, values, "expected one of")
            return self._problem(path, f"{data!r} is not a value that ECS accepts{hint}")
        return data

    def _wrong(self, path: Path, expected: str, data: object) -> None:
        self._problem(path, f"expected {expected}, not {_kind_of(data)}")

    def _problem(self, path: Path, message: str) -> None:
        if self._decides:
            self.problems.append(Problem(self.where(path), message))
        else:
            self.warnings.append(Problem(self.where(path), f"{message}; {_READ_PAST}"))


def _as_text(value: object) -> object:
    """Return a number or a Boolean as the text that it is meant to be."""
    return scalar_text(value) if isinstance(value, (bool, int, float)) else value


_WORDS = {"string": "a string", "boolean": "true or false", "timestamp": "a time"}


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
    names = {list: "a list", bool: "true or false", str: "a string", int: "a number"}
    return names.get(type(value), type(value).__name__)
