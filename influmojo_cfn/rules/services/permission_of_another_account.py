"""W9742: permissions for what is in the template that name an account by its digits."""

from __future__ import annotations

import re

from influmojo_cfn.iam import text as t
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9742",
    shortdesc="The permission is for another account than the source's",
    description="SourceArn is of the stack's account, which a template names `${AWS::AccountId}`; SourceAccount is digits.",
    why="In every account but that one the service can never invoke the function.",
    source_url="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html",
)
def permission_of_another_account(model: Model) -> Findings:
    """Find permissions whose source is in the template's account, and whose account is written out."""
    for permission in model.resources("AWS::Lambda::Permission"):
        if not any(_is_of_the_stack(source.text) for source in permission.values("SourceArn")):
            continue
        for value in permission.values("SourceAccount"):
            if re.fullmatch(r"\d{12}", value.text):
                yield (
                    value.path,
                    f"SourceArn is of ${{AWS::AccountId}}: write that, not {value.text}",
                )


def _is_of_the_stack(source: str) -> bool:
    """Return whether an ARN has the stack's account, or a bucket's name has it or is of the template."""
    if t.ACCOUNT in source:
        return True
    return (
        source.startswith("arn:")
        and ":s3:::" in source
        and t.has_unknown(source.partition(":::")[2])
    )
