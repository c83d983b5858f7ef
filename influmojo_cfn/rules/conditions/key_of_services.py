"""E9313: keys that only calls of service principals or users carry."""

from __future__ import annotations

from influmojo_cfn.rules.conditions.keys import presence
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9313",
    shortdesc="The key never comes with a role's own requests",
    description="aws:SourceArn, aws:SourceAccount and their kin come when a service principal calls directly.",
    why="In a policy of a role such a positive condition is always false: the statement has no effect.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
    needs="conditions",
)
def key_of_services(statement: PolicyStatement) -> Findings:
    if statement.policy.is_trust or statement.principals or "Principal" in statement.raw:
        return
    for condition in statement.conditions:
        if condition.needs_key and presence(condition.key) == "service":
            message = f"{condition.key} comes with calls of service principals only, which have no such policy"
            yield condition.path, message
