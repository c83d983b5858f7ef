"""E9310: conditions that can never hold together."""

from __future__ import annotations

from influmojo_cfn.rules.conditions.clash import clashes
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9310",
    shortdesc="The conditions contradict each other",
    description="All conditions of a statement must hold at once; these cannot.",
    why="The statement is never true.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
    needs="conditions",
)
def contradiction(statement: PolicyStatement) -> Findings:
    if len(statement.conditions) > 1:
        for condition, why in clashes(statement.conditions):
            yield condition.path, f"{condition.operator} {condition.key} {why}"
