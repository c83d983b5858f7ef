"""W9224: ARNs of fewer than six parts, which IAM fills up with ``*``."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.shape import completed, problem
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9224",
    shortdesc="The ARN is incomplete, and IAM fills it up",
    description="In a policy of a role, user or group IAM adds `*` for each part that an ARN lacks.",
    why="The ARN arn:aws:sqs is every queue of every Region and account. STS rejects it as a session policy.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns",
    tags=("iam", "resources", "arn"),
    needs="of-identity",
)
def incomplete_arn(statement: PolicyStatement) -> Findings:
    for value in (*statement.resources, *statement.not_resources):
        whole = completed(value.text)
        if whole and problem(value.text) is None:
            show = statement.policy.show
            yield value.path, f"{show(value.text)!r} is incomplete: IAM reads {show(whole)!r}"
