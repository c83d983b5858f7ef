"""E9804: inline policies over their size together."""

from __future__ import annotations

from influmojo_cfn.rules.model import Entity
from influmojo_cfn.rules.quotas.sizes import INLINE_POLICIES, least_size
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9804",
    shortdesc="The inline policies are too large together",
    description="The inline policies of a role hold 10,240 characters together, of a user 2,048, of a group 5,120.",
    why="IAM rejects the last of them, and the stack fails.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
)
def inline_policies_size(entity: Entity) -> Findings:
    inline = [policy for policy in entity.inline if not policy.branch]
    size = sum(least_size(policy.document, entity.resolver) for policy in inline)
    limit = INLINE_POLICIES[entity.kind]
    if size > limit:
        own = "Policies" in entity.properties
        place = (*entity.path, "Properties", "Policies") if own else inline[-1].path
        yield place, f"at least {size:,} characters of {limit:,}: {size - limit:,} too many"
