"""I9220: a partition written into a template."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.fixed_partition import fixed_partitions
from influmojo_cfn.rules.resources.variables import portable
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="I9220",
    shortdesc="The partition is written into the ARN",
    description="An ARN of a template names its partition by `${AWS::Partition}`.",
    why="The template works in one partition only.",
    source_url="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html",
    needs="of-template",
)
def fixed_partition_everywhere(statement: PolicyStatement) -> Findings:
    if not portable(statement, "AWS::Partition"):
        yield from fixed_partitions(statement)
