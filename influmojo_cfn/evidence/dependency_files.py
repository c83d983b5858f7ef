"""The packages that an application depends on: requirements, package.json, go.mod, pom.xml.

What only development needs is not a dependency of the application: its groups, extras and files are
omitted, as are the scopes of tests.
"""

from __future__ import annotations

import ast
import configparser
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from influmojo_cfn.evidence.folders_above import folders_above
from influmojo_cfn.files import keep_input

_DEVELOPMENT = re.compile(
    r"(?:^|[-_.])(?:bench\w*|ci|dev\w*|docs?|format\w*|lint\w*|mypy|qa|style|tests?|testing|typing)"
    r"(?:$|[-_.])"
)
"""Groups, extras and files of packages that only development needs, by their names."""
_FIRST = re.compile(r"^\s*(?:-\s+)?([A-Za-z][\w.-]*)")
_GO = re.compile(r"^\s*(?:require\s+)?([\w./-]+)\s+v\d(?!.*// indirect)")
_GRADLE = re.compile(r"[\"'][\w.-]+:([\w.-]+)(?::[^\"']*)?[\"']")
_GRADLE_TESTS = re.compile(r"\s*\w*[tT]est\w*[ (]")
_COMMENT = re.compile(r"(?:^|\s)(?:#|//(?! indirect)).*")
_JSON_KEY = re.compile(r"\"(@?[\w./-]+)\"\s*:")
_MAVEN = re.compile(
    r"<dependencyManagement>.*?</dependencyManagement>|<dependency>(.*?)</dep", re.S
)
_ARTIFACT = re.compile(r"<artifactId>\s*([\w.-]+)\s*</")
_MAVEN_TESTS = re.compile(r"<scope>\s*test\s*</")
_WORD = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_EXTRAS = "options.extras_require"
_IN_PACKAGE_JSON = ("dependencies", "optionalDependencies", "peerDependencies")
_IN_SETUP_PY = ("install_requires", "extras_require")

_Found = Iterator[tuple[int, str]]
"""The lines and the packages that they name."""


class Dependency(NamedTuple):
    """A package that a line of a file names."""

    name: str
    place: str


def dependencies_of(file: Path) -> Iterator[Dependency]:
    """Yield the packages that a file names, if it is a file of dependencies; not those of tests."""
    read = next((read for names, read in _READERS.items() if names.fullmatch(file.name)), None)
    if file.parent.name == "requirements" and file.suffix in (".txt", ".in"):
        read = _requirements
    if read is None or (read is _requirements and _DEVELOPMENT.search(file.stem)):
        return
    keep_input(file)
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return
    seen = set()
    for number, name in read(text):
        if name not in seen:
            seen.add(name)
            yield Dependency(name, f"{file.as_posix()}:{number}")


def _lines(text: str, pattern: re.Pattern[str]) -> _Found:
    for number, line in enumerate(text.splitlines(), 1):
        for found in pattern.finditer(_COMMENT.sub("", line)):
            yield number, found[1]


def _requirements(text: str) -> _Found:
    return _lines(text, _FIRST)


def _go(text: str) -> _Found:
    return _lines(text, _GO)


def _gradle(text: str) -> _Found:
    rows = ("" if _GRADLE_TESTS.match(line) else line for line in text.splitlines())
    return _lines("\n".join(rows), _GRADLE)


def _maven(text: str) -> _Found:
    for found in _MAVEN.finditer(text):
        artifact = _ARTIFACT.search(found[1] or "")
        if artifact and not _MAVEN_TESTS.search(found[1]):
            yield text.count("\n", 0, found.start(1) + artifact.start(1)) + 1, artifact[1]


def _package_json(text: str) -> _Found:
    try:
        data: Any = json.loads(text)
    except (ValueError, RecursionError):
        return
    parts = [data.get(each) for each in _IN_PACKAGE_JSON] if isinstance(data, dict) else []
    kept = {name for part in parts if isinstance(part, dict) for name in part}
    yield from ((number, name) for number, name in _lines(text, _JSON_KEY) if name in kept)


def _setup_py(text: str) -> _Found:
    try:
        module = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return
    assigned = {
        target.id: node.value
        for node in ast.walk(module)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(module):
        if isinstance(node, ast.keyword) and node.arg in _IN_SETUP_PY:
            value = node.value
            value = assigned.get(value.id, value) if isinstance(value, ast.Name) else value
            yield from _strings(value)


def _strings(node: ast.expr) -> _Found:
    """Yield the packages in a list, or in the lists of a dictionary of extras."""
    for part in ast.walk(node):
        extras = zip(part.keys, part.values, strict=True) if isinstance(part, ast.Dict) else ()
        for key, packages in extras:
            name = key.value if isinstance(key, ast.Constant) else ""
            if not _DEVELOPMENT.search(str(name)):
                yield from _strings(packages)
    for part in () if isinstance(node, ast.Dict) else ast.walk(node):
        found = _FIRST.match(str(part.value)) if isinstance(part, ast.Constant) else None
        if found:
            yield getattr(part, "lineno", 1), found[1]


def _toml(text: str) -> _Found:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError):
        return
    project, poetry = _table(data, "project"), _table(data, "tool", "poetry")
    groups = _table(poetry, "group")
    yield from _named(
        text,
        {
            "": [*_packages(project), *_packages(poetry), *_packages(data, "packages")],
            **_table(project, "optional-dependencies"),
            **_table(data, "dependency-groups"),
        },
    )
    yield from _named(text, {name: _packages(_table(groups, name)) for name in groups})


def _table(data: Mapping[str, Any], *keys: str) -> Mapping[str, Any]:
    for key in keys:
        inner = data.get(key)
        data = inner if isinstance(inner, dict) else {}
    return data


def _packages(data: Mapping[str, Any], key: str = "dependencies") -> list[Any]:
    found = data.get(key)
    return [*found] if isinstance(found, (dict, list)) else []


def _setup_cfg(text: str) -> _Found:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return
    own = parser.get("options", "install_requires", fallback="")
    extras = parser.items(_EXTRAS) if parser.has_section(_EXTRAS) else ()
    yield from _named(
        text, {name: lines.split("\n") for name, lines in {"": own, **dict(extras)}.items()}
    )


def _named(text: str, groups: Mapping[str, Any]) -> _Found:
    """Yield the packages of the groups that are not for development, where the text names them."""
    lines = [_WORD.findall(line) for line in text.splitlines()]
    for group, packages in groups.items():
        is_kept = isinstance(packages, list) and not _DEVELOPMENT.search(group)
        for package in packages if is_kept else ():
            if isinstance(package, str) and (found := _FIRST.match(package)):
                yield _line_of(found[1], lines), found[1]


def _line_of(name: str, lines: list[list[str]]) -> int:
    """Return the number of the first line that has a name, be it at the end of a header's."""
    has_name = (any(f".{word}".endswith(f".{name}") for word in words) for words in lines)
    return next((number for number, found in enumerate(has_name, 1) if found), 1)


_READERS: Mapping[re.Pattern[str], Callable[[str], _Found]] = {
    re.compile(r"requirements[\w.-]*\.(?:txt|in)|environment\.ya?ml"): _requirements,
    re.compile(r"pyproject\.toml|Pipfile"): _toml,
    re.compile(r"setup\.cfg"): _setup_cfg,
    re.compile(r"setup\.py"): _setup_py,
    re.compile(r"package\.json"): _package_json,
    re.compile(r"go\.mod"): _go,
    re.compile(r"pom\.xml"): _maven,
    re.compile(r"build\.gradle(?:\.kts)?|libs\.versions\.toml"): _gradle,
}
"""The names of files, and what reads the packages in them."""


def dependencies_above(path: Path) -> list[Dependency]:
    """Return the packages of the nearest folder above code that names some, in its project."""
    for folder in folders_above(path):
        # Unlike iterdir, glob finds nothing in a folder that cannot be read.
        found = [each for file in sorted(folder.glob("*")) for each in dependencies_of(file)]
        if found:
            return found
    return []
