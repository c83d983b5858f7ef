"""W9623: an Allow that wants MFA not to be used, and a Deny that passes over access keys."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9623",
    shortdesc="The condition on MFA does not match the intended callers",
    description="Bool true requires multi-factor authentication; a Deny without it needs BoolIfExists false.",
    why="Calls with access keys carry no such key: a stolen key or password is enough.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent",
    needs="conditions",
)
def without_mfa(statement: PolicyStatement) -> Findings:
    for condition in statement.on("aws:multifactorauthpresent"):
        if condition.family != "Bool" or condition.texts != {"false"}:
            continue
        if statement.allows:
            yield condition.path, "allows sessions without MFA: write true"
        elif not condition.if_exists and len(statement.conditions) == 1:
            yield condition.path, "access keys carry no such key and are not denied: BoolIfExists"
