"""W9603: actions that hand out credentials."""

from __future__ import annotations

from influmojo_cfn.rules.danger.escalation import exposed_by, is_meant, is_own_user
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9603",
    shortdesc="The action hands out credentials",
    description="Access keys, passwords, federation tokens and the like leave with the answer of the call.",
    why="The response grants the rights of another identity, outside the task and for a long time.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
    needs="grants of-identity",
    follows="W9602 E9201 E9402",
)
def credentials(statement: PolicyStatement) -> Findings:
    if is_own_user(statement):
        return
    for value in statement.actions:
        names = exposed_by(value.text)
        if is_meant(value.text, names):
            yield value.path, f"{', '.join(names[:3])} hands out credentials"
