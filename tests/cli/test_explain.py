from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from influmojo_cfn.cli import main
from influmojo_cfn.cli.explain import command
from tests.conftest import ROOT

ROLES = Path(__file__).parent.parent / "report" / "explain" / "roles.yaml"


def explain(*arguments: str) -> str:
    result = CliRunner().invoke(command, [str(ROLES), *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_pretty_names_each_role_and_reason() -> None:
    text = explain()
    for words in ("influmojo-ecs-task-role", "TaskExecutionRole", "Send email from"):
        assert words in text


def test_the_values_that_are_assumed_are_said() -> None:
    assert "assumed: account 111122223333, Region us-east-1" in explain().splitlines()[-1]
    assert "Region eu-west-1" in explain("--region", "eu-west-1").splitlines()[-1]
    assert json.loads(explain("--format", "json"))["assumed"].startswith("account 111122223333")
    assert "Assumed: account 111122223333, Region us-east-1" in explain("--format", "markdown")


def test_one_role_by_logical_id_or_by_name() -> None:
    for name in ("TaskRole", "influmojo-ecs-task-role"):
        roles = json.loads(explain("--role", name, "--format", "json"))["roles"]
        assert [role["logicalId"] for role in roles] == ["TaskRole"]


def test_json_is_json() -> None:
    document = json.loads(explain("--format", "json"))
    access = document["roles"][1]["access"]
    row = next(row for row in access if row["service"] == "ses")
    assert row["accessLevel"] == "Write"
    assert row["conditions"] == [
        {"operator": "StringLike", "key": "ses:FromAddress", "values": ["*@influmojo.com"]}
    ]
    assert row["reason"] == "Send email from the own domain."


def test_markdown_has_a_table() -> None:
    assert "| Service | Access level |" in explain("--format", "markdown")


@pytest.mark.parametrize("form", ["pretty", "json", "markdown", "html"])
def test_what_conditions_leave_out_is_said_in_every_form(form: str) -> None:
    template = str(ROOT / "templates" / "influmojo-ecs-iam.yaml")
    result = CliRunner().invoke(command, [template, "--role", "TaskRole", "--format", form])
    assert ":dbuser:${DatabaseResourceId}/influmojo" in result.output
    assert "DatabaseResourceId is not empty" in result.output


def test_html_goes_to_a_file(tmp_path: Path) -> None:
    target = tmp_path / "roles.html"
    explain("--format", "html", "--output", str(target))
    assert target.read_text("utf-8").startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("form", ["json", "markdown", "html"])
def test_the_same_template_gives_the_same_bytes(form: str) -> None:
    assert explain("--format", form) == explain("--format", form)


def test_an_unknown_role_is_named_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["explain", str(ROLES), "--role", "TaskRol"])
    assert ended.value.code == 1
    assert "did you mean 'TaskRole'" in capsys.readouterr().err


def test_a_template_without_a_role_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    template = tmp_path / "t.yaml"
    template.write_text("Resources: {Topic: {Type: AWS::SNS::Topic}}\n")
    with pytest.raises(SystemExit) as ended:
        main(["explain", str(template)])
    said = capsys.readouterr()
    assert (ended.value.code, said.out) == (0, "")
    assert said.err == f"note: {template} has no role, so there is nothing to explain\n"


def test_what_is_not_read_is_something_to_explain(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    template = tmp_path / "unread.yaml"
    template.write_text("Resources: {Unread: {Type: Custom::Grant}}\n", "utf-8")
    with pytest.raises(SystemExit):
        main(["explain", str(template)])
    said = capsys.readouterr()
    assert said.err == ""
    assert "unknown: Custom::Grant" in said.out
