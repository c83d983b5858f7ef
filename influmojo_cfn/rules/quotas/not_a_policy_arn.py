"""E9812: attached policies that are not given by their ARN."""

from __future__ import annotations

import re

from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.text import UNKNOWN
from influmojo_cfn.rules.model import Entity
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9812",
    shortdesc="The attached policy is not given by its ARN",
    description="ManagedPolicyArns and PermissionsBoundary take ARNs of policies, not names.",
    why="CloudFormation rejects the role.",
    source_url="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html",
)
def not_a_policy_arn(entity: Entity) -> Findings:
    values = list(entity.managed_arns)
    if "PermissionsBoundary" in entity.properties:
        place = (*entity.path, "Properties", "PermissionsBoundary")
        values += entity.resolver.values(entity.properties["PermissionsBoundary"], place)
    for value in values:
        if not value.text or UNKNOWN.match(value.text) or value.text.startswith("{{"):
            continue
        arn = parse_arn(value.text)
        if arn is None and value.text.startswith("arn:") and _MAY_HOLD_COLONS.search(value.text):
            continue
        if arn is None or arn.service != "iam" or arn.region or "*" in value.text:
            yield value.path, f"{entity.resolver.show(value.text)!r} is not the ARN of a policy"
        elif "arn:" in arn.resource:
            shown = entity.resolver.show(value.text)
            yield value.path, f"{shown!r} has an ARN within: Ref of a managed policy is its ARN"
        elif not arn.resource.startswith("policy/") and not UNKNOWN.match(arn.resource):
            yield (
                value.path,
                f"{entity.resolver.show(value.text)!r} is an ARN of something else than a policy",
            )
        elif arn.account == "" or (arn.account.isdigit() and len(arn.account) != 12):
            yield value.path, f"{entity.resolver.show(value.text)!r} lacks its account"


_MAY_HOLD_COLONS = re.compile("[\ue000\U000f0000-\U0010ffff]")
"""Unknowns other than pseudo parameters: they can hold the parts that are missing."""
