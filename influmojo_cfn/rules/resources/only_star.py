"""E9203: actions without resource types in a statement without `*`."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.reach import names_all_of_service, takes_only_star
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9203",
    shortdesc="The action takes no resource but `*`",
    description="No resource can be named for this action: its Resource must be `*`.",
    why="With ARNs alone the action is never allowed; ECS cannot log in to ECR, for one.",
    source_url="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html#actions_table",
)
def only_star(statement: PolicyStatement) -> Findings:
    for value in takes_only_star(statement):
        if not names_all_of_service(statement, value):
            outcome = f"it is never {statement.outcome} here"
            yield value.path, f"{value.text!r} takes no resource but '*': {outcome}"
