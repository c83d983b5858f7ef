"""W9223: every resource of a service, for an action that AWS documents with `*` alone."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.reach import names_all_of_service, takes_only_star
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9223",
    shortdesc="The action takes `*`, not every ARN of its service",
    description="No resource can be named for this action; AWS documents `*` for it.",
    why="Some services compare an ARN such as stack/*, most do not: then the action is never allowed.",
    source_url="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html#actions_table",
    once="resource",
)
def star_in_longer_words(statement: PolicyStatement) -> Findings:
    for value in takes_only_star(statement):
        if names_all_of_service(statement, value):
            outcome = f"it may never be {statement.outcome}"
            yield value.path, f"{value.text!r} takes no resource but '*': {outcome}"
