"""E9554: audiences that the provider of the template does not take, or that no token has."""

from __future__ import annotations

from influmojo_cfn.iam.patterns import may_meet
from influmojo_cfn.rules.model import Model, PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.trust.identity_provider import claim_of, client_ids, issuers, tokens_of


@rule(
    id="E9554",
    shortdesc="No token with this audience is accepted",
    description="aud must be one of the provider's ClientIdList; the subject belongs in sub.",
    why="IAM rejects tokens for other audiences: nobody can assume the role.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html",
    tags=("iam", "trust", "conditions"),
)
def token_audience(model: Model) -> Findings:
    lists = dict(client_ids(model))
    for statement in model.statements:
        if statement.policy.is_trust:
            yield from _wrong(statement, lists)


def _wrong(statement: PolicyStatement, lists: dict[str, list[str]]) -> Findings:
    for issuer in issuers(statement):
        tokens = tokens_of(issuer)
        for condition in statement.conditions:
            if claim_of(condition, issuer) != "aud" or condition.negated or condition.asks_presence:
                continue
            for value in condition.values:
                if tokens and value.text.startswith(tokens.subject) and tokens.subject != ("{",):
                    yield value.path, f"{value.text!r} is what sub holds; aud is {tokens.audience}"
                elif issuer in lists and not any(may_meet(value.text, c) for c in lists[issuer]):
                    known = ", ".join(lists[issuer])
                    yield (
                        value.path,
                        f"{value.text!r} is not in the provider's ClientIdList: {known}",
                    )
