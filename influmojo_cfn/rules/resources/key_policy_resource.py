"""W9226: key policies about something else than their key."""

from __future__ import annotations

from influmojo_cfn.data.resource_policies import service_of_policy
from influmojo_cfn.iam import text as t
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9226",
    shortdesc="The Resource of a key policy is not `*`",
    description="In a key policy `*` means this key and nothing else.",
    why="The key has no ARN before it is made: a statement with another ARN never applies.",
    source_url="https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html",
)
def key_policy_resource(statement: PolicyStatement) -> Findings:
    if service_of_policy(statement.policy.resource_type) == "kms":
        for value in statement.resources:
            if value.text != "*" and not t.UNKNOWN.fullmatch(value.text):
                yield value.path, "write '*', which means this key alone"
