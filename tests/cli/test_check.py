from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checks.test_run import CLEAN, TEMPLATE

ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


def run(
    folder: Path, *arguments: str, input: str | None = None, **environment: str
) -> tuple[int, str, str]:
    ended = subprocess.run(
        [sys.executable, "-m", "influmojo_cfn", "check", *arguments],
        cwd=folder, env={**os.environ, **environment}, input=input,
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    return ended.returncode, ended.stdout, ended.stderr


def test_findings_end_with_2(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(TEMPLATE)
    assert run(tmp_path, "t.yaml") == (
        2,
        "t.yaml:5 W2001 Parameter Unused not used.\n",
        "0 errors, 1 warning, 0 informational in 1 file\n",
    )


def test_a_clean_file_ends_with_0(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text(CLEAN)
    assert run(tmp_path, "t.yaml") == (0, "", "no findings in 1 file\n")


def test_a_missing_file_ends_with_1(tmp_path: Path) -> None:
    assert run(tmp_path, "t.yaml") == (
        1,
        "",
        "error: t.yaml: cannot be read: No such file or directory\n",
    )


def test_a_name_that_the_locale_does_not_know_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "röllen.yaml").write_text(TEMPLATE)
    assert run(tmp_path, "röllen.yaml", **ASCII) == (
        1,
        "",
        "error: r??llen.yaml: has a name that is not UTF-8 in this locale; set PYTHONUTF8=1\n",
    )


def test_the_way_out_that_the_error_names_is_one(tmp_path: Path) -> None:
    (tmp_path / "röllen.yaml").write_text(TEMPLATE)
    assert run(tmp_path, "röllen.yaml", **{**ASCII, "PYTHONUTF8": "1"})[0] == 2


@pytest.mark.parametrize("name", ["-", "/dev/stdin"])
def test_standard_input_is_checked_by_every_validator(tmp_path: Path, name: str) -> None:
    unknown = TEMPLATE.replace("RoleName", "RoleNam")
    status, stdout, _ = run(tmp_path, name, input=unknown)
    assert status == 2
    assert [line.split()[:2] for line in stdout.splitlines()] == [
        [f"{name}:5", "W2001"],
        [f"{name}:12", "E3002"],
    ]


def test_no_file_ends_with_1(tmp_path: Path) -> None:
    assert run(tmp_path)[0] == 1


def test_against_takes_one_file(tmp_path: Path) -> None:
    status, _, stderr = run(tmp_path, "a.yaml", "b.yaml", "--against", "old.yaml")
    assert (status, "name one FILE" in stderr) == (1, True)
