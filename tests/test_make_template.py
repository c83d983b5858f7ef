"""What ``make template`` gives back: the status of the build, and else that of cfn-lint."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from scripts.make_generated import GENERATED
from scripts.make_template import BUILD, TEMPLATE, main


@pytest.mark.parametrize(
    ("built", "ends", "status", "says"),
    [
        pytest.param(0, None, 0, True, id="cfn-lint returns"),
        pytest.param(0, SystemExit(), 0, True, id="cfn-lint ends"),
        pytest.param(0, SystemExit(0), 0, True, id="cfn-lint ends well"),
        pytest.param(0, SystemExit(14), 14, False, id="cfn-lint finds something"),
        pytest.param(0, SystemExit("why"), 1, False, id="cfn-lint ends with words"),
        pytest.param(3, None, 3, False, id="the build fails"),
    ],
)
def test_the_status_is_that_of_the_first_that_fails(
    built: int,
    ends: SystemExit | None,
    status: int,
    says: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    linted: list[list[str]] = []

    def lint() -> None:
        linted.append(sys.argv)
        if ends is not None:
            raise ends

    started: list[list[str]] = []
    monkeypatch.setattr(subprocess, "Popen", lambda command: Building(built, started, command))
    cli: Any = ModuleType("cfnlint.runner.cli")
    cli.main = lint
    monkeypatch.setitem(sys.modules, cli.__name__, cli)
    monkeypatch.setattr(sys, "argv", ["make_template"])
    assert main() == status
    assert started == [BUILD]
    assert linted == ([] if built else [["cfn-lint", TEMPLATE]])
    assert ("cfn-lint finds nothing wrong" in capsys.readouterr().out) is says


class Building(SimpleNamespace):
    """A build that has its status when it was waited for."""

    returncode: int | None

    def __init__(self, status: int, started: list[list[str]], command: list[str]) -> None:
        super().__init__(status=status, returncode=None)
        started.append(command)

    def __enter__(self) -> Building:
        return self

    def __exit__(self, *_: object) -> None:
        self.returncode = self.status


def test_the_template_is_one_of_those_that_are_generated() -> None:
    assert TEMPLATE in GENERATED
    assert BUILD[-2:] == ["--output", TEMPLATE]
