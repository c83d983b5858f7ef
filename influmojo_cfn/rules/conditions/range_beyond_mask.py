"""I9335: address ranges with bits beyond their mask."""

from __future__ import annotations

from influmojo_cfn.iam.value_formats import block_around
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="I9335",
    shortdesc="The range has bits beyond its mask",
    description="In 203.0.113.77/24 the last number does not count: the range is 203.0.113.0/24.",
    why="It reads as one address, and takes in all 256.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress",
    needs="conditions",
)
def range_beyond_mask(statement: PolicyStatement) -> Findings:
    for condition in statement.conditions:
        for value in condition.values if condition.family == "IPAddress" else ():
            block = block_around(value.text)
            if block is not None:
                yield value.path, f"{value.text!r} is the range {block}"
