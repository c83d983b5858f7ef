"""``influmojo-cfn boundary-policy`` as a user runs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def boundary_policy(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "influmojo_cfn", "boundary-policy", *arguments]
    return subprocess.run(command, capture_output=True, text=True)


def test_it_writes_the_template_and_finds_it_up_to_date(tmp_path: Path) -> None:
    output = tmp_path / "boundary.yaml"
    assert boundary_policy("--output", str(output)).returncode == 0
    assert boundary_policy("--output", str(output), "--check").returncode == 0
    output.write_text(output.read_text("utf-8") + "# changed\n", "utf-8")
    assert boundary_policy("--output", str(output), "--check").returncode == 2
