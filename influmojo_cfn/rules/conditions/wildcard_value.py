"""E9306: wildcards under operators that take none."""

from __future__ import annotations

from influmojo_cfn.iam.patterns import has_wildcard
from influmojo_cfn.rules.conditions.operators import takes_wildcards
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9306",
    shortdesc="The operator takes no wildcards",
    description="`*` and `?` are wildcards under StringLike and the ARN operators only.",
    why="Under StringEquals they are plain characters: the condition is never true.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
    needs="conditions",
)
def wildcard_value(statement: PolicyStatement) -> Findings:
    for condition in statement.conditions:
        if condition.family == "String" and not takes_wildcards(condition):
            for value in condition.values:
                if has_wildcard(value.text) and ("*" in value.text or value.text.endswith("?")):
                    like = "StringNotLike" if condition.negated else "StringLike"
                    message = f"{condition.operator} takes {statement.policy.show(value.text)!r} as it stands; wildcards need {like}"
                    yield value.path, message
