"""The template says what the catalogue says, proven both ways for every choice of arguments."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from influmojo_cfn.app import App, grant
from influmojo_cfn.evaluation.intrinsics import Environment
from influmojo_cfn.evaluation.policy import Policy
from influmojo_cfn.evaluation.roles import roles_of
from influmojo_cfn.grants import grant as row_of
from influmojo_cfn.grants import grant_names
from influmojo_cfn.grants.kinds import KINDS
from influmojo_cfn.grants.model import Grant, Use
from influmojo_cfn.proof.access import Access, excess
from influmojo_cfn.template import build
from influmojo_cfn.yaml import Document
from tests.grants.audit import choices, policy_of, render

LOGICAL_IDS = {"execution": "TaskExecutionRole", "task": "TaskRole"}
HERE = Environment(account="444455556666", region="eu-west-1")


def built(row: Grant, use: Use, named: frozenset[str]) -> tuple[Policy, ...]:
    """Give the policies of the role that a declaration lands on, read back from a template."""
    arguments: dict[str, Any] = {}
    for argument in row.arguments:
        if argument.name in named:
            example: Any = KINDS[argument.kind].example
            arguments[argument.name] = (example,) if argument.repeated else example
    app = App(
        project="other",
        grants=(grant(row.name, use=use.name, **arguments),),
        attach_execution_policy=False,
    )
    role = roles_of(Document(build(app)), HERE)[LOGICAL_IDS[use.role]]
    return role.policies


@pytest.mark.parametrize("name", [name for name in grant_names() if row_of(name).statements])
def test_nothing_is_lost_or_added_between_the_row_and_the_template(name: str) -> None:
    row = row_of(name)
    for use in row.uses:
        for named in choices(row):
            said = Access((policy_of(render(row, use.role, named)),))
            written = Access(built(row, use, named))
            for over, within in ((said, written), (written, said)):
                answer = excess(over, [within])
                assert answer.verdict == "proven", f"{use.name} with {sorted(named)}: {answer}"


def test_a_condition_that_is_lost_would_be_seen() -> None:
    row = row_of("ses.send_email")
    named = frozenset({"identities", "from_addresses"})
    said = Access((policy_of(render(row, "task", named)),))
    (policy,) = built(row, row.uses[0], named)
    bare = tuple(replace(statement, conditions=()) for statement in policy.statements)
    lost = Access((replace(policy, statements=bare),))
    assert excess(said, [lost]).verdict == "refuted"
