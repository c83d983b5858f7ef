"""What rehearse refuses before it starts anything, and the environment it takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from influmojo_cfn.cli.rehearse import command
from influmojo_cfn.rehearsal import rehearsal
from influmojo_cfn.rehearsal.deployment import RehearsedTemplate
from tests.conftest import ROOT

UNNAMED = """
Resources:
  App:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: ecs-tasks.amazonaws.com}, Action: sts:AssumeRole}
"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            UNNAMED,
            "Resources.App: CloudFormation makes up the name of App; set RoleName to find it in an "
            "account",
        ),
        (
            '{"Resources": {"A": {}}}',
            "Resources.A: has no Type; a resource is a mapping with a Type",
        ),
    ],
)
def test_a_template_that_cannot_be_rehearsed_is_one_sentence(
    tmp_path: Path, text: str, message: str
) -> None:
    (tmp_path / "t.yaml").write_text(text)
    ended = CliRunner().invoke(command, ["--template", str(tmp_path / "t.yaml")])
    assert str(ended.exception) == message
    assert "starting" not in ended.stderr


def test_an_environment_is_the_value_of_its_parameter(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []

    def stop(roles: RehearsedTemplate, **more: Any) -> None:
        given.append(roles.parameters)
        raise SystemExit(0)

    monkeypatch.setattr(rehearsal, "rehearse", stop)
    arguments = ["--environment", "staging", "--parameter", "EmailIdentity=example.com"]
    CliRunner().invoke(command, arguments)
    assert given == [{"EnvironmentName": "staging", "EmailIdentity": "example.com"}]


def test_an_environment_of_the_app_gives_its_values(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []

    def stop(roles: RehearsedTemplate, **more: Any) -> None:
        given.append(roles.parameters)
        raise SystemExit(0)

    monkeypatch.setattr(rehearsal, "rehearse", stop)
    app = ["--app", str(ROOT / "examples/two-environments.yaml")]
    CliRunner().invoke(command, [*app, "--environment", "staging"])
    assert given == [
        {
            "EnvironmentName": "staging",
            "ReportsBucketName": "acme-staging-reports",
            "DatabaseUrlName": "/acme/invoices/staging/database-url",
        }
    ]
    ended = CliRunner().invoke(command, [*app, "--environment", "test"])
    assert "is not an environment of the app; the app has staging, production" in str(
        ended.exception
    )


@pytest.mark.parametrize(
    ("text", "has_services"),
    [
        ("services: [{name: web, repository: web, port: 8080}]", True),
        ("jobs: [{name: nightly, repository: web, schedule: rate(1 day)}]", True),
        ("grants: [{grant: sns.publish, topic: orders}]", False),
    ],
)
def test_what_runs_is_rehearsed_too(
    text: str, has_services: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[bool] = []

    def stop(roles: RehearsedTemplate, **more: Any) -> None:
        given.append(more["services"] is not None)
        raise SystemExit(0)

    monkeypatch.setattr(rehearsal, "rehearse", stop)
    (tmp_path / "app.yaml").write_text(f"project: shop\n{text}\n")
    CliRunner().invoke(command, ["--app", str(tmp_path / "app.yaml")])
    assert given == [has_services]
