"""E9316: condition blocks of a wrong shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from influmojo_cfn.rules.model import Statement
from influmojo_cfn.rules.rule import Found, rule


@rule(
    id="E9316",
    shortdesc="The condition is not operator, key and values",
    description="A Condition holds operators, each operator holds keys, each key a value or a list of values.",
    why="IAM refuses the policy, and the stack fails.",
    bad="""
Effect: Allow
Action: s3:ListBucket
Resource: !Sub arn:${AWS::Partition}:s3:::influmojo-uploads
Condition:
  s3:prefix: uploads/ # here
""",
    good="""
Effect: Allow
Action: s3:ListBucket
Resource: !Sub arn:${AWS::Partition}:s3:::influmojo-uploads
Condition:
  StringEquals:
    s3:prefix: uploads/
""",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html",
    tags=("iam", "conditions"),
)
def malformed(statement: Statement) -> Iterator[Found]:
    """Find condition blocks of a wrong shape."""
    block = statement.raw.get("Condition")
    place = (*statement.path, "Condition")
    if "Condition" in statement.raw and not isinstance(block, Mapping):
        yield place, "Condition holds operators"
        return
    for operator, keys in (block or {}).items():
        if str(operator).startswith(("Fn::", "Ref")):
            continue
        if not isinstance(keys, Mapping):
            yield (*place, operator), f"{operator} holds keys and their values"
            continue
        for key, values in keys.items():
            if values == [] or values is None:
                yield (*place, operator, key), f"{key} has no value"
            elif isinstance(values, list) and any(isinstance(value, list) for value in values):
                yield (*place, operator, key), f"{key} takes texts, not lists of lists"
