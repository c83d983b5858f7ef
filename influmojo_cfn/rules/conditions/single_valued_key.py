"""W9308: set operators with single-valued keys."""

from __future__ import annotations

from influmojo_cfn.data.shared_identity_providers import CLAIMS
from influmojo_cfn.iam.service_authorization import condition_key
from influmojo_cfn.rules.conditions.keys import is_global_or_listed
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9308",
    shortdesc="The set operator compares a single-valued key",
    description="ForAllValues and ForAnyValue are for keys of which a request carries many values.",
    why="ForAllValues is true when the key is absent, and so allows what was to be kept out.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html",
    needs="conditions",
)
def single_valued_key(statement: PolicyStatement) -> Findings:
    for condition in statement.conditions:
        if condition.qualifier and condition.key.lower() in AUDIENCES:
            yield condition.path, f"a token has one {condition.key}: write the operator alone"
            continue
        key = condition_key(condition.key)
        if key and condition.qualifier and not key.multivalued and is_global_or_listed(key):
            name = condition.operator.partition(":")[0]
            yield condition.path, f"{condition.key} is single-valued: {name} does not belong"


AUDIENCES = frozenset(f"{issuer}:aud" for issuer in CLAIMS)
"""The audience of tokens of providers that sign one alone."""
