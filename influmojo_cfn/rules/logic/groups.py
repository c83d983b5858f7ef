"""Which statements are decided together: those of one role, or of a policy by itself."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.rules.logic.cover import comparable
from influmojo_cfn.rules.model import Model, PolicyStatement


def groups(model: Model, *, complete: bool = False) -> Iterator[list[PolicyStatement]]:
    """Yield the comparable statements of each role, user, group and unattached policy.

    ``complete`` omits those that have policies which the template does not hold.
    """
    attached: set[int] = set()
    for entity in model.entities.values():
        attached.update(id(policy) for policy in entity.policies)
        if complete and entity.managed_arns:
            continue
        yield _comparable([s for policy in entity.policies for s in policy.statements])
    for policy in model.policies:
        if id(policy) not in attached and not (policy.has_principals or policy.is_boundary):
            yield _comparable(policy.statements)


def _comparable(statements: list[PolicyStatement]) -> list[PolicyStatement]:
    if complete_list(statements):
        return [statement for statement in statements if comparable(statement)]
    return []


def complete_list(statements: list[PolicyStatement]) -> bool:
    """Return whether the statements are few enough to compare each with each."""
    return len(statements) <= 200
