"""W9535: OIDC providers without a condition on what they sign."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.data.shared_identity_providers import CLAIMS
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.written import WrittenPrincipal
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Found, rule
from influmojo_cfn.rules.trust.principals import kind_of


@rule(
    id="W9535",
    shortdesc="Every token of the provider passes",
    description="A condition on the provider's aud or sub limits the applications or owners of the token.",
    why="Any holder of a token of the provider, for any application, can assume the role.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
    tags=("iam", "trust"),
    needs="principals",
)
def provider_without_condition(statement: PolicyStatement) -> Iterator[Found]:
    """Find OpenID Connect providers in a trust policy without a condition on their claims."""
    if not statement.policy.is_trust or not statement.allows:
        return
    prefixes = {condition.key.lower().rpartition(":")[0] for condition in statement.conditions}
    if any("." in prefix or t.has_unknown(prefix) for prefix in prefixes):
        return
    if "Condition" in statement.raw and not statement.conditions:
        return
    for principal in statement.principals:
        text = principal.value.text
        if text.startswith("arn:") and ":oidc-provider/" not in text:
            continue
        if kind_of(principal) == "oidc" and _issuer(principal) not in CLAIMS:
            yield (
                principal.value.path,
                "every token of the provider passes: add a condition on its aud or sub",
            )


def _issuer(principal: WrittenPrincipal) -> str:
    text = principal.value.text
    return text.partition(":oidc-provider/")[2] or text
