"""The actions that CloudTrail does not log exist."""

from __future__ import annotations

import pytest

from influmojo_cfn.data.cloudtrail_events import DATA_EVENTS, NEVER_LOGGED
from influmojo_cfn.iam.service_authorization import actions_matching

ROWS = [
    f"{prefix}:{name}"
    for table in (DATA_EVENTS, NEVER_LOGGED)
    for prefix, row in table.items()
    for name in row.actions
]


@pytest.mark.parametrize("pattern", ROWS)
def test_an_action_exists(pattern: str) -> None:
    assert actions_matching(pattern)
