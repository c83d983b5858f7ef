"""E9320: condition keys that differ in the case of letters alone."""

from __future__ import annotations

from influmojo_cfn.iam.branches import compatible
from influmojo_cfn.iam.written import WrittenCondition
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
    """Find keys of one operator that differ in the case of letters alone."""
    seen: dict[tuple[str, str], WrittenCondition] = {}
    for condition in statement.conditions:
        first = seen.setdefault((condition.operator, condition.key.lower()), condition)
        if first.key != condition.key and compatible(first.branch, condition.branch):
            yield (
                condition.path,
                f"{condition.key} is {first.key} again: list the values of both in one",
            )
