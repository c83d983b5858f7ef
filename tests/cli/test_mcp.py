"""The mcp command starts a server of a folder, and says what it lacks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT


def run(*arguments: str, code: str = "") -> subprocess.CompletedProcess[str]:
    start = f"import sys\n{code}\nfrom influmojo_cfn.cli import main\nmain(sys.argv[1:])"
    return subprocess.run(
        [sys.executable, "-c", start, "mcp", *arguments],
        cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60,
    )  # fmt: skip


def test_without_the_extra_one_sentence_says_how_to_install_it() -> None:
    ended = run(code="sys.modules['mcp'] = None")
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert ended.stderr.startswith("error: mcp is not installed: ")
    assert "[mcp]" in ended.stderr


def test_a_folder_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    ended = run(str(tmp_path / "nothing"))
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "is not a folder; name the folder of the project" in ended.stderr


def test_it_ends_with_its_input() -> None:
    ended = run()
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
