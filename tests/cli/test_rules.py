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


@pytest.mark.parametrize("begin", ["E95", "e95", "95", "W"])
def test_the_beginning_of_ids_lists_those_rules(begin: str) -> None:
    lines = CliRunner().invoke(command, [begin]).output.splitlines()
    expected = [
        rule.id for rule in rules() if begin.upper() in (rule.id[: len(begin)], rule.id[1:3])
    ]
    assert [line.split()[0] for line in lines] == expected


@pytest.mark.parametrize("name", ["E9999", "xyz"])
def test_an_unknown_rule_says_what_there_is(name: str) -> None:
    output = CliRunner().invoke(command, [name]).output
    assert f"rule {name}: does not exist" in output
    assert f"there are {len(rules())}: 91xx Actions; 92xx Resources;" in output
