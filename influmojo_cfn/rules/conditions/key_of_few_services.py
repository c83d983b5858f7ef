"""W9326: keys of few services under a Deny that is about the actions of every service."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9326",
    shortdesc="Few services send the condition key",
    description="aws:VpceAccount, aws:VpceOrgID, aws:VpceOrgPaths and aws:SourceVpcArn come with some services only.",
    why="A Deny of every action by such a key denies the calls of services that do not send it.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-vpceaccount",
    needs="conditions denies",
)
def key_of_few_services(statement: PolicyStatement) -> Findings:
    if not (statement.not_actions or any(value.text == "*" for value in statement.actions)):
        return
    for condition in statement.on(*OF_FEW):
        if condition.negated and not condition.if_exists:
            yield (
                condition.path,
                f"{condition.key}: name the services that send it, or add IfExists",
            )


OF_FEW = frozenset({"aws:sourcevpcarn", "aws:vpceaccount", "aws:vpceorgid", "aws:vpceorgpaths"})
