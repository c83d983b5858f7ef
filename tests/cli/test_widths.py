"""Every command at 80 and at 60 columns: ARNs stay whole, and lines fit where words do."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from influmojo_cfn.cli import group
from influmojo_cfn.cloudformation import Document
from influmojo_cfn.proof import difference
from influmojo_cfn.proof.difference import compare_documents
from tests.conftest import ROOT
from tests.template_text import managed_policy

TEMPLATE = str(ROOT / "templates/influmojo-ecs-iam.yaml")
ROLES = str(ROOT / "tests/report/explain/roles.yaml")
UPLOADS = "arn:aws:s3:::influmojo-uploads-of-another-account-that-is-not-ours/avatar.png"
CLAIMS = """
claims:
  - claim: The task role never deletes an object of a bucket, and neither does anybody else
    role: TaskRole
    never: {actions: "s3:*"}
"""
BROKEN = "Resources:\n" + managed_policy(
    "Policy", "arn:aws:s3:::a-bucket-with-a-name-that-is-longer-than-most-of-them-are"
)
COMMANDS: dict[str, list[str]] = {
    "grants": ["grants"],
    "a grant": ["grants", "secretsmanager.read_secrets"],
    "rules": ["rules"],
    "a rule": ["rules", "E9201"],
    "explain": ["explain", ROLES],
    "diff": ["diff", TEMPLATE, ROLES, "--role", "TaskRole"],
    "prove": ["prove", ROLES, "--claims", "claims.yaml"],
    "simulate": [
        *("simulate", TEMPLATE, "--role", "TaskRole", "--action", "s3:PutObject"),
        *("--resource", UPLOADS),
    ],
    "preflight": [
        *("preflight", TEMPLATE, "--task-definition"),
        str(ROOT / "examples/backend-task-definition.json"),
    ],
    "check": ["check", "--iam-only", "broken.yaml"],
}
DIFFERENCES: dict[tuple[str, str], difference.Difference] = {}
ARN = re.compile(r"arn:aws[\w-]*:[^\s,;()\]|'`]+")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "claims.yaml").write_text(CLAIMS, "utf-8")
    (tmp_path / "broken.yaml").write_text(BROKEN, "utf-8")
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def compared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a command that is run in another width show the comparison that was made before."""
    monkeypatch.setattr(difference, "compare_documents", compare_once)


def compare_once(before: Document, after: Document, **options: Any) -> difference.Difference:
    """Return what a comparison of two files finds; it is made once."""
    key = before.source, after.source
    if key not in DIFFERENCES:
        DIFFERENCES[key] = compare_documents(before, after, **options)
    return DIFFERENCES[key]


@cache
def printed(name: str, columns: str) -> str:
    """Return what a command prints; it is run once in each width."""
    return CliRunner(env={"COLUMNS": columns}).invoke(group, COMMANDS[name]).stdout


@pytest.mark.parametrize("columns", [80, 60])
@pytest.mark.parametrize("name", COMMANDS)
def test_arns_stay_whole_and_lines_fit(name: str, columns: int) -> None:
    piped, narrow = printed(name, ""), printed(name, str(columns))
    assert piped
    assert set(ARN.findall(narrow)) == set(ARN.findall(piped))
    for line in narrow.splitlines():
        long_word = any(len(word) + 14 > columns for word in line.split())
        is_command = line.strip().startswith(("influmojo-cfn ", "aws "))
        assert len(line) <= columns or long_word or is_command, line


@pytest.mark.parametrize("name", ["explain", "diff", "prove"])
def test_what_is_piped_is_no_narrower_for_that(name: str) -> None:
    assert max(map(len, printed(name, "").splitlines())) > 80
