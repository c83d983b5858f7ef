"""The prove verb as a user runs it."""

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


def test_the_claims_beside_the_template_are_taken(tmp_path: Path) -> None:
    shutil.copy(OWN, tmp_path / "t.yaml")
    (tmp_path / "influmojo-claims.yaml").write_text(REFUTED, "utf-8")
    result = CliRunner().invoke(
        command, [str(tmp_path / "t.yaml"), "--format", "json"], standalone_mode=False
    )
    assert json.loads(result.output)["claims"][0]["verdict"] == "refuted"


def test_an_unknown_parameter_is_an_error(claims: str) -> None:
    result = CliRunner().invoke(
        command, [str(OWN), "--claims", claims, "--parameter", "EnvironmentNam=x"]
    )
    assert "did you mean 'EnvironmentName'" in str(result.exception)
