"""W9403: Denies aimed past what is allowed."""

from __future__ import annotations

from influmojo_cfn.rules.logic.cover import actions_meet, meet
from influmojo_cfn.rules.logic.groups import groups
from influmojo_cfn.rules.model import Model, PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9403",
    shortdesc="The Deny denies nothing that is allowed",
    description="An action that is allowed is denied on resources on which it is not allowed.",
    why="The Deny has no effect; most often its ARN is misspelled and what it should stop goes on.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
)
def deny_beside_allow(model: Model) -> Findings:
    for group in groups(model, complete=True):
        allows = [s for s in group if s.allows]
        for deny in group if allows else ():
            if deny.denies and any(actions_meet(deny, allow) for allow in allows):
                if not any(meet(deny, allow) for allow in allows):
                    one = len(deny.resources) == 1
                    place = deny.resources[0].path if one else (*deny.path, _element(deny))
                    yield place, "nothing that is allowed is on these resources"


def _element(deny: PolicyStatement) -> str:
    return "Resource" if "Resource" in deny.raw else "NotResource"
