"""W9206: an ARN that names every resource of its type."""

from __future__ import annotations

import re
from collections.abc import Iterator

from influmojo_cfn.arn import parse_arn
from influmojo_cfn.rules.model import Statement
from influmojo_cfn.rules.rule import Found, rule

_ALL = re.compile(r"^(?:\*|[a-z-]+[:/]\*|\*[:/]\*|log-group:\*:\*|secret:\*-\?{6}|dbuser:\*/\*)$")
LISTS = frozenset({"List"})
SERVICES = frozenset(
    ["s3", "secretsmanager", "ssm", "sqs", "sns", "dynamodb", "rds-db", "kms", "ses", "ecr", "iam", "lambda", "rds", "kinesis", "sts"]
)
"""Services whose resources hold what is worth keeping apart."""


@rule(
    id="W9206",
    shortdesc="The ARN names every resource of its type",
    description="An ARN such as secret:* or s3:::* is `*` in longer words.",
    why="Everything of the type is within reach, whatever is added to the account later.",
    bad="""
Effect: Allow
Action: secretsmanager:GetSecretValue
Resource: !Sub arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:* # here
""",
    good="""
Effect: Allow
Action: secretsmanager:GetSecretValue
Resource: !Sub arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:app/*
""",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    tags=("iam", "resources"),
)
def every_resource_of_type(statement: Statement) -> Iterator[Found]:
    """Find ARNs that are only wildcards after the resource type."""
    if not statement.allows or statement.everywhere or statement.conditions:
        return
    known = statement.known_actions.values()
    if not known or {action.access_level for action in known} <= LISTS:
        return
    for value in statement.resources:
        arn = parse_arn(value.text)
        if arn and arn.service in SERVICES and _ALL.match(arn.resource):
            yield (
                value.path,
                f"{statement.policy.show(value.text)!r} names every resource of its type",
            )
