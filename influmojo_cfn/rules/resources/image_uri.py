"""E9213: an image's URI where an ARN belongs."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.of_kind import of_kind
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9213",
    shortdesc="An image URI is in the place of an ARN",
    description="A policy names an ECR repository by its ARN, not by the address that Docker uses.",
    why="IAM rejects the policy, and the stack fails.",
    source_url="https://docs.aws.amazon.com/AmazonECR/latest/userguide/security_iam_service-with-iam.html",
    tags=("iam", "resources", "arn"),
)
def image_uri(statement: PolicyStatement) -> Findings:
    yield from of_kind(statement, "uri")
