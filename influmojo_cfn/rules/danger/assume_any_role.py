"""W9605: sts:AssumeRole on every role."""

from __future__ import annotations

from influmojo_cfn.rules.arns import is_every
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9605",
    shortdesc="sts:AssumeRole is allowed on every role",
    description="The Resource of sts:AssumeRole should name the roles that can be assumed.",
    why="Every role, in any account, whose trust policy is loose is within reach.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_permissions-to-switch.html",
    needs="grants of-identity",
    follows="E9201/action E9402/action",
    of_action="sts:assumerole",
)
def assume_any_role(statement: PolicyStatement) -> Findings:
    for value in statement.resources if "sts:assumerole" in statement.known_actions else ():
        if is_every(value.text, "role/*", "role*"):
            yield value.path, "any role can be assumed: name the roles"
