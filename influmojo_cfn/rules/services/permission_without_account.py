"""W9736: permissions for S3 with SourceArn and without SourceAccount."""

from __future__ import annotations

from influmojo_cfn.iam.service_principals import principal_name
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
    for permission in model.resources("AWS::Lambda::Permission"):
        is_of_s3 = principal_name(permission.text("Principal")) == "s3.amazonaws.com"
        given = permission.data.keys()
        if is_of_s3 and "SourceArn" in given and "SourceAccount" not in given:
            yield (
                (*permission.path, "SourceArn"),
                "the bucket's ARN names no account: add SourceAccount",
            )
