"""I9222: an account or Region in a template that fixes them throughout."""

from __future__ import annotations

from influmojo_cfn.rules.arns import read_arn
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.shape import REGION
from influmojo_cfn.rules.resources.variables import portable, source_arns
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="I9222",
    shortdesc="The ARN is fixed to an account or Region",
    description="An ARN of a template names account and Region by pseudo parameters.",
    why="The template works in one account or Region only.",
    source_url="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html",
)
def fixed_everywhere(statement: PolicyStatement) -> Findings:
    """Find an account or Region in a template that fixes them throughout."""
    if not statement.policy.in_template:
        return
    for value in (*statement.resources, *source_arns(statement)):
        arn = read_arn(value.text)
        if arn is None:
            continue
        account = arn.account.isdigit() and not portable(statement, "AWS::AccountId")
        region = REGION.match(arn.region) and not portable(statement, "AWS::Region")
        if account or region:
            yield value.path, "write ${AWS::AccountId} and ${AWS::Region} instead"
