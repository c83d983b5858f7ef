"""E9106: text that is not of the form service:action."""

from __future__ import annotations

import re

from influmojo_cfn.iam import text as t
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule

_USUAL = re.compile(r"^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$")


@rule(
    id="E9106",
    shortdesc="The action is not of the form service:action",
    description="An action is `*`, or a service prefix without wildcards, a colon, and a name.",
    why="IAM rejects the policy, and the stack fails.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html",
)
def malformed_action(statement: PolicyStatement) -> Findings:
    for value in (*statement.actions, *statement.not_actions):
        text = value.text
        if text == "*" or _USUAL.match(text) or t.has_unknown(text):
            continue
        prefix, colon, name = text.partition(":")
        if not colon or not prefix or not name or ":" in name:
            yield value.path, f"{text!r} is not of the form service:action"
        elif any(character.isspace() for character in text):
            yield value.path, f"{text!r} contains white space"
        elif "*" in prefix or "?" in prefix:
            yield value.path, f"{text!r} has a wildcard in its service prefix"
