"""W9735: managed policies of a fixed account, attached to a role of the stack's own."""

from __future__ import annotations

from influmojo_cfn.rules.arns import read_arn
from influmojo_cfn.rules.model import Entity
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9735",
    shortdesc="The attached policy is of a fixed account",
    description="IAM attaches managed policies of the role's own account and of AWS, of no other.",
    why="In any other account than that one the stack fails.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-vs-inline.html",
)
def managed_policy_of_account(entity: Entity) -> Findings:
    for value in entity.managed_arns:
        arn = read_arn(value.text)
        if arn and arn.service == "iam" and arn.account.isdigit() and len(arn.account) == 12:
            yield value.path, f"account {arn.account} is fixed: write ${{AWS::AccountId}}"
