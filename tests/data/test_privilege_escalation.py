"""The actions that lead to permissions beyond a policy are actions of IAM."""

from __future__ import annotations

from influmojo_cfn.data import table
from influmojo_cfn.iam.service_authorization import action


def test_every_action_exists() -> None:
    facts = table("privilege_escalation")
    named = {each for row in facts["combinations"] for each in row["actions"]}
    named |= {*facts["credentials"], *facts["resource_policies"]}
    assert {each for each in named if action(each) is None or each != each.lower()} == set()
