"""I9536: set operators with the aud of a provider that is not known to sign one alone."""

from __future__ import annotations

from influmojo_cfn.data.shared_identity_providers import CLAIMS
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="I9536",
    shortdesc="The audience can be a single value",
    description="Most providers sign one audience; ForAnyValue and ForAllValues are for a claim with several.",
    why="With one audience, the set operator has no effect, and ForAllValues passes a token without it.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html",
    needs="conditions of-role",
)
def audience_of_many(statement: PolicyStatement) -> Findings:
    for condition in statement.conditions:
        issuer, _, claim = condition.key.lower().rpartition(":")
        if condition.qualifier and claim == "aud" and "." in issuer and issuer not in CLAIMS:
            alone = condition.operator.rpartition(":")[2]
            yield condition.path, f"where {issuer} signs one audience, write {alone} alone"
