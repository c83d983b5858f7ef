"""W9317: String operators with keys of another type, which they compare as text."""

from __future__ import annotations

from influmojo_cfn.iam.service_authorization import condition_key
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule

OPERATOR_OF = {"Numeric": "a Numeric operator", "Bool": "Bool"}


@rule(
    id="W9317",
    shortdesc="A String operator compares a number or a Boolean",
    description="A key that holds a number wants a Numeric operator, one of true and false wants Bool.",
    why="Text is compared character by character: 10 is not 10.0, and no value is less than another.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-error-type-mismatch",
    needs="conditions",
)
def text_operator(statement: PolicyStatement) -> Findings:
    for condition in statement.conditions:
        key = condition_key(condition.key)
        if key and key.type in OPERATOR_OF and condition.family == "String":
            wanted = OPERATOR_OF[key.type]
            yield (
                condition.path,
                f"{condition.key} is {key.type}: {condition.operator} should be {wanted}",
            )
