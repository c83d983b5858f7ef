"""W9601: iam:PassRole on every role."""

from __future__ import annotations

from influmojo_cfn.rules.arns import is_every
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9601",
    shortdesc="iam:PassRole is allowed on every role",
    description="With iam:PassRole a role is handed to a service; its Resource should name the roles.",
    why="An identity that can start a task or function can give it the account's most powerful role.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
    needs="grants",
    follows="E9201/action E9402/action",
    of_action="iam:passrole",
    width=6,
)
def pass_any_role(statement: PolicyStatement) -> Findings:
    if "iam:passrole" not in statement.known_actions:
        return
    if statement.not_resources:
        yield (*statement.path, "NotResource"), "every other role can be passed: name the roles"
    for value in statement.resources:
        if is_every(value.text, "role/*", "role*"):
            yield value.path, "any role can be passed: name the roles"
