"""W9324: keys that AWS has replaced."""

from __future__ import annotations

from influmojo_cfn.iam import text as t
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9324",
    shortdesc="Another condition key has taken the place of this one",
    description="aws:SourceOwner is the older name of aws:SourceAccount, which not every service sends.",
    why="A call of a service that sends only the new key is denied.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceaccount",
    needs="conditions",
)
def replaced_key(statement: PolicyStatement) -> Findings:
    """Find keys that AWS has replaced.

    A topic's default policy uses the older name for the topic's own account, and there it works.
    """
    of_service = any(principal.kind == "Service" for principal in statement.principals)
    for condition in statement.conditions:
        new = REPLACED.get(condition.key.lower())
        own = all(value.text == t.ACCOUNT for value in condition.values)
        if new and (of_service or not own):
            yield condition.path, f"{condition.key} is the older name of {new}"


REPLACED = {"aws:sourceowner": "aws:SourceAccount"}
"""https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html (read 2026-11-27)"""
