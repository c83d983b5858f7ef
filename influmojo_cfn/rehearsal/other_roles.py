"""Attempts of each role at what the others may do, and at a change of its own permissions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from influmojo_cfn.rehearsal.plan import Attempt, Expectation, PlannedRole

GROUP = "Each role, denied what the others may do"
CHANGE = "iam:AttachRolePolicy"
"""The call by which a role would get more permissions."""


def attempts_at_others(
    roles: Sequence[PlannedRole], attempts: Iterable[Attempt], expect: Expectation, account: str
) -> Iterator[Attempt]:
    """Yield attempts that are denied: of each role, one for each other role and service.

    Args:
        roles: the roles.
        attempts: what each of them tries for itself.
        expect: says what a role is allowed.
        account: the account of the roles.
    """
    made = list(attempts)
    known = {_identity(each) for each in made}
    theirs = [each for each in made if each.expected and not each.neighbor]
    for role in roles:
        tried: set[tuple[str, str]] = set()
        for each in theirs:
            key = (each.role, each.action.partition(":")[0])
            if each.role == role.logical_id or key in tried:
                continue
            allowed, reason = expect(role.name, each.action, each.resource, each.context)
            if not allowed:
                tried.add(key)
                denied = replace(
                    each,
                    role=role.logical_id,
                    role_name=role.name,
                    expected=False,
                    reason=reason,
                    neighbor=True,
                )
                if _identity(denied) not in known:
                    known.add(_identity(denied))
                    yield denied
        yield _change(role, expect, account)


def _identity(attempt: Attempt) -> tuple[object, ...]:
    return attempt.role, attempt.action, attempt.resource, tuple(attempt.context.items())


def _change(role: PlannedRole, expect: Expectation, account: str) -> Attempt:
    resource = f"arn:aws:iam::{account}:role/{role.name}"
    allowed, reason = expect(role.name, CHANGE, resource, {})
    return Attempt(
        role=role.logical_id,
        role_name=role.name,
        action=CHANGE,
        resource=resource,
        expected=allowed,
        reason=reason,
        neighbor=True,
        not_called="it would change the role that is tried",
    )
