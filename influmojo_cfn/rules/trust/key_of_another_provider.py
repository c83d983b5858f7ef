"""E9552: conditions on the tokens of another identity provider than the one that is trusted."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.trust.identity_provider import misplaced


@rule(
    id="E9552",
    shortdesc="The condition is on another provider's token",
    description="A token's claims are the keys ISSUER:aud and ISSUER:sub, with the issuer of the trusted provider.",
    why="The token never carries the key: nobody can assume the role, or the condition tests nothing.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif",
    tags=("iam", "trust", "conditions"),
    needs="principals",
)
def key_of_another_provider(statement: PolicyStatement) -> Findings:
    for condition, problem in misplaced(statement):
        yield condition.path, f"{condition.key} {problem}"
