"""E9836: values of MaxSessionDuration that are too short or too long."""

from __future__ import annotations

from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule

LEAST, MOST = 3600, 43200


@rule(
    id="E9836",
    shortdesc="IAM does not take the role's longest session",
    description="MaxSessionDuration is in seconds: an hour to twelve hours.",
    why="IAM rejects the role, and the stack fails.",
    source_url="https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html",
)
def longest_session(model: Model) -> Findings:
    for role in model.resources("AWS::IAM::Role"):
        for value in role.values("MaxSessionDuration"):
            if value.text.isdecimal() and not LEAST <= float(value.text) <= MOST:
                yield value.path, f"{value.text} seconds are not between {LEAST} and {MOST}"
