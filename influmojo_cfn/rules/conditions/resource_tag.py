"""Actions whose requests never carry aws:ResourceTag."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.iam.service_authorization import Action, action_condition_keys
from influmojo_cfn.iam.written import WrittenCondition
from influmojo_cfn.rules.conditions.keys import first_of
from influmojo_cfn.rules.memory import remembered
from influmojo_cfn.rules.model import PolicyStatement, matching

RESOURCE_TAG = "aws:resourcetag/"


def without_tag(statement: PolicyStatement) -> Iterator[tuple[WrittenCondition, str]]:
    """Yield each condition that needs a resource's tag, with the actions that never carry one.

    Wildcards are omitted: next to what they were written for they match much else.
    """
    conditions = [
        condition
        for condition in statement.conditions
        if condition.key.lower().startswith(RESOURCE_TAG) and condition.needs_key
    ]
    if not conditions:
        return
    names = [value.text for value in statement.actions if _never_carries(matching(value))]
    if statement.not_actions:
        names = ["what NotAction includes"]
    if names:
        for condition in conditions:
            yield condition, first_of(names)


@remembered
def _never_carries(found: tuple[Action, ...]) -> bool:
    """Return whether a value of Action names one action, which is about no resource."""
    return (
        len(found) == 1
        and not found[0].resource_types
        and not any(key.lower().startswith(RESOURCE_TAG) for key in action_condition_keys(found[0]))
    )
