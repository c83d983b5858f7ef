"""W9611: a Deny that locks everybody out of a resource."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Found, rule


@rule(
    id="W9611",
    shortdesc="The Deny locks everyone out",
    description="A Deny of every action for everyone, without a condition, is a Deny for its owner as well.",
    why="Nobody can use the resource or repair its policy; of a bucket only the root user can.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
    tags=("iam", "danger"),
    needs="principals",
)
def everyone_locked_out(statement: PolicyStatement) -> Iterator[Found]:
    """Find a Deny of everything for everyone without a condition."""
    if statement.policy.kind != "resource" or statement.effect != "Deny" or statement.conditions:
        return
    if not any(value.text == "*" or value.text.endswith(":*") for value in statement.actions):
        return
    for principal in statement.principals:
        if principal.value.text == "*" and "Principal" in statement.raw:
            yield principal.value.path, "denies every action to everyone, its owner included"
