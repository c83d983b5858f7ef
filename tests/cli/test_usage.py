"""``influmojo-cfn usage``."""

from __future__ import annotations

import json
import shlex
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
    assert "permissions; proven: it allows nothing new\nnext: influmojo-cfn build" in said
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


def test_the_next_step_is_to_write_what_was_used(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    trail = tmp_path / "a.json"
    trail.write_text(json.dumps({"Records": [record("s3", "GetObject")]}))
    _, _, said = usage(capsys, TEMPLATE, "--cloudtrail", trail)
    assert said.startswith("next: add --output FILE, to write an app file of what was used.")
    _, _, said = usage(capsys, TEMPLATE, "--cloudtrail", trail, "--format", "json")
    assert said == ""


def test_without_records_it_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, said = usage(capsys, TEMPLATE)
    assert status == 1
    assert "--cloudtrail: is missing; give --cloudtrail PATH, or --recorded FILE" in said


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


@pytest.mark.parametrize("with_app", [True, False])
def test_the_commands_that_it_names_next_prove_the_file_narrower(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, *, with_app: bool
) -> None:
    template, app, output = tmp_path / "t t.yaml", tmp_path / "app.yaml", tmp_path / "n.yaml"
    app.write_text(
        "project: shop\nattach_execution_policy: false\ngrants:\n  - grant: sqs.send_messages\n"
        "    queue: {parameter: Jobs, default: jobs}\n  - grant: s3.list_bucket\n"
        "    bucket: {parameter: Bucket, default: shop-uploads}\n"
    )
    with pytest.raises(SystemExit):
        main(["build", "--app", str(app), "--output", str(template)])
    role = "shop-ecs-task-role"
    seen = [record("sqs", "GetQueueUrl", {"queueName": "jobs"}, role=role)]
    (tmp_path / "a.json").write_text(json.dumps({"Records": seen}))
    given = ["--app", app] if with_app else ["--parameter", "Jobs=jobs"]
    place = ["--account", "444455556666", "--region", "eu-west-1"]
    trail = ["--cloudtrail", tmp_path / "a.json", "--output", output]
    _, _, said = usage(capsys, template, *trail, *given, *place)
    commands = said.splitlines()[-1].removeprefix("next: ").split(" && ")
    for command in commands:
        with pytest.raises(SystemExit) as ended:
            main(shlex.split(command)[1:])
        assert ended.value.code == 0
    printed = capsys.readouterr().out
    assert "TaskRole: both" not in printed
    assert "TaskRole: " in printed
