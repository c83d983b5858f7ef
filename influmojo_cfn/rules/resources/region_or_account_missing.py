"""E9209: a Region or account that is missing."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.of_kind import of_kind
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9209",
    shortdesc="The ARN lacks its Region or account",
    description="Resources of a regional service have both in their ARN.",
    why="No resource has such an ARN: the statement never matches.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
    tags=("iam", "resources", "arn"),
)
def region_or_account_missing(statement: PolicyStatement) -> Findings:
    yield from of_kind(statement, "missing")
