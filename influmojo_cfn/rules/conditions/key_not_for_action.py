"""E9303: condition keys that requests for an action do not carry."""

from __future__ import annotations

from influmojo_cfn.iam.patterns import has_wildcard
from influmojo_cfn.iam.service_authorization import condition_key
from influmojo_cfn.rules.conditions.keys import (
    carries,
    first_of,
    is_told_of,
    stands_beside_others,
)
from influmojo_cfn.rules.model import PolicyStatement, matching
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9303",
    shortdesc="The condition key is not available for this action",
    description="Each action has its own condition keys; StringEquals on another is false, StringNotEquals true.",
    why="For the action the statement has no effect, or its condition has none: the key is always absent.",
    source_url="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    needs="conditions",
)
def key_not_for_action(statement: PolicyStatement) -> Findings:
    if statement.policy.is_trust:
        return
    for condition in statement.conditions:
        prefix = condition.key.partition(":")[0].lower()
        meant = condition.if_exists and not statement.denies
        always = condition.negated and not condition.needs_key and not meant and prefix != "aws"
        if not (condition.needs_key or always) or not condition_key(condition.key):
            continue
        dead = _without_the_key(statement, condition.key, prefix)
        if always:
            dead = [text for text in dead if not has_wildcard(text)]
        if dead and (prefix == "aws" or is_told_of(condition.key)):
            outcome = f"{'always' if always else 'never'} {statement.outcome} here"
            yield (
                condition.path,
                f"{condition.key!r} is not available for {first_of(dead)}: {outcome}",
            )


def _without_the_key(statement: PolicyStatement, key: str, prefix: str) -> list[str]:
    """Return the values of Action of whose actions no request carries a key."""
    dead, alive = [], False
    for value in statement.actions:
        found = matching(value)
        mine = all(action.service == prefix for action in found) or prefix == "aws"
        if any(carries(action, key) for action in found):
            alive = True
        elif found and mine:
            dead.append(value.text)
    return [text for text in dead if not (alive and stands_beside_others(text, key))]
