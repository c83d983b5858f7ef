"""The values of environments: held to the template's limits, and written for what deploys it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from influmojo_cfn.app import App, AppEnvironment
from influmojo_cfn.cli import group
from influmojo_cfn.cloudformation import parse
from influmojo_cfn.config import load
from influmojo_cfn.errors import AppError
from influmojo_cfn.template import build
from influmojo_cfn.template.environment_files import deployment_file, parameter_file, values_in
from influmojo_cfn.template.nesting import build_nest
from tests.conftest import ROOT

EXAMPLE = ROOT / "examples/two-environments.yaml"
EXPECTED = {
    "staging": {
        "EnvironmentName": "staging",
        "ReportsBucketName": "acme-staging-reports",
        "DatabaseUrlName": "/acme/invoices/staging/database-url",
    },
    "production": {
        "EnvironmentName": "",
        "PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/team",
    },
}


def app_with(**values: Any) -> App:
    from dataclasses import replace

    return replace(load(EXAMPLE), environments={"staging": AppEnvironment(values=values)})


@pytest.mark.parametrize("name", EXPECTED)
def test_the_values_of_an_environment(name: str) -> None:
    app = load(EXAMPLE)
    assert values_in(app, name, build(app)) == EXPECTED[name]


@pytest.mark.parametrize(
    ("parameter", "value", "message"),
    [
        ("ReportsBucketName", "No_Bucket", "environments.staging.ReportsBucketName: must be an S3"),
        (
            "AttachTaskExecutionRolePolicy",
            "yes",
            "environments.staging.AttachTaskExecutionRolePolicy: 'yes' is not one of true, false",
        ),
        ("EnvironmentName", "-", "environments.staging.EnvironmentName: must be empty, or 1 to"),
    ],
)
def test_a_value_that_the_template_refuses_is_an_error(
    parameter: str, value: str, message: str
) -> None:
    app = app_with(**{parameter: value})
    with pytest.raises(AppError) as caught:
        values_in(app, "staging", build(app))
    assert str(caught.value).startswith(message)


def test_values_of_another_template_are_left_out() -> None:
    app = app_with(VpcId="vpc-0123456789abcdef0")
    assert values_in(app, "staging", build(app)) == {"EnvironmentName": "staging"}


def test_an_environment_that_the_app_has_not_is_an_error_with_the_nearest() -> None:
    app = load(EXAMPLE)
    with pytest.raises(AppError) as caught:
        values_in(app, "stagging", build(app))
    assert str(caught.value) == (
        "environments.stagging: is not an environment of the app; did you mean 'staging'?"
    )


def test_a_parameter_file_is_as_the_aws_cli_reads_it() -> None:
    from awscli.customizations.cloudformation.deploy import DeployCommand

    entries = json.loads(parameter_file(EXPECTED["staging"]))
    command = DeployCommand.__new__(DeployCommand)
    read = command.parse_key_value_arg(entries, "parameter-overrides")
    assert read == EXPECTED["staging"]


def test_a_deployment_file_names_template_parameters_and_tags() -> None:
    text = deployment_file(load(EXAMPLE), "templates/roles.yaml", EXPECTED["staging"])
    assert parse(text).data == {
        "template-file-path": "templates/roles.yaml",
        "parameters": EXPECTED["staging"],
        "tags": {"Project": "Acme Invoices"},
    }


def test_build_writes_the_files_of_each_environment_and_compares_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".git").mkdir()
    arguments = ["build", "--app", str(EXAMPLE)]
    assert CliRunner().invoke(group, arguments, standalone_mode=False).return_value == 0
    folder = tmp_path / "templates"
    written = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
    files = {f"parameters/{name}.json" for name in EXPECTED}
    assert written == {
        *("acme-invoices-ecs-iam.yaml", "deployments/staging.yaml", "deployments/production.yaml"),
        *files,
    }
    sync = parse((folder / "deployments/staging.yaml").read_text("utf-8")).data
    assert sync["template-file-path"] == "templates/acme-invoices-ecs-iam.yaml"
    checked = [*arguments, "--check"]
    assert CliRunner().invoke(group, checked, standalone_mode=False).return_value == 0
    (folder / "parameters/staging.json").write_text("[]\n")
    assert CliRunner().invoke(group, checked, standalone_mode=False).return_value == 2
    assert (folder / "parameters/staging.json").read_text() == "[]\n"


def test_service_writes_the_values_of_the_root(tmp_path: Path) -> None:
    app_file = tmp_path / "app.yaml"
    text = EXAMPLE.read_text("utf-8").replace(
        "  staging:\n", "  staging:\n    SubnetIds: [subnet-01234567, subnet-12345678]\n"
    )
    app_file.write_text(text)
    output = ["--output", str(tmp_path / "s.yaml"), "--root-output", str(tmp_path / "root.yaml")]
    arguments = ["service", "--app", str(app_file), *output]
    assert CliRunner().invoke(group, arguments, standalone_mode=False).return_value == 0
    entries = json.loads((tmp_path / "parameters/staging-root.json").read_text())
    values = dict(entry.split("=", 1) for entry in entries)
    assert values == EXPECTED["staging"] | {"SubnetIds": "subnet-01234567,subnet-12345678"}


def test_nest_has_a_stack_for_each_environment_with_its_values() -> None:
    app = load(EXAMPLE)
    template = build_nest(app, "https://b.s3.amazonaws.com/r.yaml", [])
    given = {
        name: stack["Properties"]["Parameters"] for name, stack in template["Resources"].items()
    }
    assert list(given) == ["StagingRoles", "ProductionRoles"]
    for name, values in EXPECTED.items():
        stack = given[f"{name.title()}Roles"]
        assert {key: stack[key] for key in values} == values
    assert given["ProductionRoles"]["ReportsBucketName"] == {"Ref": "ReportsBucketName"}
    assert "EnvironmentName" not in template["Parameters"]
    assert "ReportsBucketName" in template["Parameters"]


def test_what_nest_asks_per_environment_defaults_to_the_apps_value() -> None:
    app = load(EXAMPLE)
    url = "https://b.s3.amazonaws.com/r.yaml"
    template = build_nest(app, url, ["staging"], ["ReportsBucketName"])
    row = template["Parameters"]["StagingReportsBucketName"]
    assert row["Default"] == "acme-staging-reports"
    stack = template["Resources"]["StagingRoles"]["Properties"]["Parameters"]
    assert stack["ReportsBucketName"] == {"Ref": "StagingReportsBucketName"}


def test_nest_refuses_an_environment_that_the_app_has_not() -> None:
    with pytest.raises(AppError, match="did you mean 'production'"):
        build_nest(load(EXAMPLE), "https://b.s3.amazonaws.com/r.yaml", ["prodution"])


def test_an_environment_that_is_like_none_is_told_with_all() -> None:
    app = load(EXAMPLE)
    with pytest.raises(AppError) as caught:
        values_in(app, "zzz", build(app))
    assert str(caught.value) == (
        "environments.zzz: is not an environment of the app; the app has staging, production"
    )


def test_the_text_of_a_parameter_file() -> None:
    assert parameter_file({"A": "1", "B": "\u00e4"}) == '[\n  "A=1",\n  "B=\u00e4"\n]\n'
    assert values_in(load(EXAMPLE), "staging", {}) == {}


def test_tags_of_an_app_are_given_on() -> None:
    from dataclasses import replace

    text = deployment_file(replace(load(EXAMPLE), tags={"Team": "a"}), "t.yaml", {"A": "1"})
    assert parse(text).data == {
        "template-file-path": "t.yaml",
        "parameters": {"A": "1"},
        "tags": {"Project": "Acme Invoices", "Team": "a"},
    }
