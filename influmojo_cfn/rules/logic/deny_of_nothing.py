"""I9404: Denies of actions that nothing allows."""

from __future__ import annotations

from influmojo_cfn.rules.logic.cover import actions_meet
from influmojo_cfn.rules.logic.groups import groups
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="I9404",
    shortdesc="The Deny denies actions that nothing allows",
    description="Whatever is not allowed is denied already.",
    why="As a guard against later grants it is welcome; as a fix it does nothing.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
)
def deny_of_nothing(model: Model) -> Findings:
    for group in groups(model, complete=True):
        allows = [s for s in group if s.allows]
        for deny in group if allows else ():
            if deny.denies and deny.actions and not deny.not_actions:
                if not any(actions_meet(deny, allow) for allow in allows):
                    yield (*deny.path, "Action"), "nothing allows these actions"
