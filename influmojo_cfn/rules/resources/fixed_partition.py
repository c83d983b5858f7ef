"""W9219: a partition written into a template that is portable elsewhere."""

from __future__ import annotations

from influmojo_cfn.rules.arns import read_arn
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.variables import source_arns
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9219",
    shortdesc="The partition is written into the ARN of a portable template",
    description="Where a template uses `${AWS::Partition}` at all, every ARN of it should.",
    why="In China or GovCloud these ARNs match nothing while the rest of the template works.",
    source_url="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html",
)
def fixed_partition(statement: PolicyStatement) -> Findings:
    """Find a partition written into a template that is portable elsewhere."""
    if statement.policy.in_template and "AWS::Partition" in statement.policy.resolver.used_pseudo:
        for value in (*statement.resources, *source_arns(statement)):
            arn = read_arn(value.text)
            if arn and arn.partition.startswith("aws"):
                yield (
                    value.path,
                    f"the partition {arn.partition} is fixed: write ${{AWS::Partition}}",
                )
