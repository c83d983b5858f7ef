"""E9207: resources that cannot be ARNs."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.of_kind import of_kind
from influmojo_cfn.rules.resources.shape import completed, problem
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9207",
    shortdesc="The resource is not an ARN",
    description="A resource is `*` or an ARN, arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE, each part of which can exist.",
    why="IAM rejects a string that isn't an ARN; an unknown partition or Region matches nothing.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html",
    tags=("iam", "resources", "arn"),
)
def malformed_arn(statement: PolicyStatement) -> Findings:
    yield from of_kind(statement, "arn")
    if statement.policy.has_principals:
        for value in (*statement.resources, *statement.not_resources):
            if completed(value.text) and problem(value.text) is None:
                yield (
                    value.path,
                    f"{statement.policy.show(value.text)!r}: is not an ARN of six parts",
                )
