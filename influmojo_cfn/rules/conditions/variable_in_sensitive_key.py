"""E9323: variables that callers fill in as values of sensitive keys."""

from __future__ import annotations

from influmojo_cfn.iam.text import POLICY_VARIABLE
from influmojo_cfn.rules.conditions.keys import is_sensitive
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9323",
    shortdesc="The caller chooses the account or organization",
    description="The values of keys that identify an account or organization must be written out.",
    why="A tag, name or header of the caller can hold any account's or organization's ID.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sensitive",
    needs="conditions",
)
def variable_in_sensitive_key(statement: PolicyStatement) -> Findings:
    for condition in statement.conditions:
        if not is_sensitive(condition.key):
            continue
        for value in condition.values:
            for found in POLICY_VARIABLE.finditer(value.text):
                key = found.group(1).strip().lower()
                if key == condition.key.lower():
                    yield value.path, "compares the key with itself: write the value itself"
                elif key.startswith(OF_THE_CALLER):
                    yield (
                        value.path,
                        f"the caller chooses {found.group()!r}: write the value itself",
                    )


OF_THE_CALLER = (
    "aws:principaltag/",
    "aws:referer",
    "aws:requesttag/",
    "aws:sourceidentity",
    "aws:useragent",
    "aws:userid",
    "aws:username",
)
"""Keys, or what they begin with, whose values the caller or its administrator chooses.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
(read 2026-11-27)
"""
