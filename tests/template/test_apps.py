"""Templates of other teams' apps, built and checked: no finding, in any Region, within minutes."""

from __future__ import annotations

from pathlib import Path

from influmojo_cfn.app import warnings
from influmojo_cfn.cloudformation import dump
from influmojo_cfn.config import load
from influmojo_cfn.template import build
from tests.command_line import run

APPS = sorted((Path(__file__).parent / "apps").glob("*.yaml"))


def test_no_template_of_another_app_has_a_finding(tmp_path: Path) -> None:
    for path in APPS:
        (tmp_path / path.name).write_text(dump(build(load(path))), "utf-8")
    ended = run("check", *(path.name for path in APPS), cwd=tmp_path)
    assert (ended.returncode, ended.stdout) == (0, "")
    assert ended.stderr.splitlines()[-1] == f"no findings in {len(APPS)} files"


def test_no_app_has_a_warning() -> None:
    assert [warnings(load(path)) for path in APPS] == [()] * len(APPS)


def test_one_app_is_split() -> None:
    template = build(load(Path(__file__).parent / "apps" / "split.yaml"))
    assert "TaskPolicy2" in template["Resources"]
