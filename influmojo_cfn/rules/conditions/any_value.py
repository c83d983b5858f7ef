"""I9334: conditions that any value fulfills."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.iam.written import WrittenCondition
from influmojo_cfn.rules.conditions.keys import is_sensitive, presence
from influmojo_cfn.rules.conditions.operators import takes_wildcards
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Found, rule
from influmojo_cfn.rules.trust.guard import GUARDS


@rule(
    id="I9334",
    shortdesc="The condition compares nothing",
    description="A pattern `*` takes every value: only the presence of the key is tested.",
    why="It looks like a limit: write Null false, or Null true, or take it away.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Null",
    needs="conditions",
)
def any_value(statement: PolicyStatement) -> Iterator[Found]:
    """Find conditions on `*` alone."""
    for condition in statement.conditions:
        texts = {value.text for value in condition.values}
        wild = takes_wildcards(condition) or condition.family == "ARN"
        if texts != {"*"} or not wild or condition.qualifier or is_sensitive(condition.key):
            continue
        if statement.policy.is_trust and condition.key.lower() in GUARDS:
            continue
        yield condition.path, _meaning(condition)


def _meaning(condition: WrittenCondition) -> str:
    if condition.if_exists:
        outcome = "holds where the key is absent" if condition.negated else "always holds"
    elif presence(condition.key) == "always":
        outcome = "never holds" if condition.negated else "always holds"
    else:
        outcome = f"is Null {condition.key} {'true' if condition.negated else 'false'}"
    return f"{condition.operator} '*' {outcome}"
