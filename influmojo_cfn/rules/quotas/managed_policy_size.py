"""E9803: managed policies over their size."""

from __future__ import annotations

from influmojo_cfn.rules.model import TemplatePolicy
from influmojo_cfn.rules.quotas.sizes import MANAGED_POLICY, too_large
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9803",
    shortdesc="The managed policy is too large",
    description="A managed policy holds 6,144 characters, white space not counted.",
    why="IAM rejects the policy, and the stack fails.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
)
def managed_policy_size(policy: TemplatePolicy) -> Findings:
    if policy.kind == "managed":
        yield from too_large(policy, MANAGED_POLICY)
