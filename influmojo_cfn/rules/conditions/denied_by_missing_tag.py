"""W9329: a Deny by aws:ResourceTag of actions whose requests never carry it."""

from __future__ import annotations

from influmojo_cfn.rules.conditions.resource_tag import without_tag
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9329",
    shortdesc="The Deny never applies: no resource, no tag",
    description="aws:ResourceTag is the tag of the resource that a call is about; some actions are about none.",
    why="The calls that the Deny should deny stay allowed.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourcetag",
    needs="conditions denies",
)
def denied_by_missing_tag(statement: PolicyStatement) -> Findings:
    for condition, names in without_tag(statement):
        yield condition.path, f"{condition.key} never comes with {names}: not denied"
