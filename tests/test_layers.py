"""Imports point one way, from what is general to what people call."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "influmojo_cfn"

LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"answers", "arguments", "errors", "files", "input_files", "data", "version"}),
    frozenset({"iam"}),
    frozenset({"cloudformation", "grants"}),
    frozenset({"app"}),
    frozenset({"config", "influmojo"}),
    frozenset({"template", "service_roles", "task_definition", "evaluation"}),
    frozenset({"proof"}),
    frozenset({"rules", "preflight", "account"}),
    frozenset({"evidence", "rehearsal", "usage"}),
    frozenset({"checks", "recording"}),
    frozenset({"report"}),
    frozenset({"api"}),
    frozenset({"testing"}),
    frozenset({"cli", "mcp_server"}),
)
WRITE_HALF = {"grants", "app", "config", "influmojo", "template"}
READ_HALF = {
    "iam",
    "cloudformation",
    "service_roles",
    "task_definition",
    "evaluation",
    "proof",
    "preflight",
    "rules",
    "testing",
    "checks",
}
RANK = {package: rank for rank, packages in enumerate(LAYERS) for package in packages}


def package_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def packages_imported(path: Path) -> set[str]:
    found = {name.split(".")[1] for name in imports(path) if name.startswith("influmojo_cfn.")}
    return {package for package in found if package in RANK}


SOURCES = sorted(p for p in PACKAGE.rglob("*.py") if package_of(p) not in {"__init__", "__main__"})


ROOMS = {package: [p for p in SOURCES if package_of(p) == package] for package in RANK}


def test_every_module_is_in_a_room() -> None:
    without = [str(p.relative_to(PACKAGE)) for p in SOURCES if package_of(p) not in RANK]
    assert not without, "give its package a layer in tests/test_layers.py"
    assert [package for package, paths in ROOMS.items() if not paths] == []


@pytest.mark.parametrize("package", sorted(RANK))
def test_a_room_imports_only_lower_rooms(package: str) -> None:
    wrong = {
        (str(path.relative_to(PACKAGE)), other)
        for path in ROOMS[package]
        for other in packages_imported(path)
        if other != package and RANK[other] > RANK[package]
    }
    assert not wrong


@pytest.mark.parametrize("package", sorted(READ_HALF))
def test_the_read_half_never_imports_the_write_half(package: str) -> None:
    wrong = {
        (str(path.relative_to(PACKAGE)), other)
        for path in ROOMS[package]
        for other in (
            *(packages_imported(path) & WRITE_HALF),
            *({name.split(".")[0] for name in imports(path)} & {"troposphere", "awacs"}),
        )
    }
    assert not wrong
