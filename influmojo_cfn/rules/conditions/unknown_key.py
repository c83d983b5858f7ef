"""E9301: condition keys that do not exist."""

from __future__ import annotations

from influmojo_cfn.errors import did_you_mean
from influmojo_cfn.iam.service_authorization import condition_key
from influmojo_cfn.iam.text import has_unknown
from influmojo_cfn.iam.unlisted_keys import nearest_keys
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9301",
    shortdesc="The condition key does not exist",
    description="A condition key is a global one (aws:...) or one of those that a service defines.",
    why="No request carries the key: the statement is never true, and nobody is told.",
    source_url="https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
    needs="conditions",
)
def unknown_key(statement: PolicyStatement) -> Findings:
    for condition in statement.conditions:
        key = condition.key
        if has_unknown(key) or "${" in key or condition_key(key):
            continue
        if statement.policy.is_trust and "." in key.partition(":")[0]:
            continue
        yield condition.path, f"no condition key {key!r}{did_you_mean(key, nearest_keys(key))}"
