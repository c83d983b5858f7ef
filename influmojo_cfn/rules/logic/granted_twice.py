"""W9405: grants that another policy of the role repeats."""

from __future__ import annotations

from influmojo_cfn.rules.logic.cover import is_listed, pairs_left, statements_together
from influmojo_cfn.rules.model import Entity
from influmojo_cfn.rules.rule import Findings, rule

MOST_STATEMENTS = 60


@rule(
    id="W9405",
    shortdesc="Another policy of the role grants the same",
    description="The role has the same grant from two policies.",
    why="Taking it away in one place does not take it away.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
    follows="E9201 W9107",
    once="resource",
)
def granted_twice(entity: Entity) -> Findings:
    if len(entity.policies) < 2:
        return
    statements = [s for s in statements_together(entity) if s.allows]
    for index, statement in enumerate(statements[:MOST_STATEMENTS]):
        others = [
            other
            for number, other in enumerate(statements[:MOST_STATEMENTS])
            if other.policy is not statement.policy
            and (number < index or not is_listed(other) or pairs_left(other, [statement]))
        ]
        if not others or not is_listed(statement):
            continue
        left = {id(action) for action, _ in pairs_left(statement, others)}
        again = [action for action in statement.actions if id(action) not in left]
        if again:
            names = ", ".join(repr(action.text) for action in again)
            yield (
                again[0].path,
                f"another policy of {entity.logical_id} grants {names} here as well",
            )
