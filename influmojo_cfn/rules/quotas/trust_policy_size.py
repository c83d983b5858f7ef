"""E9805: trust policies over their size."""

from __future__ import annotations

from influmojo_cfn.rules.model import TemplatePolicy
from influmojo_cfn.rules.quotas.sizes import TRUST_POLICY, too_large
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9805",
    shortdesc="The trust policy is too large",
    description="A trust policy holds 2,048 characters (a quota that AWS can raise to 4,096).",
    why="IAM rejects the role, and the stack fails.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
)
def trust_policy_size(policy: TemplatePolicy) -> Findings:
    if policy.kind == "trust":
        yield from too_large(policy, TRUST_POLICY)
