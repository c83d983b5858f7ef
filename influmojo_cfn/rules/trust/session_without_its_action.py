"""E9532: conditions on tags or identity of a session that no Allow of the policy lets it have."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9532",
    shortdesc="The session cannot carry what the condition requires",
    description="Tags come with sts:TagSession, a source identity with sts:SetSourceIdentity.",
    why="A session with the tag is denied, and one without it fails the condition: nobody passes.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required",
    needs="conditions allows of-role",
)
def session_without_its_action(statement: PolicyStatement) -> Findings:
    for condition in statement.conditions:
        key = condition.key.lower()
        action = next((action for start, action in NEEDED if key.startswith(start)), "")
        if action and condition.needs_key:
            others = statement.policy.statements
            if not any(each.allows and each.may_name(action.lower()) for each in others):
                yield condition.path, f"no session carries {condition.key} without {action}"


NEEDED = (
    ("aws:requesttag/", "sts:TagSession"),
    ("aws:tagkeys", "sts:TagSession"),
    ("sts:transitivetagkeys", "sts:TagSession"),
    ("sts:sourceidentity", "sts:SetSourceIdentity"),
)
"""What a key begins with, and the action that lets a session carry it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html and
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
(read 2026-11-27)
"""
