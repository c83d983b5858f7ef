"""E9818: a Principal in a policy of a role."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9818",
    shortdesc="A role's policy has no Principal",
    description="Principal belongs to trust policies and policies of resources.",
    why="IAM rejects the policy, and the stack fails.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    needs="of-identity of-template",
)
def principal_in_identity_policy(statement: PolicyStatement) -> Findings:
    for element in ("Principal", "NotPrincipal"):
        if element in statement.raw:
            place = (*statement.path, element)
            yield place, f"the policy of a role, user or group has no {element}"
