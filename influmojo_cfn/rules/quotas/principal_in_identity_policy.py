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
)
def principal_in_identity_policy(statement: PolicyStatement) -> Findings:
    """Find a Principal in a policy of a role."""
    if statement.policy.in_template and not statement.policy.has_principals:
        for element in ("Principal", "NotPrincipal"):
            if element in statement.raw:
                yield (
                    (*statement.path, element),
                    f"the policy of a role, user or group has no {element}",
                )
