"""``influmojo-cfn boundary-policy`` as a user runs it."""

from __future__ import annotations

from pathlib import Path
from subprocess import CompletedProcess

from tests.command_line import run


def boundary_policy(*arguments: str) -> CompletedProcess[str]:
    return run("boundary-policy", *arguments)


def test_it_writes_the_template_and_finds_it_up_to_date(tmp_path: Path) -> None:
    output = tmp_path / "boundary.yaml"
    assert boundary_policy("--output", str(output)).returncode == 0
    assert boundary_policy("--output", str(output), "--check").returncode == 0
    output.write_text(output.read_text("utf-8") + "# changed\n", "utf-8")
    assert boundary_policy("--output", str(output), "--check").returncode == 2
