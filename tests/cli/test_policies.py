from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from influmojo_cfn.cli.policies import command
from influmojo_cfn.errors import Error

KNOWN = (
    "is not one of aws, aws-cn, aws-us-gov, aws-eusc, aws-iso, aws-iso-b, aws-iso-e, aws-iso-f; "
    "did you mean 'aws-cn'?"
)
APP = "project: shop\ngrants: [{grant: xray.write_traces}]\n"


def policies(
    folder: Path, *more: str, account: str = "111122223333", region: str = "ap-south-1"
) -> Result:
    arguments = ["--output-dir", str(folder), "--account", account, "--region", region, *more]
    return CliRunner().invoke(command, arguments, catch_exceptions=True)


def test_three_documents_are_written(tmp_path: Path) -> None:
    assert policies(tmp_path / "new").exit_code == 0
    assert {path.name for path in (tmp_path / "new").iterdir()} == {
        *("ecs-task-execution-role.json", "ecs-task-role.json", "trust-policy.json"),
    }


def test_they_hold_no_function(tmp_path: Path) -> None:
    policies(tmp_path)
    assert list(tmp_path.iterdir())
    for path in tmp_path.iterdir():
        assert not re.search(r"\$\{|Fn::", path.read_text())


def test_parameters_are_at_their_defaults(tmp_path: Path) -> None:
    policies(tmp_path)
    document = json.loads((tmp_path / "ecs-task-execution-role.json").read_text())
    assert (
        "arn:aws:ecr:ap-south-1:111122223333:repository/influmojo-webapp"
        in document["Statement"][1]["Resource"]
    )


def test_what_an_empty_parameter_leaves_out_is_said(tmp_path: Path) -> None:
    words = "omitted: TaskPolicy.ConnectToDatabaseResourceDatabaseUser: DatabaseResourceId is empty"
    assert words in policies(tmp_path).stderr


def test_a_parameter_can_be_given(tmp_path: Path) -> None:
    policies(tmp_path, "--parameter", "DatabaseResourceId=db-ABCDEFGHIJKL01234")
    document = json.loads((tmp_path / "ecs-task-role.json").read_text())
    assert document["Statement"][0]["Resource"] == [
        "arn:aws:rds-db:ap-south-1:111122223333:dbuser:db-ABCDEFGHIJKL01234/influmojo"
    ]


def test_another_partition(tmp_path: Path) -> None:
    policies(tmp_path, "--partition", "aws-cn", region="cn-north-1")
    assert "arn:aws:" not in (tmp_path / "ecs-task-role.json").read_text()


def test_the_two_tag_commands_are_printed(tmp_path: Path) -> None:
    lines = [line for line in policies(tmp_path).stdout.splitlines() if line.startswith("aws ")]
    assert lines == [
        "aws iam tag-policy --policy-arn "
        "arn:aws:iam::111122223333:policy/influmojo-ecs-execution-policy "
        "--tags Key=Project,Value=Influmojo 'Key=Purpose,Value=ECS Task Execution'",
        "aws iam tag-policy --policy-arn "
        "arn:aws:iam::111122223333:policy/influmojo-ecs-task-policy "
        "--tags Key=Project,Value=Influmojo 'Key=Purpose,Value=ECS Task Application'",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--partition", "aws-chn"],
            f"partition: 'aws-chn' {KNOWN}",
        ),
        (
            ["--parameter", "UploadsBucket=x"],
            "parameter UploadsBucket: is not in the template; did you mean 'UploadsBucketName'?",
        ),
        (["--parameter", "x"], "--parameter: 'x' is not NAME=VALUE"),
        (
            ["--partition", "aws-cn"],
            "partition: ap-south-1 is a Region of aws, not of aws-cn",
        ),
        (
            ["--partition", "aws-chn", "--parameter", "UploadsBucketName=A"],
            f"partition: 'aws-chn' {KNOWN}\n"
            "parameter UploadsBucketName: must be an S3 bucket name: 3 to 63 lowercase "
            "letters, digits, dots and hyphens, beginning and ending with a letter or digit, not "
            "an IP address and without a reserved prefix or suffix; or empty, which omits the "
            "permission",
        ),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, arguments: list[str], message: str) -> None:
    result = policies(tmp_path / "new", *arguments)
    assert isinstance(result.exception, Error)
    assert str(result.exception).startswith(message)
    assert not (tmp_path / "new").exists()


def test_an_account_of_11_digits_is_refused(tmp_path: Path) -> None:
    result = policies(tmp_path, account="11112222333")
    assert str(result.exception) == ("account: '11112222333' is not an account ID of 12 digits")


def test_a_file_in_the_folders_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    result = policies(tmp_path / "a")
    assert isinstance(result.exception, Error)
    assert str(result.exception) == f"{tmp_path / 'a'}: is not a folder; name another"
    assert (tmp_path / "a").read_text() == "old"


def test_what_is_replaced_is_said(tmp_path: Path) -> None:
    (tmp_path / "trust-policy.json").write_text("old")
    said = policies(tmp_path).stdout.splitlines()
    assert f"{tmp_path / 'ecs-task-role.json'}: written" in said
    assert f"{tmp_path / 'trust-policy.json'}: replaced" in said


@pytest.mark.parametrize("name", ["ecs-task-role.json", "trust-policy.json"])
def test_all_are_written_or_none(tmp_path: Path, name: str) -> None:
    (tmp_path / "ecs-task-execution-role.json").write_text("old")
    (tmp_path / name).mkdir()
    result = policies(tmp_path)
    assert isinstance(result.exception, Error)
    assert (tmp_path / "ecs-task-execution-role.json").read_text() == "old"
    assert {path.name for path in tmp_path.iterdir()} == {"ecs-task-execution-role.json", name}


def test_an_app_file_in_the_folder_is_not_overwritten(tmp_path: Path) -> None:
    app = tmp_path / "app.yaml"
    app.write_text(APP)
    (tmp_path / "trust-policy.json").symlink_to(app)
    result = policies(tmp_path, "--app", str(app))
    assert "is the file that is read" in str(result.exception)
    assert app.read_text() == APP
    assert len(list(tmp_path.iterdir())) == 2
