"""E9320: keys of one operator that differ in the case of letters alone."""

from __future__ import annotations

from influmojo_cfn.iam.branches import repeated
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9320",
    shortdesc="Two condition keys are the same key",
    description="Keys are compared without regard to case: aws:SourceVpc and aws:sourcevpc are one.",
    why="IAM rejects the policy, or one of the two conditions is lost.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html",
    needs="conditions",
)
def keys_of_one_name(statement: PolicyStatement) -> Findings:
    named = (((c.operator, c.key.lower()), c.branch, c) for c in statement.conditions)
    for condition, first in repeated(named):
        if first.key != condition.key:
            message = f"{condition.key} is {first.key} again: list the values of both in one"
            yield condition.path, message
