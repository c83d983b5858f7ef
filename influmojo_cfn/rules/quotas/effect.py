"""E9817: effects other than Allow and Deny."""

from __future__ import annotations

from influmojo_cfn.iam.text import has_unknown
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9817",
    shortdesc="The Effect is neither Allow nor Deny",
    description="Effect is Allow or Deny, in this case of letters.",
    why="IAM rejects the policy, and the stack fails.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_effect.html",
)
def effect(statement: PolicyStatement) -> Findings:
    if "Effect" in statement.raw and not has_unknown(statement.effect):
        if statement.effect not in ("Allow", "Deny"):
            yield (*statement.path, "Effect"), f"{statement.effect!r} is neither Allow nor Deny"
