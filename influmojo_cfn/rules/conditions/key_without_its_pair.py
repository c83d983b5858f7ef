"""W9328: keys of which a second one is missing."""

from __future__ import annotations

from influmojo_cfn.iam.written import WrittenCondition
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9328",
    shortdesc="The key needs another key",
    description="Every VPC has the same private addresses: the condition must also name the VPC or endpoint.",
    why="A caller in a VPC of its own takes the same address and passes.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-vpcsourceip",
    needs="conditions",
)
def key_without_its_pair(statement: PolicyStatement) -> Findings:
    keys = {condition.key.lower() for condition in statement.conditions}
    for condition in statement.conditions:
        pairs = PAIRS.get(condition.key.lower(), ())
        if pairs and not keys.intersection(map(str.lower, pairs)) and _asks(statement, condition):
            yield condition.path, f"{condition.key} is the same in every VPC: add {pairs[0]}"


def _asks(statement: PolicyStatement, condition: WrittenCondition) -> bool:
    """Return whether an Allow wants the value, or a Deny spares it."""
    return not condition.asks_presence and condition.negated != statement.allows


PAIRS = {
    "aws:vpcsourceip": ("aws:SourceVpc", "aws:SourceVpce", "aws:SourceVpcArn", "aws:VpceAccount"),
    "aws:ec2instancesourceprivateipv4": ("aws:Ec2InstanceSourceVpc",),
}
"""Keys, and those of which one must stand next to them.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
(read 2026-11-27)
"""
