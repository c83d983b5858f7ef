"""E9507: sts actions that the principal cannot use."""

from __future__ import annotations

from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.patterns import covers
from influmojo_cfn.iam.written import WrittenPrincipal
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.trust.principals import ACTIONS, kind_of


@rule(
    id="E9507",
    shortdesc="The principal cannot use this sts action",
    description="Services and accounts use sts:AssumeRole; identity providers AssumeRoleWithSAML or ...WithWebIdentity.",
    why="The principal's call is another one, which nothing allows: it cannot assume the role.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp.html",
    needs="principals of-role",
)
def wrong_sts_action(statement: PolicyStatement) -> Findings:
    if "NotPrincipal" in statement.raw:
        return
    kinds = [kind_of(p) or _kind_of_provider(statement, p) for p in statement.principals]
    if not kinds or not all(kinds):
        return
    usable = frozenset().union(*(ACTIONS[kind] for kind in kinds))
    for value in statement.actions:
        text = value.text.lower()
        if t.has_unknown(text) or text == "*" or not text.startswith("sts:"):
            continue
        if not any(covers(text, action) for action in usable):
            who = " and ".join(sorted(set(kinds)))
            yield value.path, f"{value.text!r} is not for a principal of kind {who}"


def _kind_of_provider(statement: PolicyStatement, principal: WrittenPrincipal) -> str:
    """Return the kind of an identity provider that the template creates."""
    symbol = statement.policy.resolver.symbols.get(principal.value.text)
    return _PROVIDERS.get(symbol.resource_type, "") if symbol else ""


_PROVIDERS = {"AWS::IAM::OIDCProvider": "oidc", "AWS::IAM::SAMLProvider": "saml"}
