"""``launch-url`` as a user runs it: a link for the app, its stack and its values."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner, Result

from influmojo_cfn.app import App, grant
from influmojo_cfn.cli.launch_url import command
from influmojo_cfn.config import dump
from influmojo_cfn.errors import Error

URL = "https://example-bucket.s3.eu-west-1.amazonaws.com/a.yaml"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, standalone_mode=False)


def link(*arguments: str) -> dict[str, Any]:
    """Return the host of the printed link, and what its form is filled with."""
    ended = run("--template-url", URL, *arguments)
    assert ended.return_value == 0, ended.exception
    (line,) = ended.stdout.splitlines()
    form = parse_qs(urlsplit(line).fragment.partition("?")[2])
    return {"host": urlsplit(line).netloc, **{key: values[0] for key, values in form.items()}}


def test_the_stack_is_named_after_the_default_app() -> None:
    found = link()
    assert found["stackName"] == "influmojo-ecs-iam"
    assert found["host"].startswith("ap-south-1.")


def test_the_stack_is_named_after_the_project(tmp_path: Path) -> None:
    app = App(project="shop", grants=[grant("xray.write_traces")])
    (tmp_path / "app.yaml").write_text(dump(app))
    assert link("--app", str(tmp_path / "app.yaml"))["stackName"] == "shop-ecs-iam"


def test_what_is_given_is_in_the_form() -> None:
    found = link(
        *("--stack-name", "roles", "--region", "eu-west-1", "--parameter", "EnvironmentName=qa")
    )
    assert (found["stackName"], found["param_EnvironmentName"]) == ("roles", "qa")
    assert found["host"].startswith("eu-west-1.")


def test_the_folder_of_the_output_is_made(tmp_path: Path) -> None:
    output = tmp_path / "links" / "roles.txt"
    ended = run("--template-url", URL, "--output", str(output))
    assert ended.return_value == 0, ended.exception
    assert output.read_text() == run("--template-url", URL).stdout


def test_the_app_file_is_not_overwritten(tmp_path: Path) -> None:
    app = tmp_path / "app.yaml"
    app.write_text(dump(App(project="shop", grants=[grant("xray.write_traces")])))
    ended = run("--template-url", URL, "--app", str(app), "--output", str(app))
    assert "is the file that is read" in str(ended.exception)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--template-url", "http://example.com/a"), "is not the https URL"),
        (("--template-url", URL, "--parameter", "A"), "is not NAME=VALUE"),
        (("--template-url", URL, "--parameter", "A=b"), "parameter A: is not in the template"),
    ],
)
def test_what_is_wrong_is_told(arguments: tuple[str, ...], words: str) -> None:
    ended = run(*arguments)
    assert isinstance(ended.exception, Error)
    assert words in str(ended.exception)
