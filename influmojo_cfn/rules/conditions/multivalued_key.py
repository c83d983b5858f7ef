"""E9307: multivalued keys without ForAllValues or ForAnyValue."""

from __future__ import annotations

from influmojo_cfn.iam.service_authorization import condition_key
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule

# AWS's own examples compare these, which hold one value for each event, without a set operator.
ONE_FOR_EACH_EVENT = ("events:",)


@rule(
    id="E9307",
    shortdesc="The multivalued key lacks ForAllValues or ForAnyValue",
    description="A request carries many values of such a key; the operator must be a set operator.",
    why="AWS requires a set operator there; without it the outcome is not what it reads.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html",
    needs="conditions",
)
def multivalued_key(statement: PolicyStatement) -> Findings:
    for condition in statement.conditions:
        key = condition_key(condition.key)
        if key and key.multivalued and condition.use and not condition.qualifier:
            if not condition.asks_presence and not key.name.startswith(ONE_FOR_EACH_EVENT):
                yield (
                    condition.path,
                    f"{condition.key} is multivalued: {condition.operator} needs ForAllValues or ForAnyValue",
                )
