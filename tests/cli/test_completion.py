"""Completion as shells ask for it: by the protocol of each, and in bash itself."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from influmojo_cfn.cli import COMMANDS
from influmojo_cfn.cli.completion import SHELLS, VARIABLE
from influmojo_cfn.rules.engine import rules
from tests.command_line import run
from tests.conftest import ROOT

TEMPLATE = "templates/influmojo-ecs-iam.yaml"
ROLES = {
    "TaskExecutionRole",
    "TaskRole",
    "influmojo-ecs-task-execution-role",
    "influmojo-ecs-task-role",
}


def completed(line: str, shell: str = "bash") -> list[str]:
    """Return the words that a shell is offered for the last word of a line."""
    words = line.split(" ")
    variables = {
        VARIABLE: f"{shell}_complete",
        "COMP_WORDS": line,
        "COMP_CWORD": words[-1] if shell == "fish" else str(len(words) - 1),
    }
    ended = run(environment=variables)
    assert (ended.returncode, ended.stderr) == (0, "")
    lines = ended.stdout.rstrip("\n").splitlines()
    if shell == "zsh":
        return lines[1::3]
    return [each.partition(",")[2].partition("\t")[0] for each in lines]


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_is_offered_the_commands(shell: str) -> None:
    assert set(COMMANDS) <= set(completed("influmojo-cfn ", shell))
    assert completed("influmojo-cfn gr", shell) == ["grants"]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    "line", [f"simulate {TEMPLATE} --role ", "simulate --role ", f"diff main:{TEMPLATE} --role "]
)
def test_roles_are_those_of_the_template_at_hand(shell: str, line: str) -> None:
    assert set(completed(f"influmojo-cfn {line}", shell)) >= ROLES


@pytest.mark.parametrize("option", ["--execution-role", "--task-role"])
def test_roles_are_offered_to_preflight(option: str) -> None:
    found = completed(f"influmojo-cfn preflight {TEMPLATE} {option} Task")
    assert found == ["TaskExecutionRole", "TaskRole"]


def test_grants_are_offered_with_their_services() -> None:
    assert completed("influmojo-cfn grants sq") == [
        "sqs",
        "sqs.send_messages",
        "sqs.consume_messages",
    ]


@pytest.mark.parametrize("line", ["rules e92", "check --ignore E92"])
def test_rules_are_offered(line: str) -> None:
    expected = [rule.id for rule in rules() if rule.id.startswith("E92")]
    assert completed(f"influmojo-cfn {line}") == expected


def test_options_are_offered() -> None:
    assert completed("influmojo-cfn build --b") == ["--budget"]


def test_roles_of_another_template_are_not_offered(tmp_path: Path) -> None:
    role = "{Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: []}}}"
    (tmp_path / "t.yaml").write_text(f"Resources: {{Mine: {role}}}")
    for line in ("simulate {} --role ", "simulate {} --action s3:GetObject --role M"):
        assert completed(f"influmojo-cfn {line.format(tmp_path / 't.yaml')}") == ["Mine"]


def test_a_template_that_cannot_be_read_offers_nothing(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text("Resources: [")
    assert completed(f"influmojo-cfn simulate {tmp_path}/t.yaml --role ") == []
    assert completed(f"influmojo-cfn simulate {tmp_path}/none.yaml --role ") == []


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_asks_by_the_protocol(shell: str) -> None:
    ended = run("completion", shell)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert f"{VARIABLE}={shell}_complete" in ended.stdout


def run_in_shell(command: list[str], folder: Path) -> str:
    """Return what a shell prints, with our command on its PATH."""
    (folder / "influmojo-cfn").write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -m influmojo_cfn "$@"\n'
    )
    (folder / "influmojo-cfn").chmod(0o755)
    path = os.pathsep.join([str(folder), os.environ["PATH"]])
    environment = {**os.environ, "PATH": path, "HOME": str(folder)}
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    return ended.stdout


def test_bash_completes_with_it(tmp_path: Path) -> None:
    script = (
        'eval "$(influmojo-cfn completion bash)"\n'
        'COMP_WORDS=(influmojo-cfn rules E950); COMP_CWORD=2\n'
        '_influmojo_cfn_completion influmojo-cfn\necho "${COMPREPLY[@]}"'
    )  # fmt: skip
    expected = [rule.id for rule in rules() if rule.id.startswith("E950")]
    assert run_in_shell(["bash", "--norc", "-c", script], tmp_path).split() == expected


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")
def test_fish_completes_with_it_and_keeps_commas(tmp_path: Path) -> None:
    script = 'influmojo-cfn completion fish | source; complete -C "influmojo-cfn gra"'
    printed = run_in_shell(["fish", "--no-config", "-c", script], tmp_path)
    assert printed == f"grants\t{COMMANDS['grants']}\n"
    assert "," in printed


def test_the_script_of_fish_splits_at_the_first_comma_alone() -> None:
    (split,) = re.findall(r"string split.*", run("completion", "fish").stdout)
    assert split == 'string split --max 1 "," $completion);'


def test_another_shell_is_an_error() -> None:
    assert run("completion", "csh").returncode == 1
