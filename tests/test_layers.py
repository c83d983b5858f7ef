"""Imports point one way, from what is general to what people call."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGE = ROOT / "influmojo_cfn"

LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"arguments", "errors", "files", "data", "version"}),
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


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_room_imports_only_lower_rooms(path: Path) -> None:
    package = package_of(path)
    assert package in RANK, f"{package} has no layer: give it one in tests/test_layers.py"
    wrong = {
        other
        for other in packages_imported(path)
        if other != package and RANK[other] > RANK[package]
    }
    assert not wrong


@pytest.mark.parametrize(
    "path",
    [p for p in SOURCES if package_of(p) in READ_HALF],
    ids=lambda p: str(p.relative_to(PACKAGE)),
)
def test_the_read_half_never_imports_the_write_half(path: Path) -> None:
    outside = {name.split(".")[0] for name in imports(path)}
    assert not packages_imported(path) & WRITE_HALF
    assert not outside & {"troposphere", "awacs"}
