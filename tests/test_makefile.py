"""The Makefile without what it installs: its targets, and the Python it looks for."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

TARGETS = {
    *("help", "template", "lint", "test", "rehearse"),
    *(
        "bench",
        "peers",
        "mutants",
        "docs",
        "generated",
        "facts",
        "site",
        "check",
        "package",
        "fuzz",
        "release",
    ),
}


def make(*arguments: str) -> str:
    return subprocess.run(
        ["make", *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout


def test_help_is_the_default_and_names_every_target() -> None:
    assert set(re.findall(r"^[a-z]+", make(), re.MULTILINE)) >= TARGETS


@pytest.mark.parametrize("target", sorted(TARGETS - {"help"}))
def test_a_target_can_be_made(target: str, tmp_path: Path) -> None:
    assert make("-n", target, f"VENV={tmp_path}/venv", "BUCKET=b")


def find_python(folder: Path) -> tuple[int, str, str]:
    ended = subprocess.run(
        ["/bin/sh", str(ROOT / "scripts/find_python.sh")],
        env={"PATH": str(folder)}, capture_output=True, text=True,
    )  # fmt: skip
    return ended.returncode, ended.stdout, ended.stderr


def fake(folder: Path, name: str, script: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_no_python_is_said(tmp_path: Path) -> None:
    assert find_python(tmp_path) == (
        1,
        "",
        "Python 3.10 or later is needed, and none was found: no python3 on the PATH; "
        "name one with make PYTHON=/path/to/python3\n",
    )


def test_an_old_python_is_named(tmp_path: Path) -> None:
    fake(tmp_path, "python3", "echo 3.9; exit 1")
    assert "none was found: python3 is 3.9;" in find_python(tmp_path)[2]


def test_a_python_without_venv_is_named(tmp_path: Path) -> None:
    fake(tmp_path, "python3", 'case "$2" in *ensurepip*) exit 1;; esac; echo 3.12')
    assert "python3 (3.12) lacks venv or ensurepip" in find_python(tmp_path)[2]


def test_a_later_name_is_found_behind_an_old_one(tmp_path: Path) -> None:
    fake(tmp_path, "python3", "echo 3.9; exit 1")
    fake(tmp_path, "python3.12", "echo 3.12")
    assert find_python(tmp_path)[:2] == (0, "python3.12\n")


def test_package_makes_a_root_that_names_its_templates(tmp_path: Path) -> None:
    lines = make("-n", "package", "BUCKET=b", f"VENV={tmp_path}").replace("\\\n", "")
    words = "influmojo-cfn service --templates-url ../templates --root-output build/root.yaml"
    assert words in lines
    assert "package --template-file build/root.yaml --s3-bucket b" in lines


def test_package_without_a_bucket_says_so(tmp_path: Path) -> None:
    (tmp_path / ".requirements").touch()
    (tmp_path / ".installed").touch()
    os.utime(tmp_path / ".installed")
    ended = subprocess.run(
        ["make", "package", f"VENV={tmp_path}"], cwd=ROOT, capture_output=True, text=True
    )
    assert "name the bucket: make package BUCKET=my-bucket" in ended.stderr
