"""W9219: a partition written into a template that is portable elsewhere."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.variables import is_of_a_principal, portable, written_arns
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9219",
    shortdesc="The partition is written into the ARN of a portable template",
    description="Where a template uses `${AWS::Partition}` at all, every ARN of it should.",
    why="In China or GovCloud these ARNs match nothing while the rest of the template works.",
    source_url="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html",
    needs="of-template",
    once="template",
)
def fixed_partition(statement: PolicyStatement) -> Findings:
    if portable(statement, "AWS::Partition"):
        yield from fixed_partitions(statement)


def fixed_partitions(statement: PolicyStatement) -> Findings:
    """Yield each ARN that names its partition itself."""
    for value, arn in written_arns(statement):
        if arn.partition.startswith("aws") and not is_of_a_principal(statement, arn):
            message = f"the partition {arn.partition} is fixed: write ${{AWS::Partition}}"
            yield value.path, message
