"""W9401: statements that others of the policy cover."""

from __future__ import annotations

from influmojo_cfn.rules.logic.cover import (
    comparable,
    covers_action,
    covers_resource,
    is_listed,
    pairs_left,
)
from influmojo_cfn.rules.model import TemplatePolicy
from influmojo_cfn.rules.rule import Findings, rule

MOST_STATEMENTS = 60


@rule(
    id="W9401",
    shortdesc="The statement is covered by others",
    description="Every action and resource of the statement is granted, or denied, by other statements already.",
    why="It only looks as if it mattered: taking it away, or narrowing it, changes nothing.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
    once="resource",
)
def covered_statement(policy: TemplatePolicy) -> Findings:
    statements = [statement for statement in policy.statements if comparable(statement)]
    if len(statements) > MOST_STATEMENTS:
        return
    for index, statement in enumerate(statements):
        if not is_listed(statement):
            continue
        others = [
            other
            for other in statements
            if other is not statement
            and other.effect == statement.effect
            and other.path != statement.path
            and (other.not_actions or other.services & statement.services or "*" in other.services)
        ]
        # Most are told apart by their first action and resource.
        first = (statement.actions[0], statement.resources[0])
        if not any(covers_action(o, first[0]) and covers_resource(o, first[1]) for o in others):
            continue
        if pairs_left(statement, others):
            continue
        # Of two that cover each other the second is found.
        before = {id(other) for other in statements[:index]}
        wider = [
            other
            for other in others
            if id(other) in before or not is_listed(other) or pairs_left(other, [statement])
        ]
        if wider and not pairs_left(statement, wider):
            yield (
                (*statement.path, "Action"),
                "every action and resource here is covered by other statements",
            )
