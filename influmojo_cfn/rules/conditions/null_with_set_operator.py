"""I9336: ForAllValues or ForAnyValue before Null."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="I9336",
    shortdesc="Null takes no ForAllValues or ForAnyValue",
    description="Null tests whether a key exists; a set operator has no values to compare.",
    why="AWS does not document what the two do in front of Null: write Null alone.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Null",
    needs="conditions",
)
def null_with_set_operator(statement: PolicyStatement) -> Findings:
    for condition in statement.conditions:
        if condition.asks_presence and condition.qualifier:
            yield condition.path, f"{condition.operator}: write Null"
