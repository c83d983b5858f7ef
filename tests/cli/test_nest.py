"""``nest`` as a user runs it: a root with a stack for each environment."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from influmojo_cfn.cli.nest import command
from influmojo_cfn.cloudformation import parse
from influmojo_cfn.errors import Error
from influmojo_cfn.influmojo import APP
from influmojo_cfn.template.nesting import build_nest

URL = "https://example-bucket.s3.amazonaws.com/influmojo-ecs-iam.yaml"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, standalone_mode=False)


def printed(*arguments: str) -> dict[str, Any]:
    ended = run("--template-url", URL, *arguments)
    assert ended.return_value == 0, ended.exception
    return dict(parse(ended.stdout).data)


def test_the_root_is_printed_unless_a_file_is_named() -> None:
    assert printed() == build_nest(APP, URL, [])


def test_each_environment_has_its_stack_and_its_own_parameters() -> None:
    more = ("--environment", "qa", "--environment", "live")
    own = ("--per-environment", "UploadsBucketName")
    assert printed(*more, *own) == build_nest(APP, URL, ["qa", "live"], ["UploadsBucketName"])


def test_json_is_written_where_it_is_asked_for() -> None:
    ended = run("--template-url", URL, "--format", "json")
    assert json.loads(ended.stdout) == build_nest(APP, URL, [])


def test_a_file_is_written(tmp_path: Path) -> None:
    output = tmp_path / "root.yaml"
    ended = run("--template-url", URL, "--output", str(output))
    assert ended.return_value == 0
    assert parse(output.read_text("utf-8")).data == build_nest(APP, URL, [])


def test_the_app_file_is_not_overwritten(tmp_path: Path) -> None:
    app = tmp_path / "app.yaml"
    app.write_text("project: shop\ngrants: [{grant: xray.write_traces}]\n")
    ended = run("--template-url", URL, "--app", str(app), "--output", str(app))
    assert isinstance(ended.exception, Error)
    assert app.read_text().startswith("project: shop")


@pytest.mark.parametrize(
    "arguments", [("--environment", "Not One"), ("--per-environment", "Nothing")]
)
def test_what_is_wrong_is_told(arguments: tuple[str, ...]) -> None:
    assert isinstance(run("--template-url", URL, *arguments).exception, Error)


def test_the_folder_of_the_file_is_made(tmp_path: Path) -> None:
    output = tmp_path / "no/such/root.yaml"
    assert run("--template-url", URL, "--output", str(output)).return_value == 0
    assert parse(output.read_text("utf-8")).data == build_nest(APP, URL, [])


def test_no_folder_is_made_where_nothing_is_written(tmp_path: Path) -> None:
    output = tmp_path / "no/root.yaml"
    ended = run("--template-url", URL, "--environment", "No No", "--output", str(output))
    assert isinstance(ended.exception, Error)
    assert list(tmp_path.iterdir()) == []
