"""E9805: trust policies over their size."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.rules.model import TemplatePolicy
from influmojo_cfn.rules.quotas.sizes import TRUST_POLICY, least_size
from influmojo_cfn.rules.rule import Found, rule


@rule(
    id="E9805",
    shortdesc="The trust policy is too large",
    description="A trust policy holds 2,048 characters (a quota that AWS can raise to 4,096).",
    why="IAM rejects the role, and the stack fails.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
)
def trust_policy_size(policy: TemplatePolicy) -> Iterator[Found]:
    """Find trust policies over their size."""
    if policy.kind == "trust" and not policy.branch:
        size = least_size(policy.document, policy.resolver)
        if size > TRUST_POLICY:
            yield (
                policy.path,
                f"at least {size:,} characters of {TRUST_POLICY:,}: {size - TRUST_POLICY:,} too many",
            )
