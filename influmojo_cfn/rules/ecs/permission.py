"""What a role of the template can be shown not to be allowed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.patterns import covers, may_meet
from influmojo_cfn.iam.written import Value
from influmojo_cfn.rules.logic.cover import covers_action, covers_resource
from influmojo_cfn.rules.model import Entity, PolicyStatement
from influmojo_cfn.rules.quotas.managed_policies import (
    aws_statements,
    managed_path,
    managed_policy,
)


def is_known(entity: Entity) -> bool:
    """Return whether every policy of the role can be read: those of the template and those of AWS."""
    return all(managed_policy(managed_path(value)) for value in entity.managed_arns) and all(
        not t.has_unknown(value.text)
        for statement in entity.statements
        for value in (*statement.actions, *statement.not_actions)
    )


def _statements(entity: Entity) -> Iterator[PolicyStatement]:
    yield from entity.statements
    for _, statement in aws_statements(entity):
        yield statement


def refused(entity: Entity, action: str, resource: str) -> bool:
    """Return whether no policy of the role can allow an action (lower case) on a resource.

    False wherever an unknown might make it allowed; conditions are taken to hold.
    """
    if not is_known(entity):
        return False
    wanted = (Value(action, ()), Value(resource, ()))
    statements = list(_statements(entity))
    if any(_shuts(s, *wanted) for s in statements if s.effect == "Deny"):
        return True
    return not any(_may_allow(s, action, resource) for s in statements if s.effect != "Deny")


def _shuts(statement: PolicyStatement, action: Value, resource: Value) -> bool:
    return (
        not statement.conditions
        and not statement.branch
        and covers_action(statement, action)
        and covers_resource(statement, resource)
    )


def _may_allow(statement: PolicyStatement, action: str, resource: str) -> bool:
    return _may_act(statement, action) and _may_reach(statement, resource)


def _may_act(statement: PolicyStatement, action: str) -> bool:
    if statement.not_actions:
        return not any(covers(v.text.lower(), action) for v in statement.not_actions)
    return any(may_meet(value.text.lower(), action) for value in statement.actions)


def _may_reach(statement: PolicyStatement, resource: str) -> bool:
    if statement.not_resources:
        return not any(covers(v.text, resource) for v in statement.not_resources)
    return any(may_meet(value.text, resource) for value in statement.resources)


def has(entity: Entity, actions: Iterable[str]) -> bool:
    """Return whether a policy of the role names one of the actions (lower case), on whatever."""
    wanted = tuple(actions)
    return any(_may_act(s, action) for s in _statements(entity) if s.allows for action in wanted)
