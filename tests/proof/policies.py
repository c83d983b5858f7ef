"""Short ways to write policies in the tests of the prover."""

from __future__ import annotations

from typing import Any

from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.proof.access import Access

Statement = dict[str, Any]


def allow(action: Any, resource: Any = "*", condition: Any = None, **more: Any) -> Statement:
    """Write an Allow; ``not_action`` and the like go in ``more``."""
    return statement("Allow", action, resource, condition, **more)


def deny(action: Any, resource: Any = "*", condition: Any = None, **more: Any) -> Statement:
    return statement("Deny", action, resource, condition, **more)


def statement(
    effect: str, action: Any, resource: Any = "*", condition: Any = None, **more: Any
) -> Statement:
    made: Statement = {"Effect": effect, "Action": action, "Resource": resource}
    if condition:
        made["Condition"] = condition
    made.update(more)
    for name in ("Action", "Resource"):
        if f"Not{name}" in made:
            del made[name]
    return made


def document(*statements: Statement, version: str = "2012-10-17") -> dict[str, Any]:
    return {"Version": version, "Statement": list(statements)}


def role(*statements: Statement) -> Access:
    """Return the access of a role with one policy."""
    return Access((parse_policy(document(*statements)),))


NOTHING = Access(())
