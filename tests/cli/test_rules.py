"""The rules command lists and explains."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from influmojo_cfn.cli.rules import command
from influmojo_cfn.rules.engine import rules


def test_every_rule_is_listed() -> None:
    lines = CliRunner().invoke(command).output.splitlines()
    assert [line.split()[0] for line in lines] == [rule.id for rule in rules()]


@pytest.mark.parametrize("name", ["E9211", "e9211", "9211"])
def test_a_rule_is_explained_by_any_form_of_its_id(name: str) -> None:
    output = CliRunner().invoke(command, [name]).output
    assert output.startswith("E9211 (error):")
    assert "Bad:" in output
    assert "https://docs.aws.amazon.com/" in output


def test_an_unknown_rule_names_the_nearest() -> None:
    result = CliRunner().invoke(command, ["E9299"])
    assert result.exit_code == 2
    assert "did you mean" in result.output
