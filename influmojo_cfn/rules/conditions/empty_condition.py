"""I9333: a Condition, or an operator of it, that is empty."""

from __future__ import annotations

from collections.abc import Mapping

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="I9333",
    shortdesc="The Condition is empty",
    description="A Condition without an operator tests nothing.",
    why="It looks as if something were asked for: take it away, or write what was meant.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html",
    needs="conditions",
)
def empty_condition(statement: PolicyStatement) -> Findings:
    block = statement.raw.get("Condition")
    place = (*statement.path, "Condition")
    if block == {}:
        yield place, "tests nothing: remove it"
    for operator, keys in block.items() if isinstance(block, Mapping) else ():
        if keys == {}:
            yield (*place, operator), f"{operator} tests nothing: remove it"
