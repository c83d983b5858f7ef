"""W9331: StringLike on keys that hold ARNs, with a wildcard before the last part."""

from __future__ import annotations

from influmojo_cfn.iam.patterns import has_wildcard
from influmojo_cfn.iam.service_authorization import condition_key
from influmojo_cfn.rules.conditions.operators import takes_wildcards
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9331",
    shortdesc="The wildcard reaches over the ARN's colons",
    description="StringLike takes an ARN as text; under ArnLike a wildcard stays within its part.",
    why="A `*` for the account also matches a longer ARN that somebody else makes up.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN",
    needs="conditions",
)
def text_operator_on_arn(statement: PolicyStatement) -> Findings:
    for condition in statement.conditions:
        if not takes_wildcards(condition):
            continue
        key = condition_key(condition.key)
        if key is None or key.type != "ARN":
            continue
        for value in condition.values:
            before = ":".join(value.text.split(":")[:5])
            if value.text.count(":") >= 5 and has_wildcard(before):
                arn = "ArnNotLike" if condition.negated else "ArnLike"
                yield value.path, f"{condition.operator} takes it as text: write {arn}"
