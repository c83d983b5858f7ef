"""E9316: condition blocks of a wrong shape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from influmojo_cfn.cloudformation.intrinsics import is_call, is_function
from influmojo_cfn.cloudformation.sections import items_of
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9316",
    shortdesc="The condition is not operator, key and values",
    description="A Condition holds operators, each operator holds keys, each key a value or a list of values.",
    why="IAM rejects the policy, and the stack fails.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html",
    needs="conditions",
)
def malformed(statement: PolicyStatement) -> Findings:
    block = statement.raw.get("Condition")
    place = (*statement.path, "Condition")
    if "Condition" in statement.raw and not isinstance(block, Mapping):
        yield place, "Condition holds operators"
        return
    for operator, keys in (block or {}).items():
        if is_function(operator) or is_call(keys):
            continue
        if not isinstance(keys, Mapping):
            yield (*place, operator), f"{operator} holds keys and their values"
            continue
        for key, values in keys.items():
            if values == [] or values is None:
                yield (*place, operator, key), f"{key} has no value"
                continue
            if any(isinstance(each, list) or _is_plain_mapping(each) for each in items_of(values)):
                yield (*place, operator, key), f"{key} takes a string or a list of strings"


def _is_plain_mapping(value: Any) -> bool:
    """Return whether a value is a mapping that is not a call of a function."""
    return isinstance(value, Mapping) and not any(
        is_function(key) or str(key).startswith("Condition") for key in value
    )
