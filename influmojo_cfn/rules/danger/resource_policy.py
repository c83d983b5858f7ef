"""W9604: actions that change who can reach a resource."""

from __future__ import annotations

from influmojo_cfn.iam.written import WrittenCondition
from influmojo_cfn.rules.danger.escalation import is_meant, opened_by
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.breadth import is_documented
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9604",
    shortdesc="The action changes a resource's own policy",
    description="Actions such as s3:PutBucketPolicy and kms:PutKeyPolicy decide who else can use a resource.",
    why="An application that is broken into can open the resource to any account.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html",
    needs="grants of-identity",
    follows="E9203 E9201 E9402",
    width=2,
    once="resource",
)
def resource_policy(statement: PolicyStatement) -> Findings:
    for_aws = any(map(_is_for_aws_services, statement.conditions))
    opened = {}
    for value in statement.actions:
        names = opened_by(value.text)
        if is_documented(statement, value.text) or (for_aws and names == ("kms:CreateGrant",)):
            continue
        if is_meant(value.text, names):
            opened[value.path] = names
    if opened:
        each = list(dict.fromkeys(name for names in opened.values() for name in names))
        change = "change" if len(each) > 1 else "changes"
        more = f" and {len(each) - 3} others" if len(each) > 3 else ""
        yield next(iter(opened)), f"{', '.join(each[:3])}{more} {change} who can reach a resource"


def _is_for_aws_services(condition: WrittenCondition) -> bool:
    """Return whether a grant of a KMS key can be made by AWS services alone, as for a volume.

    https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html (read 2026-11-25)
    """
    return (
        condition.key.lower() == "kms:grantisforawsresource"
        and condition.family == "Bool"
        and not condition.if_exists
        and condition.texts == {"true"}
    )
