"""The packages that an application depends on: requirements, package.json, go.mod, pom.xml."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from influmojo_cfn.evidence.folders_above import folders_above

_QUOTED_OR_FIRST = re.compile(
    r"[\"']([A-Za-z][\w.-]*)"
    r"|^\s*(?:-\s+)?([A-Za-z][\w.-]*)(?![\w.-]|\s*=\s*(?:\[|$))"  # not the name of a list
)
_GRADLE = re.compile(r"[\"'][\w.-]+:([\w.-]+)(?::[^\"']*)?[\"']")
_FIRST = re.compile(r"^\s*([A-Za-z][\w.-]*)")
_KINDS = (
    (re.compile(r"requirements(?![\w.-]*(?:dev|test))[\w.-]*\.(?:txt|in)"), _FIRST),
    (re.compile(r"pyproject\.toml|setup\.(?:cfg|py)|Pipfile|environment\.ya?ml"), _QUOTED_OR_FIRST),
    (re.compile(r"package\.json"), re.compile(r"\"(@?[\w./-]+)\"\s*:")),
    (
        re.compile(r"go\.mod"),
        re.compile(r"^\s*(?:require\s+)?([\w./-]+)\s+v\d(?!.*// indirect)"),
    ),
    (re.compile(r"pom\.xml"), re.compile(r"<artifactId>\s*([\w.-]+)\s*</")),
    (re.compile(r"build\.gradle(?:\.kts)?|libs\.versions\.toml"), _GRADLE),
)
"""The names of files, and what names a package on a line of them."""
_TESTS = re.compile(r"\s*test\w*[ (]")
_COMMENT = re.compile(r"(?:^|\s)(?:#|//(?! indirect)).*")
_KEPT = ("dependencies", "optionalDependencies", "peerDependencies")


class Dependency(NamedTuple):
    """A package that a line of a file names."""

    name: str
    place: str


def dependencies_of(file: Path) -> Iterator[Dependency]:
    """Yield the packages that a file names, if it is a file of dependencies; not those of tests."""
    pattern = next((named for names, named in _KINDS if names.fullmatch(file.name)), None)
    if pattern is None:
        return
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return
    kept = _of_package_json(text) if file.name == "package.json" else None
    seen = set()
    for number, line in enumerate(text.splitlines(), 1):
        if _TESTS.match(line):
            continue
        for found in pattern.finditer(_COMMENT.sub("", line)):
            name = next(filter(None, found.groups()))
            if name not in seen and (kept is None or name in kept):
                seen.add(name)
                yield Dependency(name, f"{file.as_posix()}:{number}")


def _of_package_json(text: str) -> set[str]:
    try:
        data: Any = json.loads(text)
    except ValueError:
        return set()
    parts = [data.get(each) for each in _KEPT] if isinstance(data, dict) else []
    return {name for part in parts if isinstance(part, dict) for name in part}


def dependencies_above(path: Path) -> list[Dependency]:
    """Return the packages of the nearest folder above code that names some, in its project."""
    for folder in folders_above(path):
        # Unlike iterdir, glob finds nothing in a folder that cannot be read.
        found = [each for file in sorted(folder.glob("*")) for each in dependencies_of(file)]
        if found:
            return found
    return []
