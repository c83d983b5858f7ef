"""E9312: values that their operator or key cannot compare."""

from __future__ import annotations

import re
from collections.abc import Iterator

from influmojo_cfn.rules.conditions.operators import value_problem
from influmojo_cfn.rules.model import Statement
from influmojo_cfn.rules.rule import Found, rule
from influmojo_cfn.rules.text import has_unknown, has_wildcard

ACCOUNT_KEYS = frozenset({"aws:sourceaccount", "aws:resourceaccount", "aws:principalaccount"})


@rule(
    id="E9312",
    shortdesc="The value can never be compared",
    description="Bool takes true or false, IpAddress a CIDR range, dates are ISO 8601, accounts twelve digits.",
    why="IAM refuses the policy, or the condition is never true.",
    bad="""
Effect: Allow
Action: s3:GetObject
Resource: !Sub arn:${AWS::Partition}:s3:::influmojo-uploads/*
Condition:
  IpAddress:
    aws:SourceIp: 203.0.113.0/33 # here
""",
    good="""
Effect: Allow
Action: s3:GetObject
Resource: !Sub arn:${AWS::Partition}:s3:::influmojo-uploads/*
Condition:
  IpAddress:
    aws:SourceIp: 203.0.113.0/24
""",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
    tags=("iam", "conditions"),
)
def value_format(statement: Statement) -> Iterator[Found]:
    """Find values that their operator or key cannot compare."""
    for condition in statement.conditions:
        for value in condition.values:
            message = value_problem(condition.base, value.text)
            if (
                not message
                and condition.key.lower() in ACCOUNT_KEYS
                and condition.base == "stringequals"
            ):
                text = value.text
                if not has_unknown(text) and not has_wildcard(text) and "${" not in text:
                    message = (
                        "" if re.fullmatch(r"\d{12}", text) else "is no account: twelve digits"
                    )
            if message:
                yield value.path, f"{statement.policy.show(value.text)!r} {message}"
