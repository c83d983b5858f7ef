"""What the measurements are made of; nothing here is timed."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from bench.__main__ import main, measuring
from bench.measure import cpu, peak_megabytes, run, show, wall
from bench.peers.environment import install_cdk
from bench.rules import many_roles


@pytest.mark.parametrize(
    ("value", "limits", "holds"),
    [
        (1.9, {"at_most": 2.0}, True),
        (2.1, {"at_most": 2.0}, False),
        (3.9, {"at_least": 4.0}, False),
        (4.0, {"at_least": 4.0}, True),
        (99.0, {}, True),
    ],
)
def test_a_limit_is_judged(value: float, limits: dict[str, float], holds: bool) -> None:
    assert show("x", value, **limits) is holds  # type: ignore[arg-type]


def test_a_command_that_fails_is_not_measured() -> None:
    with pytest.raises(SystemExit, match="ended with 3"):
        wall({"fails": [sys.executable, "-c", "raise SystemExit(3)"]}, rounds=1)


def test_peak_memory_is_of_the_process_alone() -> None:
    small = peak_megabytes([sys.executable, "-c", "pass"])
    large = peak_megabytes([sys.executable, "-c", "x = bytearray(100_000_000)"])
    assert 90 < large - small < 110


def test_without_node_the_cdk_is_skipped_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert install_cdk() == "there is no node and npm on the PATH"


def test_the_hand_written_script_gives_two_roles() -> None:
    printed = run([sys.executable, "bench/baselines/troposphere_roles.py"])
    assert printed.count("Type: AWS::IAM::Role\n") == 2


def test_the_template_of_many_roles_has_as_many() -> None:
    assert len(many_roles(7)["Resources"]) == 7


def test_every_module_that_shows_a_figure_is_run() -> None:
    """A module that shows figures has a main, and one that helps others needs none."""
    showing = {
        path.stem
        for path in (Path(__file__).parents[1] / "bench").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "bench.measure"
        if path.stem != "__main__" and any(name.name == "show" for name in node.names)
    }
    assert set(measuring()) == showing
    assert "size_limits" not in showing


def test_a_module_that_measures_nothing_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["size_limits"])
    assert "size_limits: measures nothing; one of build" in capsys.readouterr().err


def test_processor_time_is_of_the_process_alone() -> None:
    busy = "import time\nwhile time.process_time() < 0.3: pass"
    assert cpu([sys.executable, "-c", busy], rounds=1) >= 0.3
    assert cpu([sys.executable, "-c", "import time; time.sleep(0.5)"], rounds=1) < 0.4
