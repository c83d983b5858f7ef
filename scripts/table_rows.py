"""The rows of the tables of facts, each on a line: what is removed shows as a line that is gone.

A test of a whole table asks each row that is there, and does not miss the one that is not.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parent.parent / "influmojo_cfn"
PACKAGES = ("data", "grants", "iam", "service_roles")
"""The packages that contain tables of facts."""
LEAST = 3
"""A shorter collection is not a table."""
_WIDTH = 100


def text() -> str:
    """Return the name of each table, and below it what identifies each of its rows."""
    return "".join(f"{line}\n" for line in _lines())


def _lines() -> Iterator[str]:
    for package in PACKAGES:
        for file in sorted((PACKAGE / package).rglob("*.py")):
            for name, rows in _tables(file):
                yield f"{file.relative_to(PACKAGE)} {name}: {len(rows)}"
                yield from (f"  {row[:_WIDTH]}".rstrip() for row in rows)


def _tables(file: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield each table that a module defines, and its rows as text."""
    path = file.relative_to(PACKAGE.parent).with_suffix("")
    module = import_module(".".join(path.parts).removesuffix(".__init__"))
    for name in _assigned(ast.parse(file.read_text("utf-8"))):
        rows = _rows(getattr(module, name, None))
        if len(rows) >= LEAST and name.isupper():
            yield name, rows


def _assigned(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        yield from (each.id for each in targets if isinstance(each, ast.Name))


def _rows(table: Any) -> list[str]:
    """Return what identifies each row: the key of a mapping, all that is known of another."""
    if isinstance(table, Mapping):
        keys = (*table, *(row for each in table.values() for row in _listed(each)))
        return sorted(map(_shown, keys))
    return sorted(map(_shown, table)) if isinstance(table, tuple | list | set | frozenset) else []


def _listed(value: Any) -> tuple[Any, ...]:
    """Return the keys or items within the value of a mapping, unless it is a row with fields."""
    is_many = isinstance(value, Mapping | tuple | list | set | frozenset)
    return tuple(value) if is_many and not hasattr(value, "_fields") else ()


def _shown(row: Any) -> str:
    """Return a row as text that is the same in every process, on one line."""
    if isinstance(row, set | frozenset):
        return f"{{{', '.join(sorted(map(_shown, row)))}}}"
    if isinstance(row, Mapping):
        return f"{{{', '.join(f'{key}: {_shown(each)}' for key, each in row.items())}}}"
    if isinstance(row, tuple | list):
        return f"({', '.join(map(_shown, row))})"
    if hasattr(row, "pattern"):
        return str(row.pattern)
    known = getattr(row, "name", None) or getattr(row, "__name__", None)
    return str(known if isinstance(known, str) else row).replace("\n", " ")
