"""E9201: an action that none of the statement's ARNs can be for."""

from __future__ import annotations

from influmojo_cfn.rules.arns import examples
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.reach import actions_without_effect
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9201",
    shortdesc="The action takes none of the statement's resources",
    description="Each action acts on certain resource types; no ARN of the statement is of one.",
    why="The statement never allows the action: a bucket's ARN for an object, a table's for an index.",
    source_url="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html#resources_table",
)
def action_without_effect(statement: PolicyStatement) -> Findings:
    for value, action, texts in actions_without_effect(statement):
        given = statement.policy.show(texts[0])
        more = " or the other resources" if len(texts) > 1 else ""
        yield (
            value.path,
            f"{value.text!r} takes {examples(action)}, not {given!r}{more}: "
            f"it is never {statement.outcome}",
        )
