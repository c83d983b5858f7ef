"""W9325: seconds since 1970 where a date is compared."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9325",
    shortdesc="The date is written in seconds",
    description="A Date operator reads seconds since 1970, but no reader does; write 2027-01-31T00:00:00Z.",
    why="Nobody sees when the access ends, and leap seconds are not counted.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date",
    needs="conditions",
)
def date_in_seconds(statement: PolicyStatement) -> Findings:
    for condition in statement.conditions:
        if condition.family != "Date" or condition.key.lower() == "aws:epochtime":
            continue
        for value in condition.values:
            if value.text.isdigit() and len(value.text) > YEAR:
                yield value.path, f"{value.text!r} is seconds since 1970: write a date"


YEAR = 4
"""Digits of a year, which is a date by itself."""
