"""What the plugin adds to the report of a failed test, and to no other."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from influmojo_cfn.testing.pytest_plugin import pytest_runtest_makereport

TITLE = "What the roles can do"


def sections(
    monkeypatch: pytest.MonkeyPatch, *, failed: bool, unexpected: list[str] | None
) -> list[tuple[str, str]]:
    """Return the sections of a report after the hook has seen it."""
    name = "influmojo_cfn.testing.role"
    if unexpected is None:
        monkeypatch.delitem(sys.modules, name, raising=False)
    else:
        module: Any = ModuleType(name)
        module.unexpected = unexpected
        monkeypatch.setitem(sys.modules, name, module)
    report: Any = SimpleNamespace(failed=failed, sections=[])
    hook = pytest_runtest_makereport(None, None)
    next(hook)
    with pytest.raises(StopIteration) as ended:
        hook.send(report)
    assert ended.value.value is report
    return list(report.sections)


def test_a_test_that_never_asked_has_no_section(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sections(monkeypatch, failed=True, unexpected=None) == []


def test_a_failed_test_shows_each_answer_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sections(monkeypatch, failed=True, unexpected=["a", "b", "a"]) == [(TITLE, "a\n\nb")]


def test_a_failed_test_without_such_answers_has_no_section(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert sections(monkeypatch, failed=True, unexpected=[]) == []


def test_a_test_that_passed_has_no_section(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sections(monkeypatch, failed=False, unexpected=["a"]) == []


@pytest.mark.parametrize("failed", [True, False])
def test_the_answers_of_one_test_are_not_shown_under_the_next(
    monkeypatch: pytest.MonkeyPatch, failed: bool
) -> None:
    unexpected = ["a"]
    sections(monkeypatch, failed=failed, unexpected=unexpected)
    assert unexpected == []
