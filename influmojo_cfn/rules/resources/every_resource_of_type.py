"""W9206: ARNs that are only wildcards after the resource type."""

from __future__ import annotations

from influmojo_cfn.rules.arns import read_arn
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule

ALL = {
    "s3": ("*", "*/*"),
    "secretsmanager": ("*", "secret:*", "secret:*-??????"),
    "ssm": ("*", "parameter/*", "parameter*"),
    "sqs": ("*",),
    "sns": ("*",),
    "dynamodb": ("*", "table/*"),
    "rds-db": ("*", "dbuser:*", "dbuser:*/*"),
    "kms": ("*", "key/*"),
    "ses": ("*", "identity/*"),
    "ecr": ("*", "repository/*"),
    "iam": ("*", "role/*", "user/*", "policy/*"),
    "lambda": ("*", "function:*"),
    "rds": ("*", "db:*", "cluster:*"),
    "kinesis": ("*", "stream/*"),
    "sts": ("*",),
}
"""Resource parts that name everything, of services whose resources are worth keeping apart.

https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
(read 2026-11-28)
"""


@rule(
    id="W9206",
    shortdesc="The ARN names every resource of its type",
    description="An ARN such as secret:* or s3:::* is `*` in longer words.",
    why="Everything of the type is within reach, whatever is added to the account later.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    needs="grants of-identity",
    follows="W9601",
    once="resource",
)
def every_resource_of_type(statement: PolicyStatement) -> Findings:
    if statement.everywhere or statement.conditions:
        return
    known = statement.known_actions.values()
    if not known or {action.access_level for action in known} <= {"List"}:
        return
    for value in statement.resources:
        arn = read_arn(_in_full(value.text))
        if arn and arn.resource in ALL.get(arn.service, ("*",) if arn.service == "*" else ()):
            yield (
                value.path,
                f"{statement.policy.show(value.text)!r} names every resource of its type",
            )


def _in_full(text: str) -> str:
    """Write the parts that an ARN's last ``*`` reaches over."""
    missing = 5 - text.count(":")
    return text + ":*" * missing if text.startswith("arn:") and text.endswith(":*") else text
