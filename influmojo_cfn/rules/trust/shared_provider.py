"""W9516: trust in an identity provider that serves everyone, for the tokens of anyone."""

from __future__ import annotations

from influmojo_cfn.data.shared_identity_providers import CLAIMS, OWNER_FIRST
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.patterns import has_wildcard
from influmojo_cfn.iam.written import Value, WrittenCondition, WrittenPrincipal
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.trust.identity_provider import is_subject, misplaced, tokens_of


@rule(
    id="W9516",
    shortdesc="Everybody's tokens of a shared provider pass",
    description="GitHub, GitLab and the like sign tokens for all who use them; a claim tells whose token it is.",
    why="Without a condition on that claim, any pipeline can assume the role. IAM requires the condition.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html",
    needs="principals allows of-role",
)
def shared_provider(statement: PolicyStatement) -> Findings:
    for principal in statement.principals:
        issuer = _issuer(statement, principal) if principal.kind == "Federated" else ""
        claim = CLAIMS.get(issuer)
        if claim is None:
            continue
        if any(misplaced(statement)) or any("://" in c.key for c in statement.conditions):
            continue
        asked = [c for c in statement.conditions if _asks_whose(c, issuer, claim)]
        if not asked:
            yield principal.value.path, f"every token passes: add a condition on {issuer}:{claim}"
        for value in asked[0].values if len(asked) == 1 else ():
            tokens = tokens_of(issuer)
            if tokens and not is_subject(value.text, tokens):
                continue
            if _lets_others_in(value, issuer):
                yield value.path, f"{value.text!r} lets in tokens of others: name whose they are"


def _issuer(statement: PolicyStatement, principal: WrittenPrincipal) -> str:
    """Return the issuer by the provider's ARN or, of a provider of the template, by the conditions."""
    text = principal.value.text
    if not t.has_unknown(text.rpartition("/")[2]):
        return text.partition(":oidc-provider/")[2] or text
    keys = {c.key.lower().rpartition(":")[0] for c in statement.conditions}
    return next((issuer for issuer in CLAIMS if issuer in keys), "")


def _asks_whose(condition: WrittenCondition, issuer: str, claim: str) -> bool:
    """Return whether a condition compares the claim, or for GitHub an equivalent one."""
    key = condition.key.lower()
    if condition.negated or condition.asks_presence:
        return False
    if condition.qualifier == "ForAllValues":
        return False
    return key == f"{issuer}:{claim}" or key in (f"{issuer}:{other}" for other in _ALSO)


_ALSO = ("repository", "repository_id", "repository_owner", "repository_owner_id", "enterprise_id")
"""Claims of GitHub that also say whose token it is."""


def _lets_others_in(value: Value, issuer: str) -> bool:
    """Return whether a value has a wildcard before anything that says whose token it is."""
    text = value.text
    if not text.strip("*?"):
        return True
    before, behind = OWNER_FIRST.get(issuer, ("", ""))
    if not before or not text.startswith(before):
        return text.startswith(("*", "?"))
    owner = text.removeprefix(before).partition(behind)[0]
    return not t.has_unknown(owner) and has_wildcard(owner)
