"""A watched command runs again after a change, and ends when the user says so."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from influmojo_cfn.cli.watch import watched
from influmojo_cfn.errors import Error


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "template.yaml"
    path.write_text("a")
    return path


def at_each_look(monkeypatch: pytest.MonkeyPatch, *steps: Callable[[], object]) -> None:
    """Take one step each time the command waits; then interrupt it."""
    left: Iterator[Callable[[], object]] = iter(steps)

    def sleep(_seconds: float) -> None:
        step = next(left, None)
        if step is None:
            raise KeyboardInterrupt
        step()

    monkeypatch.setattr("influmojo_cfn.cli.watch.time", SimpleNamespace(sleep=sleep))


@pytest.mark.parametrize(
    ("change", "runs"),
    [
        (lambda path: path.write_text("longer"), 2),
        (lambda path: path.unlink(), 2),
        (lambda path: None, 1),
    ],
    ids=["changed", "removed", "nothing"],
)
def test_a_change_runs_it_again(
    file: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object], runs: int
) -> None:
    at_each_look(monkeypatch, lambda: change(file))
    codes = itertools.count()
    watched(lambda: next(codes), [file])
    assert next(codes) == runs


def test_the_exit_code_is_that_of_the_last_run(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at_each_look(monkeypatch, lambda: file.write_text("longer"))
    codes = iter([2, 0])
    assert watched(lambda: next(codes), [file]) == 0


def test_an_error_is_printed_and_does_not_end_it(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    at_each_look(monkeypatch)

    def fail() -> int:
        raise Error("template.yaml: cannot be read")

    assert watched(fail, [file]) == 1
    assert "error: template.yaml: cannot be read\n" in capsys.readouterr().err
