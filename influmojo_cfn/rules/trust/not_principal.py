"""E9530: NotPrincipal in a trust policy."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9530",
    shortdesc="A trust policy takes no NotPrincipal",
    description="A trust policy names the principals that can assume the role, under Principal.",
    why="IAM rejects the trust policy, and the stack fails.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html",
    needs="of-role",
)
def not_principal(statement: PolicyStatement) -> Findings:
    if "NotPrincipal" in statement.raw:
        place = (*statement.path, "NotPrincipal")
        yield place, "write Principal, and name those that can assume the role"
