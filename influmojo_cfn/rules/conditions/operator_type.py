"""E9305: operators that do not fit the key's type."""

from __future__ import annotations

from influmojo_cfn.iam.service_authorization import condition_key
from influmojo_cfn.iam.written import WrittenCondition
from influmojo_cfn.rules.conditions.operators import fits
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9305",
    shortdesc="The operator does not fit the key's type",
    description="NumericLessThan wants a number, DateGreaterThan a date, IpAddress an address, ArnLike an ARN.",
    why="A comparison with a value of another type is never true.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
    needs="conditions",
)
def operator_type(statement: PolicyStatement) -> Findings:
    for condition in statement.conditions:
        key = condition_key(condition.key)
        if key and not fits(condition, key.type):
            if not _holds_an_arn(condition):
                article = "an" if key.type[0] in "AI" else "a"
                message = (
                    f"{condition.operator} does not compare {condition.key}, {article} {key.type}"
                )
                yield condition.path, message


def _holds_an_arn(condition: WrittenCondition) -> bool:
    """Return whether a key that is listed as a String is compared with ARNs by an ARN operator."""
    values = [value.text for value in condition.values]
    return condition.family == "ARN" and all(
        text == "*" or text.startswith(("arn:", "*")) for text in values
    )
