from __future__ import annotations

import json
from pathlib import Path

import pytest

from influmojo_cfn.cli import main
from influmojo_cfn.config import load
from influmojo_cfn.evidence.recorded_calls import as_document
from tests.evidence.test_recorded_calls import RUN

FIXTURES = Path(__file__).parent.parent / "task_definition" / "fixtures"
WEBAPP = FIXTURES / "fargate-webapp.json"


def derive(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["derive", *map(str, arguments)])
    said = capsys.readouterr()
    return int(str(ended.value.code)), said.out, said.err


def test_the_app_file_and_what_it_cannot_know(capsys: pytest.CaptureFixture[str]) -> None:
    status, text, _ = derive(capsys, WEBAPP, "--project", "influmojo")
    assert status == 0
    assert text.endswith(
        """project: influmojo
attach_execution_policy: false
grants:
  - grant: ecr.pull_images
    repositories:
      - influmojo-webapp
  - grant: ssm.read_parameters
    names:
      - /influmojo/production/database-url
      - /influmojo/production/jwt-secret
  - grant: logs.write_logs
    groups:
      - /ecs/influmojo-webapp
"""
    )
    comments = " ".join(line.lstrip("# ") for line in text.splitlines() if line.startswith("#"))
    assert "what the application's code calls cannot be known" in comments
    assert "which keys encrypt the parameters and secrets" in comments


def test_a_key_goes_with_what_it_encrypts(capsys: pytest.CaptureFixture[str]) -> None:
    key = "arn:aws:kms:ap-south-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
    _, text, _ = derive(capsys, WEBAPP, "--project", "influmojo", "--kms-key", key)
    assert f"    kms_key: {key}\n" in text


@pytest.mark.parametrize("key", ["alias/orders", "arn:aws:s3:::a", "arn:aws:kms:a:1:alias/b"])
def test_a_key_that_is_none_is_told(capsys: pytest.CaptureFixture[str], key: str) -> None:
    status, _, error = derive(capsys, WEBAPP, "--kms-key", key)
    assert (status, "is not the ARN of a KMS key" in error) == (1, True)


def test_the_file_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "app.yaml"
    assert derive(capsys, WEBAPP, "--output", target)[0] == 0
    assert load(target).project == "influmojo"


def test_what_is_wrong_leaves_the_file_as_it_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "app.yaml"
    target.write_text("as it was", "utf-8")
    wrong = tmp_path / "task.json"
    wrong.write_text('{"family": "f", "containerDefinitions": {}}', "utf-8")
    status, _, error = derive(capsys, wrong, "--output", target)
    assert status == 1
    assert "containerDefinitions: expected a list, not a mapping" in error
    assert target.read_text("utf-8") == "as it was"


def test_files_that_are_not_there_are_named_all_at_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert derive(capsys, Path("a.json"), "b.json")[2] == (
        "error: a.json: cannot be read: No such file or directory; check its path\n"
        "error: b.json: cannot be read: No such file or directory; check its path\n"
    )


def test_a_project_that_is_none_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    status, _, error = derive(capsys, WEBAPP, "--project", "Not A Project")
    assert status == 1
    assert "project: 'Not A Project'" in error


def test_nothing_to_grant_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    status, text, _ = derive(capsys, FIXTURES / "cases" / "public-image.json")
    assert status == 0
    assert "ECS needs no role to start these" in text


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.*")), ids=lambda path: path.stem)
def test_what_is_derived_and_built_passes_preflight(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    app, template = tmp_path / "app.yaml", tmp_path / "template.yaml"
    assert derive(capsys, path, "--output", app)[0] == 0
    if "ECS needs no role" in app.read_text("utf-8"):
        return
    for arguments in (
        ["build", "--app", str(app), "--output", str(template)],
        ["preflight", str(template), "--task-definition", str(path), "--allow-unknown"],
    ):
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        said = capsys.readouterr()
        assert ended.value.code == 0, said.out + said.err


CODE = """import os

import boto3

boto3.client("s3").put_object(Bucket=os.environ["UPLOADS_BUCKET"], Key="k", Body=b"")
"""


def test_code_gives_the_task_role_its_grants(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "src").mkdir()
    (tmp_path / "src/app.py").write_text(CODE)
    (tmp_path / "task.json").write_text(
        WEBAPP.read_text("utf-8").replace(
            '"environment": [',
            '"environment": [{"name": "UPLOADS_BUCKET", "value": "uploads"}, ',
            1,
        )
    )
    status, text, _ = derive(capsys, "--code", "src", "task.json", "--project", "influmojo")
    assert status == 0
    assert text.endswith(
        """  - grant: s3.upload_objects
    bucket:
      parameter: UploadsBucket
      default: uploads
      description: The bucket name of environment variable UPLOADS_BUCKET.
    only:
      - s3:PutObject
    why: src/app.py:5 PutObject
"""
    )
    assert "A hint:" not in text
    assert "cannot be known from a task definition" not in text
    status, alone, _ = derive(capsys, "--code", "src/app.py")
    assert "grant: s3.upload_objects" in alone
    assert "ecr.pull_images" not in alone


def test_a_service_is_a_name_and_a_path(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(CODE)
    status, text, _ = derive(capsys, "--service", f"web={tmp_path}", "--project", "shop")
    assert status == 0
    assert "roles: per_service" in text
    assert "repository: shop-web" in text
    assert derive(capsys, "--service", "web")[2] == (
        "Usage: influmojo-cfn derive [OPTIONS] [FILES]...\n"
        "Try 'influmojo-cfn derive --help' for help.\n\n"
        "error: --service: 'web' is not NAME=PATH; give web=services/web, for example\n"
    )
    assert (
        "FILE: is missing; give a task definition, --code PATH or --recorded FILE"
        in derive(capsys)[2]
    )


def test_code_and_recordings_that_are_read_are_not_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, run = tmp_path / "app.py", tmp_path / "run.json"
    code.write_text("import boto3\n")
    run.write_text(json.dumps(as_document(RUN)))
    for option, given, file in (
        ("--code", code, code),
        ("--code", tmp_path, code),
        ("--recorded", run, run),
    ):
        link = tmp_path / f"{given.stem}.yaml"
        link.symlink_to(file)
        before = file.read_text()
        status, _, said = derive(capsys, option, given, "--output", link)
        assert (status, "is the file that is read" in said) == (1, True)
        assert file.read_text() == before
