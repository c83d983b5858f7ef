"""The tests mirror the package: each module has a test file of its name in the same folder."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path("influmojo_cfn")
TESTS = Path("tests")
BY_EXAMPLES = "rules"
"""Rules are tested by their examples: tests/rules/."""


def modules() -> list[Path]:
    """Return the modules that have something to test, below the package."""
    return [
        path.relative_to(PACKAGE)
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.stem not in ("__init__", "__main__") and not is_rule(path) and does_something(path)
    ]


def is_rule(path: Path) -> bool:
    """Return whether a module is in a group of rules."""
    return len(path.relative_to(PACKAGE).parts) > 2 and path.is_relative_to(PACKAGE / BY_EXAMPLES)


def does_something(path: Path) -> bool:
    """Return whether a module defines a function or a class, and is not data alone."""
    return any(line.startswith(("def ", "class ")) for line in path.read_text().splitlines())


def file_of(module: Path) -> Path:
    return TESTS / module.with_name(f"test_{module.name}")


def test_every_module_has_a_test_file_of_its_name() -> None:
    assert [str(module) for module in modules() if not file_of(module).exists()] == []
