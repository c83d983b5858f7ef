"""E9533: trust in IAM Roles Anywhere without one of the actions that it needs."""

from __future__ import annotations

from influmojo_cfn.iam.branches import compatible
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.trust.key_of_others import ROLES_ANYWHERE


@rule(
    id="E9533",
    shortdesc="IAM Roles Anywhere lacks one of its three actions",
    description="It assumes the role with tags and a source identity from the certificate.",
    why="Every session is denied: no machine gets credentials.",
    source_url="https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html",
    needs="principals allows of-role",
)
def roles_anywhere(statement: PolicyStatement) -> Findings:
    policy = statement.policy
    if not statement.may_name(NEEDED[0].lower()):
        return
    granted = [
        other
        for other in policy.statements
        if other.allows and _is_trusted(other) and compatible(other.branch, statement.branch)
    ]
    missing = [name for name in NEEDED if not any(s.may_name(name.lower()) for s in granted)]
    for principal in statement.principals if missing else ():
        if principal.value.text == ROLES_ANYWHERE:
            yield principal.value.path, f"it also needs {' and '.join(missing)}"


def _is_trusted(statement: PolicyStatement) -> bool:
    return any(p.value.text == ROLES_ANYWHERE for p in statement.principals)


NEEDED = ("sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession")
