"""W9736: permissions for S3 that name a bucket, but no account."""

from __future__ import annotations

from influmojo_cfn.iam import text as t
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9736",
    shortdesc="The permission for S3 names no account",
    description="A bucket's ARN has no account in it: SourceAccount identifies the owner of the bucket.",
    why="Once the bucket is deleted, another account can make one of that name and invoke the function.",
    source_url="https://docs.aws.amazon.com/lambda/latest/dg/with-s3.html",
)
def permission_without_account(model: Model) -> Findings:
    """Find permissions for S3 with SourceArn and without SourceAccount."""
    for logical_id, properties in model.resources("AWS::Lambda::Permission"):
        principal = model.resolver.text(properties.get("Principal", ""))
        service = principal.replace(t.URL_SUFFIX, "amazonaws.com").lower()
        if service != "s3.amazonaws.com" or "SourceAccount" in properties:
            continue
        if "SourceArn" in properties:
            place = ("Resources", logical_id, "Properties", "SourceArn")
            yield place, "the bucket's ARN names no account: add SourceAccount"
