"""When one statement says all that another says.

Sound, not complete: what is reported as covered is covered, whatever the unknowns turn out to be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.branches import compatible
from influmojo_cfn.iam.patterns import covers, may_meet
from influmojo_cfn.iam.written import Value, WrittenCondition
from influmojo_cfn.rules.conditions.keys import carries
from influmojo_cfn.rules.memory import remembered
from influmojo_cfn.rules.model import Entity, PolicyStatement, matching

MOST_PAIRS = 400


@remembered
def comparable(statement: PolicyStatement) -> bool:
    """Return whether a statement has actions, resources and no more than can be compared quickly."""
    actions = statement.actions or statement.not_actions
    resources = statement.resources or statement.not_resources
    return (
        0 < len(actions) * len(resources) <= MOST_PAIRS
        and not statement.policy.has_principals
        and statement.effect in ("Allow", "Deny")
        and not any(t.ANY in value.text for value in (*actions, *resources))
    )


def is_listed(statement: PolicyStatement) -> bool:
    """Return whether a statement lists what it is about, so that each pair of it can be looked at."""
    return bool(statement.actions and statement.resources)


def pairs_left(
    narrow: PolicyStatement, others: Iterable[PolicyStatement]
) -> list[tuple[Value, Value]]:
    """Return the pairs of action and resource of ``narrow`` that none of ``others`` covers.

    ``narrow`` lists its actions and resources (see :func:`is_listed`).
    """
    left: list[tuple[Value, Value]] | None = None
    for wide in others:
        if not wide.branch <= narrow.branch:
            continue
        asked = _beyond(narrow, wide)
        if not all(map(_holds_without_key, asked)):
            continue
        resources = {id(value) for value in narrow.resources if covers_resource(wide, value)}
        if not resources:
            continue
        actions = {
            id(value)
            for value in narrow.actions
            if covers_action(wide, value) and all(_is_absent(c.key, value) for c in asked)
        }
        if not actions:
            continue
        if left is None:
            left = _pairs(narrow)
        left = [(a, r) for a, r in left if id(a) not in actions or id(r) not in resources]
        if not left:
            break
    return _pairs(narrow) if left is None else left


def _pairs(statement: PolicyStatement) -> list[tuple[Value, Value]]:
    return [(action, resource) for action in statement.actions for resource in statement.resources]


def covers_action(wide: PolicyStatement, action: Value) -> bool:
    """Return whether a statement is about every action that a value names."""
    text = action.text.lower()
    if wide.not_actions:
        return not any(may_meet(value.text.lower(), text) for value in wide.not_actions)
    if text in wide.exact_actions and wide.exact_actions[text] <= action.branch:
        return True
    return any(
        branch <= action.branch and covers(pattern, text)
        for pattern, branch in wide.action_patterns
    )


def covers_resource(wide: PolicyStatement, resource: Value) -> bool:
    """Return whether a statement is about every resource that a value names."""
    if wide.not_resources:
        return not any(may_meet(value.text, resource.text) for value in wide.not_resources)
    return any(
        value.branch <= resource.branch and covers(value.text, resource.text)
        for value in wide.resources
    )


def _beyond(narrow: PolicyStatement, wide: PolicyStatement) -> list[WrittenCondition]:
    """Return the conditions of ``wide`` that those of ``narrow`` do not imply."""
    return [
        theirs
        for theirs in wide.conditions
        if not any(_implies(mine, theirs) for mine in narrow.conditions)
    ]


def _holds_without_key(condition: WrittenCondition) -> bool:
    """Return whether a condition is true of a request that does not carry its key."""
    if condition.asks_presence:
        return condition.texts == {"true"}
    return not condition.needs_key


def _is_absent(key: str, action: Value) -> bool:
    """Return whether no request for an action carries a key of its service, or a tag."""
    prefix = key.partition(":")[0].lower()
    found = matching(action)
    return bool(found) and all(prefix in (a.service, "aws") and not carries(a, key) for a in found)


def _implies(mine: WrittenCondition, theirs: WrittenCondition) -> bool:
    if mine.operator.lower() != theirs.operator.lower() or mine.key.lower() != theirs.key.lower():
        return False
    if not theirs.branch <= mine.branch:
        return False
    mine_texts = {value.text for value in mine.values}
    theirs_texts = {value.text for value in theirs.values}
    return theirs_texts <= mine_texts if mine.negated else mine_texts <= theirs_texts


def meet(one: PolicyStatement, other: PolicyStatement) -> bool:
    """Return whether two statements can be about the same request, conditions left aside."""
    return actions_meet(one, other) and resources_meet(one, other)


def actions_meet(one: PolicyStatement, other: PolicyStatement) -> bool:
    """Return whether two statements can share an action."""
    if not compatible(one.branch, other.branch):
        return False
    if one.not_actions or other.not_actions:
        return True
    return any(may_meet(a.text.lower(), b.text.lower()) for a in one.actions for b in other.actions)


def resources_meet(one: PolicyStatement, other: PolicyStatement) -> bool:
    """Return whether two statements can share a resource."""
    if not one.resources or not other.resources:
        return True
    return any(may_meet(a.text, b.text) for a in one.resources for b in other.resources)


def statements_together(entity: Entity) -> Iterator[PolicyStatement]:
    """Return every comparable statement that a role, user or group has."""
    return (statement for statement in entity.statements if comparable(statement))
