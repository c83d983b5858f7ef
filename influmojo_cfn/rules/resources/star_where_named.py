"""W9204: `*` under actions other than lists that take ARNs."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.breadth import is_documented, nameable
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.trust.principals import services_let_in


@rule(
    id="W9204",
    shortdesc="`*` is used where a resource can be named",
    description="The action takes ARNs, and the statement allows it on every resource.",
    why="Everything of the account is within reach: each secret, bucket, queue and address.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    needs="grants",
    follows="W9605",
    width=1,
    once="resource",
)
def star_where_named(statement: PolicyStatement) -> Findings:
    if _is_for_messages(statement):
        return
    found = list(
        dict.fromkeys(
            name
            for name, level in nameable(statement)
            if level != "List" and not is_documented(statement, name)
        )
    )
    if found:
        for value in statement.resources:
            if value.text == "*":
                some = ", ".join(found[:3]) + (" and more" if len(found) > 3 else "")
                yield value.path, f"'*' for {some}, which can name resources"


def _is_for_messages(statement: PolicyStatement) -> bool:
    """Return whether a user pool sends text messages so: a phone number has no ARN.

    https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-sms-settings.html
    (read 2026-11-27)
    """
    if statement.exact_actions.keys() != {"sns:publish"} or len(statement.actions) > 1:
        return False
    policy = statement.policy
    return "cognito-idp.amazonaws.com" in services_let_in(policy.resolver, policy.logical_id)
