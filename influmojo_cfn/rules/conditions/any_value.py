"""I9334: conditions that any value fulfills."""

from __future__ import annotations

import re

from influmojo_cfn.iam.written import WrittenCondition
from influmojo_cfn.rules.conditions.keys import is_sensitive, presence
from influmojo_cfn.rules.conditions.operators import takes_wildcards
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.trust.guard import GUARDS


@rule(
    id="I9334",
    shortdesc="The condition compares nothing",
    description="A pattern `*` takes every value: only the presence of the key is tested.",
    why="It looks like a limit: write Null false, or Null true, or take it away.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Null",
    needs="conditions",
)
def any_value(statement: PolicyStatement) -> Findings:
    for condition in statement.conditions:
        if not _takes_every_value(condition) or is_sensitive(condition.key):
            continue
        if statement.policy.is_trust and condition.key.lower() in GUARDS:
            continue
        yield condition.path, _meaning(condition)


def always_holds(condition: WrittenCondition) -> bool:
    """Return whether every signed request fulfills a condition: a wildcard, presence, a past date."""
    if condition.negated or condition.qualifier:
        return False
    carried = presence(condition.key) in ("always", "signed")
    texts = condition.texts
    if condition.asks_presence:
        return carried and texts == {"false"}
    if condition.family == "Date":
        after = condition.operator.lower().startswith("dategreaterthan")
        past = bool(texts) and all(_DATE.match(text) and text < _PAST for text in texts)
        return after and past and condition.key.lower() == "aws:currenttime"
    return (carried or condition.if_exists) and _takes_every_value(condition)


_DATE = re.compile(r"[12]\d{3}-")
_PAST = "2026"
"""Dates before this year were over when the rule was written."""


def _takes_every_value(condition: WrittenCondition) -> bool:
    wild = takes_wildcards(condition) or condition.family == "ARN"
    return wild and not condition.qualifier and {value.text for value in condition.values} == {"*"}


def _meaning(condition: WrittenCondition) -> str:
    if condition.if_exists:
        outcome = "holds where the key is absent" if condition.negated else "always holds"
    elif presence(condition.key) == "always":
        outcome = "never holds" if condition.negated else "always holds"
    else:
        outcome = f"is Null {condition.key} {'true' if condition.negated else 'false'}"
    return f"{condition.operator} '*' {outcome}"
