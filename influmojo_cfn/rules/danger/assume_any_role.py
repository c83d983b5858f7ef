"""W9605: sts:AssumeRole on every role."""

from __future__ import annotations

from influmojo_cfn.rules.arns import read_arn
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9605",
    shortdesc="sts:AssumeRole is allowed on every role",
    description="The Resource of sts:AssumeRole should name the roles that can be assumed.",
    why="Every role, in any account, whose trust policy is loose is within reach.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html",
    needs="grants",
)
def assume_any_role(statement: PolicyStatement) -> Findings:
    """Find sts:AssumeRole on every role."""
    if (
        not statement.allows
        or statement.policy.has_principals
        or "sts:assumerole" not in statement.known_actions
    ):
        return
    for value in statement.resources:
        arn = read_arn(value.text)
        if value.text == "*" or (arn and arn.resource in ("*", "role/*", "role*")):
            yield value.path, "any role can be assumed: name the roles"
