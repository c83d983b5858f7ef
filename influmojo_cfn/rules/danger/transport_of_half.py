"""W9626: a Deny of calls without TLS that is about the bucket alone or its objects alone."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement, TemplatePolicy
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9626",
    shortdesc="The demand for TLS leaves half of the bucket out",
    description="A Deny of calls without TLS must name the bucket and its objects.",
    why="Lists, or the objects themselves, still pass unencrypted.",
    source_url="https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html#transit",
)
def transport_of_half(policy: TemplatePolicy) -> Findings:
    if policy.resource_type != "AWS::S3::BucketPolicy":
        return
    denies = [statement for statement in policy.statements if _demands_tls(statement)]
    covered = {_part(value.text) for s in denies for value in s.resources}
    if covered in ({"objects"}, {"bucket"}):
        missing = "the bucket itself" if covered == {"objects"} else "its objects, BUCKET/*"
        for statement in denies[:1]:
            yield statement.resources[0].path, f"omits {missing}"


def _demands_tls(statement: PolicyStatement) -> bool:
    return statement.denies and any(
        condition.texts == {"false"} for condition in statement.on("aws:securetransport")
    )


def _part(text: str) -> str:
    """Return which part of a bucket an ARN is about, as far as it is known."""
    if "/" in text:
        return "objects"
    return "bucket" if text.startswith("arn:") and "*" not in text else "unknown"
