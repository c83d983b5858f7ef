"""E9553: values of sub that are not in the provider's form."""

from __future__ import annotations

from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.trust.identity_provider import is_subject, values_of


@rule(
    id="E9553",
    shortdesc="No token of the provider has such a subject",
    description="GitHub's sub is repo:OWNER/REPOSITORY:ref:refs/heads/BRANCH; each provider has a form of its own.",
    why="No token matches: nobody can assume the role.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
    tags=("iam", "trust", "conditions"),
    needs="principals",
)
def token_subject(statement: PolicyStatement) -> Findings:
    for tokens, value in values_of(statement, "sub"):
        if not is_subject(value.text, tokens):
            shown = statement.policy.show(value.text)
            yield value.path, f"{shown!r} is not a sub of this provider: {tokens.example}"
