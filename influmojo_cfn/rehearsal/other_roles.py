"""Attempts of each role at what the others can do, and at a change of its own permissions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from influmojo_cfn.rehearsal.plan import Attempt, Control, Expectation, PlannedRole
from influmojo_cfn.rehearsal.probes import PROBES

GROUP = "Each role, denied what the others can do"
CHANGE = "iam:AttachRolePolicy"
"""The call by which a role would get more permissions."""
_CONTROL = "influmojo-cfn-rehearsal-control"


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
    """Return the attempt to change the role; its controls change a role of no other use."""
    (probe,) = (each for each in PROBES if CHANGE in each.actions)
    place = {"partition": "aws", "account": account}
    resource = probe.arn.format_map({**place, "role": role.name})
    values = {**place, "role": _CONTROL}
    control = Control(
        action=CHANGE,
        resource=probe.arn.format_map(values),
        elsewhere=probe.arn.format_map({**place, **probe.elsewhere}),
        conditions=(),
        probe=probe,
        values=values,
    )
    allowed, reason = expect(role.name, CHANGE, resource, {})
    return Attempt(
        role=role.logical_id,
        role_name=role.name,
        action=CHANGE,
        resource=resource,
        expected=allowed,
        reason=reason,
        neighbor=True,
        not_called="it would change the role that is tried" if allowed else "",
        control=control,
        values={**place, "role": role.name},
    )
