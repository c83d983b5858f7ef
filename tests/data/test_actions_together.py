"""The actions that are allowed together are actions of IAM."""

from __future__ import annotations

from influmojo_cfn.data.actions_together import TOGETHER
from influmojo_cfn.iam.service_authorization import action


def test_every_action_exists() -> None:
    named = {*TOGETHER, *(each for others in TOGETHER.values() for each in others)}
    assert {each for each in named if action(each) is None or each != each.lower()} == set()
