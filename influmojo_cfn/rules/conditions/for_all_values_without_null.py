"""W9309: ForAllValues in an Allow without a Null check."""

from __future__ import annotations

from influmojo_cfn.iam.written import WrittenCondition
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule

ALWAYS_SENT = {"kms:grantoperations": frozenset({"kms:creategrant"})}
"""Keys (lower case) that a required parameter of the actions brings with it.

https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html (read 2026-11-28)
"""


@rule(
    id="W9309",
    shortdesc="ForAllValues allows requests without the key",
    description="ForAllValues is true when the request does not carry the key at all.",
    why="It needs a Null condition on the key as well; otherwise, untagged requests pass.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html",
    needs="conditions allows",
    follows="W9308",
    once="statement",
)
def for_all_values_without_null(statement: PolicyStatement) -> Findings:
    present = {condition.key.lower() for condition in statement.conditions if condition.needs_key}
    for condition in statement.conditions:
        if condition.qualifier == "ForAllValues" and not condition.negated:
            key = condition.key.lower()
            if key not in present and not (
                _tags_are_there(condition, present) or _is_always_sent(statement, key)
            ):
                yield (
                    condition.path,
                    f"true without {condition.key}: add Null {condition.key} false",
                )


def _is_always_sent(statement: PolicyStatement, key: str) -> bool:
    """Return whether every request that the statement is about carries a key."""
    senders = ALWAYS_SENT.get(key, frozenset())
    return bool(statement.actions) and all(
        value.text.lower() in senders for value in statement.actions
    )


def _tags_are_there(condition: WrittenCondition, present: set[str]) -> bool:
    """Return whether another condition asks for a tag, which brings aws:TagKeys with it."""
    return condition.key.lower() == "aws:tagkeys" and any(
        key.startswith("aws:requesttag/") for key in present
    )
