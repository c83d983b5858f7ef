"""Which actions and resources of a statement can meet."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from influmojo_cfn.authorization import Action
from influmojo_cfn.rules import text as t
from influmojo_cfn.rules.arns import read_arn, starts_unknown, takes
from influmojo_cfn.rules.model import Statement, matching
from influmojo_cfn.rules.resolve import Value

UNLISTED = frozenset({"ec2messages", "ssmmessages", "execute-api", "iot", "app-integrations"})
"""Services whose resource types the reference does not list in full."""


def judged(statement: Statement) -> bool:
    """Whether resources can be judged: Resource is there, and every ARN in it is to be read."""
    return (
        bool(statement.resources)
        and not statement.policy.is_trust
        and not statement.everywhere
        and all(
            not starts_unknown(value.text) and read_arn(value.text) for value in statement.resources
        )
    )


@lru_cache(maxsize=65536)
def meets(action: Action, text: str) -> bool:
    """Whether an action may act on what an ARN names."""
    return action.service in UNLISTED or takes(action, text)


def dead(statement: Statement) -> Iterator[tuple[Value, Action]]:
    """Give each value of Action whose every action takes resources, but none of those given."""
    texts = [value.text for value in statement.resources]
    for value in statement.actions:
        found = matching(value)
        if found and all(
            action.resource_types and not any(meets(action, text) for text in texts)
            for action in found
        ):
            yield value, found[0]


def all_known(statement: Statement) -> bool:
    """Whether every value of Action is known and names actions."""
    return bool(statement.actions) and all(
        not t.has_unknown(value.text) and matching(value) for value in statement.actions
    )
