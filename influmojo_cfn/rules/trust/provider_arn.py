"""E9551: identity providers that are not named by their ARN."""

from __future__ import annotations

from influmojo_cfn.data.identity_provider_tokens import WITHOUT_ARN
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.patterns import has_wildcard
from influmojo_cfn.rules.arns import read_arn, starts_unknown
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.trust.identity_provider import federated, tokens_of


@rule(
    id="E9551",
    shortdesc="The identity provider is not named by its ARN",
    description="Federated takes arn:PARTITION:iam::ACCOUNT:oidc-provider/HOST, or saml-provider/NAME.",
    why="IAM rejects the trust policy, or no token is of that provider.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
    needs="principals",
)
def provider_arn(statement: PolicyStatement) -> Findings:
    for principal in federated(statement):
        wrong = _problem(principal.value.text)
        if wrong:
            yield principal.value.path, f"{statement.policy.show(principal.value.text)!r} {wrong}"


def _problem(text: str) -> str:
    """Return why a string names no provider; an empty string where it can."""
    if not text or starts_unknown(text) or text.lower() in WITHOUT_ARN or has_wildcard(text):
        return ""
    arn = read_arn(text)
    if arn is None:
        return "is not an ARN: arn:PARTITION:iam::ACCOUNT:oidc-provider/HOST"
    kind, _, name = arn.resource.partition("/")
    if arn.service != "iam" or arn.region or not arn.account:
        return "is not the ARN of a provider: arn:PARTITION:iam::ACCOUNT:oidc-provider/HOST"
    if kind not in ("oidc-provider", "saml-provider") and not t.has_unknown(kind):
        return "is neither an oidc-provider/ nor a saml-provider/"
    if "://" in name:
        return "holds the URL's https://, which the ARN does not"
    if kind == "oidc-provider" and name.endswith("/") and tokens_of(name.rstrip("/")):
        return "ends in a slash, which the provider's issuer does not"
    return ""
