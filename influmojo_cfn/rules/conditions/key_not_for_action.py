"""E9303: condition keys that requests for an action do not carry."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.rules.conditions.keys import (
    carries,
    is_told_of,
    known_key,
    stands_beside_others,
)
from influmojo_cfn.rules.model import PolicyStatement, matching
from influmojo_cfn.rules.rule import Found, rule


@rule(
    id="E9303",
    shortdesc="The condition key is not available for this action",
    description="Each action has its own condition keys; a positive condition on another one is false.",
    why="The statement has no effect for the action: an absent key fails StringEquals and the like.",
    source_url="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    needs="conditions",
)
def key_not_for_action(statement: PolicyStatement) -> Iterator[Found]:
    """Find condition keys that requests for an action do not carry."""
    if statement.policy.is_trust:
        return
    for condition in statement.conditions:
        prefix = condition.key.partition(":")[0].lower()
        if not condition.needs_key or not known_key(condition.key):
            continue
        dead, alive = [], False
        for value in statement.actions:
            found = matching(value)
            mine = all(action.service == prefix for action in found) or prefix == "aws"
            if any(carries(action, condition.key) for action in found):
                alive = True
            elif found and mine:
                dead.append(value.text)
        if alive:
            dead = [text for text in dead if not stands_beside_others(text, condition.key)]
        if dead and (prefix == "aws" or is_told_of(condition.key)):
            names = ", ".join(dead[:3]) + (" and others" if len(dead) > 3 else "")
            yield (
                condition.path,
                f"{condition.key!r} is not available for {names}: never {statement.outcome} here",
            )
