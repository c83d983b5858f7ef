"""E9802: more managed policies than can be attached."""

from __future__ import annotations

from influmojo_cfn.rules.model import Entity
from influmojo_cfn.rules.quotas.sizes import MANAGED_POLICIES_ATTACHED
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9802",
    shortdesc="Too many managed policies are attached",
    description="Ten managed policies can be attached to a role, user or group (a quota that AWS can raise).",
    why="IAM rejects the eleventh, and the stack fails.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html",
)
def attachments(entity: Entity) -> Findings:
    always = [value for value in entity.managed_arns if not value.branch]
    count = len({value.text for value in always}) + sum(not p.branch for p in entity.attached)
    if count > MANAGED_POLICIES_ATTACHED:
        key = "ManagedPolicyArns"
        place = (*entity.path, "Properties", key) if key in entity.properties else entity.path
        yield place, f"{count} managed policies are attached, of {MANAGED_POLICIES_ATTACHED}"
