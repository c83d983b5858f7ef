"""The actions that need no permission are actions of IAM."""

from __future__ import annotations

from influmojo_cfn.data.actions_without_permission import ACTIONS, OF_USERS
from influmojo_cfn.iam.service_authorization import action


def test_every_action_exists() -> None:
    assert all(action(each) is not None and each == each.lower() for each in ACTIONS)
    assert OF_USERS < ACTIONS
