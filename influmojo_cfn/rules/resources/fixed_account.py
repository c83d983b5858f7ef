"""W9217: an account written into a template."""

from __future__ import annotations

import re

from influmojo_cfn.iam.arn import Arn
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.variables import is_of_a_principal, portable, written_arns
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.task_definition.aws_registries import aws_registry


@rule(
    id="W9217",
    shortdesc="The account is written into the ARN",
    description="A template names its own account by `${AWS::AccountId}`, another one by a parameter.",
    why="In every other account the policy names somebody else's resources.",
    source_url="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html",
    needs="of-template",
)
def fixed_account(statement: PolicyStatement) -> Findings:
    if not portable(statement, "AWS::AccountId"):
        return
    for value, arn in written_arns(statement):
        if is_of_a_principal(statement, arn):
            continue
        if re.fullmatch(r"\d{12}", arn.account) and not _is_shared(arn):
            yield value.path, _message(arn.account)
    for condition in statement.on(*OF_ACCOUNTS):
        for value in condition.values:
            if re.fullmatch(r"\d{12}", value.text):
                yield value.path, _message(value.text)


OF_ACCOUNTS = ("aws:sourceaccount", "aws:resourceaccount", "aws:principalaccount")


def _message(account: str) -> str:
    return (
        f"the account {account} is fixed: write ${{AWS::AccountId}}, "
        "or a parameter where another account is meant"
    )


def _is_shared(arn: Arn) -> bool:
    """Return whether an ARN is of what others publish: a Lambda layer, or an image of AWS."""
    if arn.service == "ecr":
        return aws_registry(arn.account) is not None
    return arn.service == "lambda" and arn.resource.startswith("layer:")
