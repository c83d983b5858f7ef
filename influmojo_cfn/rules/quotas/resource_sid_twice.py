"""W9831: Sids that the policy of a resource has twice."""

from __future__ import annotations

from influmojo_cfn.rules.model import TemplatePolicy
from influmojo_cfn.rules.quotas.sid_twice import repeated_sids
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9831",
    shortdesc="Two statements of the resource's policy have the same Sid",
    description="Some services demand that every Sid of a policy is different.",
    why="Those services reject the policy, and tools that change statements by their Sid change the wrong one.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html",
)
def resource_sid_twice(policy: TemplatePolicy) -> Findings:
    if policy.kind == "resource":
        yield from repeated_sids(policy)
