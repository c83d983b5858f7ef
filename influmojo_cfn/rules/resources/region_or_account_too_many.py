"""E9208: a Region or account where the service's ARNs have none."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.of_kind import of_kind
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9208",
    shortdesc="The ARN has a Region or account that does not belong in it",
    description="S3 buckets and objects have neither; IAM and other global services have no Region.",
    why="No resource has such an ARN: the statement never matches.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
    tags=("iam", "resources", "arn"),
)
def region_or_account_too_many(statement: PolicyStatement) -> Findings:
    yield from of_kind(statement, "global")
