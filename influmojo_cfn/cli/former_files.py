"""What a generated template takes the place of: files that it no longer nests, and its update."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

Files = Mapping[str, Mapping[str, Any]]
"""A root template and those of its nested stacks, by their file names."""


class FormerFiles(NamedTuple):
    """The template at a path before it is written again, with those that it nests next to it."""

    path: Path
    files: Files

    @classmethod
    def read(cls, path: Path) -> FormerFiles:
        """Return what is at a path; nothing where it is not a template that can be read."""
        root = _template(path)
        names = _nested(root).values()
        nested = {name: found for name in names if (found := _template(path.parent / name))}
        return cls(path, {path.name: root, **nested} if root else {})

    def notes(self, files: Files) -> Iterator[str]:
        """Yield what to do about files that are no longer nested, and stacks of the former ones."""
        from influmojo_cfn.cloudformation.replacements import replacements

        if not self.files:
            return
        for name in sorted(self.files.keys() - files.keys()):
            yield f"{self.path.parent / name}: is no longer nested by {self.path.name}; delete it"
        failing = sorted(replacements(self._stacks(files), self._stacks(self.files)))
        if failing:
            more = f" (and {len(failing) - 1} more)" if failing[1:] else ""
            whole = "; split_roles: false in the app keeps one template"
            yield (
                f"{self.path}: a stack of the template that was here cannot be updated to this: "
                f"{failing[0].message}{more}{whole if len(files) > len(self.files) == 1 else ''}"
            )

    def _stacks(self, files: Files) -> dict[str, Any]:
        """Return the templates by the places of their stacks."""
        from influmojo_cfn.cloudformation.resolver import Resolver

        root = files[self.path.name]
        nested = {f"{name}/": files[file] for name, file in _nested(root).items() if file in files}
        return {place: Resolver(each) for place, each in {"": root, **nested}.items()}


def _template(path: Path) -> Mapping[str, Any]:
    """Return the template in a file, nothing where it has none."""
    from influmojo_cfn.cloudformation import read_document
    from influmojo_cfn.errors import Error
    from influmojo_cfn.files import inputs_kept

    if not path.is_file():  # a device can be read without end
        return {}
    try:
        with inputs_kept():  # It is an output, and is read to be compared.
            data = read_document(path).data
    except Error:
        return {}
    return data if isinstance(data, Mapping) and isinstance(data.get("Resources"), Mapping) else {}


def _nested(root: Mapping[str, Any]) -> dict[str, str]:
    """Return the files that a root nests in its own folder, by logical ID."""
    from influmojo_cfn.cloudformation.nested_stacks import LOCATIONS

    return {
        name: url
        for name, row in root.get("Resources", {}).items()
        if isinstance(row, Mapping)
        and isinstance(properties := row.get("Properties"), Mapping)
        and isinstance(url := properties.get(LOCATIONS.get(str(row.get("Type")), "")), str)
        and url == Path(url).name
    }
