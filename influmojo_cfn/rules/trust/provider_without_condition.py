"""W9535: OpenID Connect providers in a trust policy without a condition on their claims."""

from __future__ import annotations

from collections.abc import Sequence

from influmojo_cfn.data.identity_provider_tokens import SAME_FOR_ALL
from influmojo_cfn.data.shared_identity_providers import CLAIMS
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.written import Value, WrittenCondition
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.trust.identity_provider import claim_of, issuer_of, misplaced, tokens_of
from influmojo_cfn.rules.trust.principals import kind_of


@rule(
    id="W9535",
    shortdesc="Every token of the provider passes",
    description="A condition on the provider's aud or sub limits the applications or owners of the token.",
    why="Any holder of a token of the provider, for any application, can assume the role.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
    needs="principals allows of-role",
    follows="W9539",
)
def provider_without_condition(statement: PolicyStatement) -> Findings:
    if "Condition" in statement.raw and not statement.conditions:
        return
    on_tokens = [each for each in statement.conditions if _is_on_a_token(each)]
    for principal in statement.principals:
        text = principal.value.text
        if text.startswith("arn:") and ":oidc-provider/" not in text:
            continue
        issuer = issuer_of(statement, principal) or text
        if kind_of(principal) != "oidc" or issuer in CLAIMS:
            continue
        if not on_tokens:
            yield (
                principal.value.path,
                "every token of the provider passes: add a condition on its aud or sub",
            )
        elif not any(misplaced(statement)) and _says_nothing(on_tokens, issuer):
            yield (
                on_tokens[-1].values[0].path,
                f"every token of the provider passes: name whose in {issuer}:sub",
            )


def _is_on_a_token(condition: WrittenCondition) -> bool:
    prefix = condition.key.rpartition(":")[0]
    return "." in prefix or t.has_unknown(prefix)


def _says_nothing(conditions: Sequence[WrittenCondition], issuer: str) -> bool:
    """Return whether conditions let each token of an issuer pass."""
    return all(
        condition.values
        and not condition.negated
        and not condition.asks_presence
        and any(
            _is_general(value, claim_of(condition, issuer), issuer) for value in condition.values
        )
        for condition in conditions
    )


def _is_general(value: Value, claim: str, issuer: str) -> bool:
    """Return whether a value of a claim fits every token of an issuer."""
    text = value.text
    if claim == "aud":
        return not text.strip("*?") or text in (*SAME_FOR_ALL, issuer, f"https://{issuer}")
    if claim != "sub":
        return False
    tokens = tokens_of(issuer)
    for start in tokens.subject if tokens else ():
        text = text.removeprefix(start)
    return not text.strip("*?:/")
