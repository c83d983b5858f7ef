"""``influmojo-cfn usage``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from influmojo_cfn.cli import main
from tests.conftest import ROOT
from tests.usage.example_records import EXECUTION, record

TEMPLATE = str(ROOT / "templates/influmojo-ecs-iam.yaml")


def usage(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["usage", *map(str, arguments)])
    said = capsys.readouterr()
    return int(str(ended.value.code)), said.out, said.err


def test_a_narrowed_app_that_diff_proves(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    trail = tmp_path / "logs/a.json"
    trail.parent.mkdir()
    own = record("secretsmanager", "GetSecretValue", {"secretId": "influmojo/a"}, role=EXECUTION)
    trail.write_text(json.dumps({"Records": [own]}))
    names = {
        "AttachTaskExecutionRolePolicy": "true",
        **dict.fromkeys(("DatabaseResourceId", "EnvironmentName", "PermissionsBoundaryArn"), ""),
        "DatabaseUserName": "influmojo",
        "UploadsBucketName": "influmojo-uploads",
        "AssetsBucketName": "influmojo-assets",
        "EmailIdentity": "influmojo.com",
        "NotificationsTopicName": "influmojo-notifications",
    }
    values = [each for name, value in names.items() for each in ("--parameter", f"{name}={value}")]
    app, built = tmp_path / "app.yaml", tmp_path / "narrowed.yaml"
    status, text, said = usage(capsys, TEMPLATE, "--cloudtrail", trail.parent, "--output", app)
    assert status == 0
    assert "secretsmanager:GetSecretValue" in text
    assert said.endswith("permissions; proven: it allows nothing new\n")
    held = "It contains the current values of the parameters ("
    assert f"{app}: {held}" in said
    assert "UploadsBucketName=influmojo-uploads" in said
    assert "DatabaseResourceId=" not in said
    assert app.read_text("utf-8").startswith(f"# {held}")
    for arguments in (
        ["build", "--app", str(app), "--output", str(built)],
        ["diff", TEMPLATE, str(built), "--fail-on-new-access", *values],
    ):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        assert ended.value.code == 0


def test_more_files_one_role_and_json(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_text(json.dumps({"Records": [record("s3", "GetObject")]}))
    files = [tmp_path / "a.json", tmp_path / "b.json"]
    arguments = [TEMPLATE, "--format", "json", "--role", "TaskRole", "--cloudtrail", *files]
    status, text, _ = usage(capsys, *arguments)
    assert status == 0
    data = json.loads(text)
    assert data["records"] == 2
    assert [each["logicalId"] for each in data["roles"]] == ["TaskRole"]


def test_without_records_it_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, said = usage(capsys, TEMPLATE)
    assert status == 1
    assert "give --cloudtrail PATH, or --recorded FILE" in said


def test_the_values_that_a_narrowed_file_holds_are_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """With the app file they are not: it keeps the parameters."""
    template, app = tmp_path / "t.yaml", tmp_path / "app.yaml"
    app.write_text(
        "project: shop\ngrants:\n  - grant: sqs.send_messages\n"
        "    queue: {parameter: Jobs, default: jobs}\n"
    )
    with pytest.raises(SystemExit):
        main(["build", "--app", str(app), "--output", str(template)])
    (tmp_path / "a.json").write_text(json.dumps({"Records": []}))
    shared = ["--cloudtrail", tmp_path / "a.json", "--output", tmp_path / "narrowed.yaml"]
    _, _, said = usage(capsys, template, *shared, "--parameter", "Jobs=other")
    assert "Jobs=other" in said
    _, _, said = usage(capsys, template, *shared, "--app", app)
    assert "contains the current values" not in said
    assert "parameter: Jobs" in (tmp_path / "narrowed.yaml").read_text("utf-8")
