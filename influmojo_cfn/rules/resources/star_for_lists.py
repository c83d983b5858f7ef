"""I9205: `*` under actions that list, describe or write logs, and take ARNs."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.breadth import nameable
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="I9205",
    shortdesc="`*` is used for a list that could be limited",
    description="An action that lists or describes, or writes logs, takes ARNs and is allowed on every resource.",
    why="Identities with the policy can see which resources there are, and nothing that is in them.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
)
def star_for_lists(statement: PolicyStatement) -> Findings:
    found = [name for name, level in nameable(statement) if level == "List"]
    if found:
        for value in statement.resources:
            if value.text == "*":
                yield value.path, f"'*' for {', '.join(found[:3])}, which can name resources"
