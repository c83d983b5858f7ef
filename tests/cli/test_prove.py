"""The prove command as a user runs it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from influmojo_cfn.cli.prove import command
from tests.conftest import ROOT

OWN = ROOT / "templates" / "influmojo-ecs-iam.yaml"
REFUTED = """
claims:
  - claim: The task role never deletes
    role: TaskRole
    never: {actions: "s3:Delete*"}
"""


@pytest.fixture
def claims(tmp_path: Path) -> str:
    file = tmp_path / "claims.yaml"
    file.write_text(REFUTED, "utf-8")
    return str(file)


def test_a_refuted_claim_ends_with_2_and_shows_a_request(claims: str) -> None:
    result = CliRunner().invoke(command, [str(OWN), "--claims", claims], standalone_mode=False)
    assert result.return_value == 2
    assert "REFUTED  TaskRole: The task role never deletes" in result.output
    assert "for example: s3:DeleteObject on arn:aws:s3:::influmojo-" in result.output


@pytest.mark.parametrize("name", ["orders-ecs-iam.yaml", "orders.yaml", "orders.json"])
def test_the_claims_beside_the_template_are_taken(tmp_path: Path, name: str) -> None:
    shutil.copy(OWN, tmp_path / name)
    (tmp_path / "orders-claims.yaml").write_text(REFUTED, "utf-8")
    result = CliRunner().invoke(
        command, [str(tmp_path / name), "--format", "json"], standalone_mode=False
    )
    assert json.loads(result.output)["claims"][0]["verdict"] == "refuted"


def test_claims_that_are_nowhere_are_asked_for(tmp_path: Path) -> None:
    shutil.copy(OWN, tmp_path / "t.yaml")
    result = CliRunner().invoke(command, [str(tmp_path / "t.yaml")])
    template = tmp_path / "t.yaml"
    assert str(result.exception) == (
        f"--claims: is missing, and {tmp_path / 't-claims.yaml'} does not exist; "
        f"name a file, or write one: influmojo-cfn prove {template} --init"
    )


def test_a_template_that_does_not_exist_is_told_before_its_claims(tmp_path: Path) -> None:
    error, _ = run(str(tmp_path / "t.yaml"))
    assert str(error).endswith("t.yaml: does not exist; give the file of a template")


def test_a_file_that_is_no_template_is_told_before_its_parameters_are(tmp_path: Path) -> None:
    (tmp_path / "app.yaml").write_text("project: orders\n")
    (tmp_path / "claims.yaml").write_text(f"for-every: [EnvironmentName]{REFUTED}")
    files = [str(tmp_path / "app.yaml"), "--claims", str(tmp_path / "claims.yaml")]
    result = CliRunner().invoke(command, files)
    assert "is neither a template (it has no Resources) nor a policy" in str(result.exception)


def test_an_unknown_parameter_is_an_error(claims: str) -> None:
    result = CliRunner().invoke(
        command, [str(OWN), "--claims", claims, "--parameter", "EnvironmentNam=x"]
    )
    assert "did you mean 'EnvironmentName'" in str(result.exception)


def run(*arguments: str) -> tuple[object, str]:
    result = CliRunner().invoke(command, list(arguments), standalone_mode=False)
    return result.exception or result.return_value, result.output


@pytest.fixture
def roles(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "tests/report/explain/roles.yaml", tmp_path / "orders-ecs-iam.yaml")
    return tmp_path / "orders-ecs-iam.yaml"


def test_init_writes_claims_that_are_proven_at_once(roles: Path) -> None:
    code, output = run(str(roles), "--init")
    claims = roles.with_name("orders-claims.yaml")
    schema = roles.with_name("claims.schema.json")
    assert (code, output) == (0, f"{claims}: written\n{schema}: written\n")
    code, output = run(str(roles))
    assert code == 0
    assert "REFUTED" not in output


def test_init_replaces_nothing(roles: Path) -> None:
    claims = roles.with_name("orders-claims.yaml")
    claims.write_text("mine", "utf-8")
    error, _ = run(str(roles), "--init")
    assert str(error) == f"{claims}: exists; name another file with --claims"
    assert claims.read_text("utf-8") == "mine"
    other = roles.with_name("other.yaml")
    roles.with_name("claims.schema.json").write_text("{}", "utf-8")
    assert run(str(roles), "--init", "--claims", str(other)) == (0, f"{other}: written\n")
    assert roles.with_name("claims.schema.json").read_text("utf-8") == "{}"


def test_init_replaces_no_link_that_leads_nowhere(roles: Path) -> None:
    claims = roles.with_name("orders-claims.yaml")
    claims.symlink_to("elsewhere.yaml")
    error, _ = run(str(roles), "--init")
    assert str(error) == f"{claims}: exists; name another file with --claims"
    assert not claims.exists()


def test_the_schema_is_printed() -> None:
    code, output = run("--schema")
    assert code == 0
    assert json.loads(output)["title"] == "influmojo-cfn claims file"
    error, _ = run("--schema", str(OWN))
    assert "omit TEMPLATE" in str(error)


def test_a_template_is_asked_for() -> None:
    error, _ = run()
    assert str(error) == "is missing; give one"
