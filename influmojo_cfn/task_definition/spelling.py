"""The names of fields as the ECS API spells them, whichever spelling a file has.

CloudFormation and AWS's .NET tools begin them with a capital, and write EFS, IAM and ARN so;
Terraform and Ansible put underscores between words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from influmojo_cfn.errors import Path
from influmojo_cfn.task_definition.shape import ALIASES, shapes


class Spelled(NamedTuple):
    """Data in the API's spelling, with the place of each value in the file.

    ``others`` are the keys that the file spells another way, with the API's name of each.
    """

    data: Any
    places: Mapping[Path, Path]
    others: tuple[tuple[Path, str], ...]

    @property
    def is_cloudformation(self) -> bool:
        """Return whether the whole is in CloudFormation's spelling."""
        return any(name == "name" for _, name in self.others)

    def place(self, path: Path) -> Path:
        """Return a path as the file spells it."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.places:
                return (*self.places[path[:length]], *path[length:])
        return path

    def warnings(self) -> Iterator[tuple[Path, str]]:
        """Yield what to say of the spelling, with the API's path of each."""
        others = self.others[:1] if self.is_cloudformation else self.others
        what = "is CloudFormation's spelling" if self.is_cloudformation else "is misspelled"
        for path, name in others:
            yield path, f"{what}; read as {name!r}, which the ECS API takes"


def spelled(data: Any, shape: str = "TaskDefinition") -> Spelled:
    """Return data with the names of its fields as the API has them; the rest stays as it is."""
    speller = _Speller()
    return Spelled(speller.read(data, shape, (), ()), speller.places, tuple(speller.others))


class _Speller:
    def __init__(self) -> None:
        self.places: dict[Path, Path] = {}
        self.others: list[tuple[Path, str]] = []

    def read(self, data: Any, shape: str, path: Path, to: Path) -> Any:
        self.places[to] = path
        row = shapes()[shape]
        if row["type"] == "structure" and isinstance(data, Mapping):
            return self._structure(data, shape, path, to)
        if row["type"] == "list" and isinstance(data, list):
            return [
                self.read(item, row["of"], (*path, index), (*to, index))
                for index, item in enumerate(data)
            ]
        return data

    def _structure(self, data: Mapping[Any, Any], shape: str, path: Path, to: Path) -> Any:
        members = shapes()[shape]["members"]
        names = {name.lower(): name for name in members} | ALIASES.get(shape, {})
        found: dict[Any, Any] = {}
        for key, value in data.items():
            name = names.get(str(key).lower().replace("_", ""), key)
            if name != key and (name in data or name in found):
                name = key
            if name != key:
                self.others.append(((*to, name), name))
            if name in members:
                found[name] = self.read(value, members[name], (*path, key), (*to, name))
            else:
                found[key] = value
        return found
