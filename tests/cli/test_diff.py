"""The diff command as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from influmojo_cfn.account import stack_template
from influmojo_cfn.account.stack_template import StackTemplate
from influmojo_cfn.cli.diff import command
from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from tests.command_line import run
from tests.repository import commit_all

OLD = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*"}],
}
NEW = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::a/*"}],
}


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text(json.dumps(OLD), "utf-8")
    new.write_text(json.dumps(NEW), "utf-8")
    return str(old), str(new)


@pytest.mark.parametrize(
    ("order", "flags", "code"),
    [
        ((0, 1), (), 0),
        ((0, 1), ("--fail-on-new-access",), 2),
        ((1, 0), ("--fail-on-new-access",), 0),
    ],
)
def test_the_exit_code(
    files: tuple[str, str], order: tuple[int, int], flags: tuple[str, ...], code: int
) -> None:
    assert run("diff", *(files[i] for i in order), *flags).returncode == code


@pytest.mark.parametrize("count", [1, 3])
def test_two_documents_are_compared_and_no_other_number(files: tuple[str, str], count: int) -> None:
    result = CliRunner().invoke(command, [files[0]] * count)
    assert result.exit_code == 2
    assert f"got {count} arguments; give OLD and NEW" in result.output


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--account", "444455556666"], "--account: is 444455556666; stack s is in 111122223333"),
        (["--partition", "aws-cn"], "--partition: is aws-cn; stack s is in aws"),
    ],
)
def test_a_stack_is_of_one_account_and_partition(
    files: tuple[str, str], monkeypatch: pytest.MonkeyPatch, options: list[str], message: str
) -> None:
    deployed = Environment(account="111122223333", region="us-east-1", partition="aws")
    stack = StackTemplate(document=Document(OLD), environment=deployed)
    monkeypatch.setattr("influmojo_cfn.cli.target.connection_of", lambda *_: None)
    monkeypatch.setattr(stack_template, "stack_template", lambda *_: stack)
    result = CliRunner().invoke(command, [files[1], "--stack-name", "s", *options])
    assert str(result.exception) == message


def test_each_format_names_what_was_gained(files: tuple[str, str]) -> None:
    for form in ("pretty", "json", "markdown"):
        result = CliRunner().invoke(command, [*files, "--format", form])
        assert "s3:Get* except s3:GetObject" in result.output.replace("`", "")


def test_json_holds_the_witness(files: tuple[str, str]) -> None:
    result = CliRunner().invoke(command, [*files, "--format", "json"])
    found = json.loads(result.output)["changes"][0]["gained"]["found"][0]
    assert found["witness"]["resource"].startswith("arn:aws:s3:::a/")


def test_a_revision_of_a_file(tmp_path: Path) -> None:
    policy = tmp_path / "policy.json"
    policy.write_text(json.dumps(OLD), "utf-8")
    commit_all(tmp_path)
    policy.write_text(json.dumps(NEW), "utf-8")
    result = run("diff", "HEAD:policy.json", "policy.json", cwd=tmp_path)
    assert "policy: widened" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("a.json",), "got 1 arguments; give OLD and NEW"),
        (("nowhere.json", "nowhere.json"), "nowhere.json: cannot be read"),
        (("HEAD:nowhere.json", "x"), "is not a file, and git reports"),
    ],
)
def test_what_is_wrong_is_said(arguments: tuple[str, ...], message: str) -> None:
    result = run("diff", *arguments)
    assert result.returncode == 1
    assert message in result.stderr
    assert "Traceback" not in result.stderr
