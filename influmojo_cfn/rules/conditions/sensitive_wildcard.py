"""W9315: wildcards in keys where they have no valid use."""

from __future__ import annotations

from influmojo_cfn.iam.patterns import has_wildcard
from influmojo_cfn.rules.conditions.keys import is_sensitive
from influmojo_cfn.rules.conditions.operators import takes_wildcards
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9315",
    shortdesc="The wildcard lets in accounts of others",
    description="AWS lists keys, such as aws:SourceAccount and aws:PrincipalOrgID, whose values take no wildcard.",
    why="A wildcard can match any account, organization or endpoint.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sensitive",
    needs="conditions",
)
def sensitive_wildcard(statement: PolicyStatement) -> Findings:
    for condition in statement.conditions:
        if is_sensitive(condition.key) and takes_wildcards(condition):
            for value in condition.values:
                if has_wildcard(value.text):
                    yield value.path, f"wildcards have no valid use in {condition.key}"
