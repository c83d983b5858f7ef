"""E9321: NotIpAddress aws:SourceIp all of whose values are private."""

from __future__ import annotations

from influmojo_cfn.rules.conditions.operators import is_private
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9321",
    shortdesc="NotIpAddress with private addresses is always true",
    description="aws:SourceIp is the public address of a caller; calls through an endpoint carry aws:VpcSourceIp.",
    why="A Deny denies every caller, an Allow allows every caller.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip",
    needs="conditions",
)
def private_addresses_excepted(statement: PolicyStatement) -> Findings:
    for condition in statement.on("aws:sourceip"):
        if condition.negated and condition.values and condition.family == "IPAddress":
            if all(is_private(value.text) for value in condition.values):
                first = condition.values[0]
                message = f"{first.text!r} is private: no request comes from there, so all pass"
                yield first.path, message
