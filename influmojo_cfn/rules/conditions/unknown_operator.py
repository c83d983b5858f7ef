"""E9304: operators that do not exist."""

from __future__ import annotations

from collections.abc import Mapping

from influmojo_cfn.cloudformation.intrinsics import is_function
from influmojo_cfn.errors import did_you_mean
from influmojo_cfn.iam.operators import OPERATORS, parse_operator
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9304",
    shortdesc="The condition operator does not exist",
    description="An operator is one of IAM's, with ForAllValues: or ForAnyValue: before and IfExists after.",
    why="IAM rejects the policy, and the stack fails.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
    needs="conditions",
)
def unknown_operator(statement: PolicyStatement) -> Findings:
    block = statement.raw.get("Condition")
    if not isinstance(block, Mapping):
        return
    for operator in block:
        name = str(operator)
        if is_function(name):
            continue
        if parse_operator(name) is None:
            wanted = [
                f"{row.name}{ending}"
                for ending in ("", "IfExists")
                for row in OPERATORS
                if not (ending and row.asks_presence)
            ]
            hint = did_you_mean(name.rpartition(":")[2], wanted)
            yield (*statement.path, "Condition", operator), f"no operator {name!r}{hint}"
