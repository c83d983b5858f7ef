"""``influmojo-cfn grants`` as a user runs it."""

from __future__ import annotations

from subprocess import CompletedProcess

import pytest

from influmojo_cfn.data import APP_SCHEMA
from influmojo_cfn.grants import grant_names
from tests.command_line import run


def grants(*arguments: str) -> CompletedProcess[str]:
    return run("grants", *arguments)


def test_without_a_name_it_lists_the_catalog() -> None:
    seen = grants()
    assert seen.returncode == 0
    assert "s3.upload_objects " in seen.stdout


def test_with_a_name_it_explains_the_grant() -> None:
    seen = grants("ssm.read_parameters")
    assert seen.returncode == 0
    assert seen.stdout.startswith("ssm.read_parameters\n  Read parameters of Parameter Store")


def test_an_unknown_name_is_an_error_that_names_the_nearest() -> None:
    seen = grants("sqs.send_message")
    assert seen.returncode == 1
    problem = "grant 'sqs.send_message': is not in the catalog"
    assert seen.stderr == f"error: {problem}; did you mean 'sqs.send_messages'?\n"


def test_the_schema_of_app_files_is_printed_for_editors() -> None:
    seen = grants("--schema")
    assert seen.returncode == 0
    assert seen.stdout == APP_SCHEMA.read_text("utf-8")


@pytest.mark.parametrize("name", ["s3", "S3", "s3."])
def test_a_service_lists_its_grants(name: str) -> None:
    seen = grants(name)
    listed = [line.split()[0] for line in seen.stdout.splitlines()[1:] if line]
    assert listed == [each for each in grant_names() if each.startswith("s3.")]


@pytest.mark.parametrize(("name", "grant"), [("rds-db", "rds_db"), ("cognito-idp", "cognito_idp")])
def test_a_service_is_found_as_iam_spells_it(name: str, grant: str) -> None:
    assert f"{grant}." in grants(name).stdout


def test_an_unknown_service_names_the_nearest_or_all() -> None:
    assert (
        grants("lamda").stderr
        == "error: service 'lamda': is not in the catalog; did you mean 'lambda'?\n"
    )
    seen = grants("foo")
    assert (seen.returncode, seen.stdout) == (1, "")
    assert seen.stderr.startswith("error: service 'foo': is not in the catalog; it has ecr, ssm,")
