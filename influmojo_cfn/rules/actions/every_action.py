"""W9107: every action of every service."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9107",
    shortdesc="Every action of every service is allowed",
    description="`*` as an action in an Allow statement.",
    why="An identity with the policy is an administrator, limited by the resources alone.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    needs="grants",
)
def every_action(statement: PolicyStatement) -> Findings:
    """Find `*` in the Action of an Allow.

    A VPC endpoint's policy limits what passes through: by default it lets everything through.
    """
    if statement.policy.resource_type != "AWS::EC2::VPCEndpoint":
        for value in statement.actions:
            if value.text in ("*", "*:*"):
                yield value.path, "allows every action of every service"
