"""The OpenID Connect providers that a trust policy names, and the keys of their tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator

from influmojo_cfn.data.identity_provider_tokens import (
    CUSTOMIZED,
    NO_CLAIMS,
    OWN,
    PROVIDERS,
    TokenForm,
)
from influmojo_cfn.errors import did_you_mean
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.patterns import may_meet, pattern_of
from influmojo_cfn.iam.written import Value, WrittenCondition, WrittenPrincipal
from influmojo_cfn.rules.model import Model, PolicyStatement

_PROVIDER = ":oidc-provider/"
_TYPE = "AWS::IAM::OIDCProvider"


def federated(statement: PolicyStatement) -> Iterator[WrittenPrincipal]:
    """Yield the Federated principals of a statement that allows in a trust policy."""
    if statement.policy.is_trust and statement.allows and "NotPrincipal" not in statement.raw:
        for principal in statement.principals:
            if principal.kind == "Federated":
                yield principal


def issuer_of(statement: PolicyStatement, principal: WrittenPrincipal) -> str:
    """Return the issuer of a principal, by its ARN or the provider's Url; empty if not known."""
    text = principal.value.text
    resolver = statement.policy.resolver
    symbol = resolver.symbols.get(text)
    if symbol is not None and symbol.resource_type == _TYPE:
        logical_id = symbol.identity[1]
        url = resolver.text(resolver.properties(logical_id).get("Url", ""))
        return "" if t.has_unknown(url) else url.removeprefix("https://").rstrip("/")
    issuer = text.partition(_PROVIDER)[2]
    return "" if t.has_unknown(issuer) else issuer


def issuers(statement: PolicyStatement) -> set[str]:
    """Return the issuers of a statement; none where one of its principals is not known."""
    found = {issuer_of(statement, principal) for principal in federated(statement)}
    others = any(principal.kind != "Federated" for principal in statement.principals)
    return set() if others or "" in found else found


def client_ids(model: Model) -> Iterator[tuple[str, list[str]]]:
    """Yield the issuer and the known list of client IDs of each provider of the template."""
    for provider in model.resources(_TYPE):
        url = provider.text("Url")
        texts = [value.text for value in provider.values("ClientIdList")]
        if texts and not any(map(t.has_unknown, (url, *texts))):
            yield url.removeprefix("https://").rstrip("/"), texts


def tokens_of(issuer: str) -> TokenForm | None:
    """Return the form of an issuer's tokens, where it is known."""
    for row in PROVIDERS:
        match = row.issuer.fullmatch(issuer)
        if match:
            return _with_own(row, match["own"]) if "own" in row.issuer.groupindex else row
    return None


def _with_own(row: TokenForm, own: str) -> TokenForm:
    """Return the form of the tokens of an issuer that names its organization."""
    return row._replace(
        subject=tuple(start.replace(OWN, own) for start in row.subject),
        example=row.example.replace(OWN, own),
        audience=row.audience.replace(OWN, own),
    )


def claim_of(condition: WrittenCondition, issuer: str) -> str:
    """Return the claim that a condition compares (lower case), if it is one of the issuer."""
    prefix, _, claim = condition.key.lower().rpartition(":")
    return claim if prefix == issuer.lower() else ""


def values_of(statement: PolicyStatement, claim: str) -> Iterator[tuple[TokenForm, Value]]:
    """Yield each known value that a statement asks of a claim, with the form of its tokens."""
    for issuer in issuers(statement):
        tokens = tokens_of(issuer)
        for condition in statement.conditions if tokens else ():
            if claim_of(condition, issuer) == claim and not condition.negated:
                if not condition.asks_presence:
                    for value in condition.values:
                        if tokens:
                            yield tokens, value


def is_subject(text: str, tokens: TokenForm) -> bool:
    """Return whether a string can be the subject of a token, as far as it is known."""
    if not text.strip("*?") or t.UNKNOWN.match(text) or text.startswith("${"):
        return True
    if not any(may_meet(text, f"{start}*") for start in tokens.subject):
        name, colon, _ = text.partition(":")
        return bool(colon) and name in CUSTOMIZED
    if tokens.forms and not any(may_meet(text, form) for form in tokens.forms):
        return False
    return tokens.wrong is None or not tokens.wrong.match(pattern_of(text))


def _as_signed(issuer: str) -> str:
    """Return an issuer without a slash that its tokens do not have, which has its own finding."""
    plain = issuer.rstrip("/")
    return plain if tokens_of(plain) else issuer


def misplaced(statement: PolicyStatement) -> Iterator[tuple[WrittenCondition, str]]:
    """Yield the conditions on a token that the trusted providers do not issue, and what is wrong."""
    known = {_as_signed(issuer).lower() for issuer in issuers(statement)}
    if not known or any("://" in issuer for issuer in known):
        return
    for condition in statement.conditions:
        key = condition.key.lower()
        if not _CLAIM.fullmatch(key) or key.startswith(("aws:", "sts:", "iam:")):
            continue
        prefix, _, claim = key.rpartition(":")
        if prefix not in known:
            hint = did_you_mean(prefix or key, known) or f"; it is {min(known)}"
            yield condition, f"is not a key of the trusted provider's token{hint}"
        elif claim in NO_CLAIMS:
            yield condition, "is not a key of a token: the keys are sub and aud"


_CLAIM = re.compile(r"[^:]+\.[^:]+[:/][a-z_]+|token\.actions\.githubusercontent[:/][a-z_]+")
