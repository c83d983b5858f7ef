"""I9222: an account or Region in a template that fixes them throughout."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.shape import REGION
from influmojo_cfn.rules.resources.variables import portable, written_arns
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="I9222",
    shortdesc="The ARN is fixed to an account or Region",
    description="An ARN of a template names account and Region by pseudo parameters.",
    why="The template works in one account or Region only.",
    source_url="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html",
    needs="of-template",
)
def fixed_everywhere(statement: PolicyStatement) -> Findings:
    for value, arn in written_arns(statement):
        account = arn.account.isdigit() and not portable(statement, "AWS::AccountId")
        region = REGION.match(arn.region) and not portable(statement, "AWS::Region")
        if account or region:
            yield value.path, "write ${AWS::AccountId} and ${AWS::Region} instead"
