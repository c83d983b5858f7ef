"""W9231: actions without a resource type in the policy of a resource."""

from __future__ import annotations

from influmojo_cfn.data.resource_policies import service_of_policy
from influmojo_cfn.rules.model import PolicyStatement, matching
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9231",
    shortdesc="The action is about the account, not the resource",
    description="Some actions, such as ecr:GetAuthorizationToken, are about no resource: only the caller's own policy allows them.",
    why="In the policy of a resource they allow nothing.",
    source_url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policies.html",
    needs="principals allows",
)
def action_of_the_account(statement: PolicyStatement) -> Findings:
    own = service_of_policy(statement.policy.resource_type)
    if own in ("", "kms") or any(value.text != "*" for value in statement.resources):
        return
    for value, prefix, _ in statement.written:
        found = matching(value)
        if prefix.lower() == own and found and not any(one.resource_types for one in found):
            yield (
                value.path,
                f"{value.text!r} is about the whole account: put it into the caller's policy",
            )
