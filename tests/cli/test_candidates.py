"""What can be completed, without a shell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pytest

from influmojo_cfn.cli import candidates
from influmojo_cfn.cli.candidates import (
    complete_grants,
    complete_principals,
    complete_roles,
    complete_rules,
)
from influmojo_cfn.grants import grant, grant_names, services
from influmojo_cfn.rules.engine import rules

CONTEXT = click.Context(click.Command("a"))
PARAMETER = click.Option(["--a"])
ROLE = (
    "Resources:\n  {0}:\n    Type: AWS::IAM::Role\n    Properties:\n"
    "      AssumeRolePolicyDocument: {{Statement: []}}\n"
)


def test_every_grant_and_service_has_a_word() -> None:
    found = complete_grants(CONTEXT, PARAMETER, "")
    assert [each.value for each in found] == [*services(), *grant_names()]
    assert found[-1].help == grant(grant_names()[-1]).purpose


def test_every_rule_has_its_words() -> None:
    found = {each.value: each.help for each in complete_rules(CONTEXT, PARAMETER, "")}
    assert found == {rule.id: rule.shortdesc for rule in rules()}


def test_roles_of_the_folder_are_of_so_many_templates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert complete_roles(CONTEXT, PARAMETER, "") == []
    (tmp_path / "templates").mkdir()
    for name in "abc":
        (tmp_path / f"templates/{name}.yaml").write_text(ROLE.format(f"Role{name.upper()}"))
    monkeypatch.setattr(candidates, "MOST_TEMPLATES", 2)
    found = complete_roles(CONTEXT, PARAMETER, "Role")
    assert [each.value for each in found] == ["RoleA", "RoleB"]


@pytest.mark.parametrize(
    ("complete", "names"),
    [(complete_roles, ["RoleA"]), (complete_principals, ["RoleA", "Alice", "alice"])],
    ids=["roles", "all principals"],
)
def test_users_are_named_where_they_can_be_asked_about(
    complete: Any, names: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "templates").mkdir()
    user = "  Alice: {Type: AWS::IAM::User, Properties: {UserName: alice}}\n"
    (tmp_path / "templates/a.yaml").write_text(ROLE.format("RoleA") + user)
    assert [each.value for each in complete(CONTEXT, PARAMETER, "")] == names
