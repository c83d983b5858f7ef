"""Rows of the tables say what they mean."""

from __future__ import annotations

import pytest

from influmojo_cfn.iam.service_authorization import actions_matching
from influmojo_cfn.service_roles.call_tables.fields import FIELD_CALLS
from influmojo_cfn.service_roles.call_tables.pipelines import PROVIDERS, STACK_ACTIONS
from influmojo_cfn.service_roles.call_tables.state_machines import INTEGRATIONS, RULE_ACTIONS
from influmojo_cfn.service_roles.target_calls import TARGET_ACTIONS

ACTIONS = sorted(
    {
        action
        for texts in (
            *(texts for row in FIELD_CALLS for texts in row.actions.values()),
            *(row.actions for rows in PROVIDERS.values() for row in rows),
            *STACK_ACTIONS.values(),
            *((*row.actions, *row.sync) for row in INTEGRATIONS.values()),
            *TARGET_ACTIONS.values(),
            RULE_ACTIONS,
        )
        for text in texts
        for action in text.split(" or ")
    }
)


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_of_the_tables_exists(action: str) -> None:
    assert actions_matching(action)


def test_every_page_is_of_aws() -> None:
    assert {row.page.partition("aws.amazon.com")[0] for row in FIELD_CALLS} == {"https://docs."}
