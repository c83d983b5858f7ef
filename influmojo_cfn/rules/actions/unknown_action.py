"""E9101: explicit actions that their service does not have."""

from __future__ import annotations

from influmojo_cfn.rules.actions.names import api_action, misnamed, nearest, other_prefixes
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9101",
    shortdesc="The action does not exist",
    description="An action's name must be one of those that the service defines.",
    why="IAM accepts any name; a misspelled action grants nothing, and the call is denied later.",
    source_url="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
)
def unknown_action(statement: PolicyStatement) -> Findings:
    written = {value.text.lower() for value in statement.actions}
    for value, prefix, name in misnamed(statement):
        if api_action(prefix, name) or other_prefixes(prefix, name):
            continue
        if _OF_NEW_TOPICS.get(value.text.lower()) in written:
            continue
        yield value.path, f"{value.text!r} is not an action of {prefix}{nearest(prefix, name)}"


_OF_NEW_TOPICS = {"sns:receive": "sns:removepermission"}
"""What the policy that Amazon SNS gives new topics names though it is not an action, and next to what.

https://docs.aws.amazon.com/cli/latest/reference/sns/get-topic-attributes.html (read 2026-11-28)
"""
