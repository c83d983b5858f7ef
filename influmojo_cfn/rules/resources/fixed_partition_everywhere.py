"""I9220: a partition written into a template."""

from __future__ import annotations

from influmojo_cfn.rules.arns import read_arn
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.variables import source_arns
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="I9220",
    shortdesc="The partition is written into the ARN",
    description="An ARN of a template names its partition by `${AWS::Partition}`.",
    why="The template works in one partition only.",
    source_url="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html",
)
def fixed_partition_everywhere(statement: PolicyStatement) -> Findings:
    """Find a partition written into a template."""
    if (
        statement.policy.in_template
        and "AWS::Partition" not in statement.policy.resolver.used_pseudo
    ):
        for value in (*statement.resources, *source_arns(statement)):
            arn = read_arn(value.text)
            if arn and arn.partition.startswith("aws"):
                yield (
                    value.path,
                    f"the partition {arn.partition} is fixed: write ${{AWS::Partition}}",
                )
