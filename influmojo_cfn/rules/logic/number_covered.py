"""I9410: numbers under an operator of order that another one next to them takes in."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="I9410",
    shortdesc="One of the numbers has no effect",
    description="Several values of a key are alternatives: of 10 and 50 under NumericLessThan, 50 counts.",
    why="The stricter number reads like the limit, and is not.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Numeric",
    needs="conditions",
)
def number_covered(statement: PolicyStatement) -> Findings:
    for condition in statement.conditions:
        if condition.family != "Numeric" or not condition.is_ordered or len(condition.values) < 2:
            continue
        if len({value.branch for value in condition.values}) > 1:
            continue
        numbers = [_number(value.text) for value in condition.values]
        known = [number for number in numbers if number is not None]
        if len(known) < len(numbers):
            continue
        counts = max(known) if "LessThan" in condition.operator else min(known)
        for value, number in zip(condition.values, known, strict=True):
            if number != counts:
                yield value.path, f"{value.text} has no effect with {counts:g}"


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
