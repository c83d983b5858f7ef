"""E9508: actions other than sts in a trust policy."""

from __future__ import annotations

from influmojo_cfn.iam import text as t
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9508",
    shortdesc="A trust policy takes sts actions only",
    description="A trust policy allows sts:AssumeRole and related sts actions on the role, and nothing else.",
    why="IAM rejects the trust policy, and the stack fails.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html",
    needs="of-role of-template",
)
def not_an_sts_action(statement: PolicyStatement) -> Findings:
    for value in statement.actions:
        text = value.text.lower()
        if not t.has_unknown(text) and text != "*" and not text.startswith("sts:"):
            yield value.path, f"{value.text!r} is not an sts action"
