"""E9512: principals of a wrong shape."""

from __future__ import annotations

import re
from collections.abc import Mapping

from influmojo_cfn.errors import did_you_mean
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.document_problems import PRINCIPAL_TYPES
from influmojo_cfn.iam.principals import principal_problem
from influmojo_cfn.rules.arns import starts_unknown
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.resources.of_kind import no_arn
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9512",
    shortdesc="The principal is not a principal",
    description="AWS takes an account, an ARN of a role, user or session, or `*`; ARNs take no wildcards.",
    why="IAM rejects the trust policy, and the stack fails.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
    follows="E9215",
)
def malformed_principal(statement: PolicyStatement) -> Findings:
    element = statement.raw.get("Principal", statement.raw.get("NotPrincipal"))
    if isinstance(element, str) and element != "*":
        yield (
            (*statement.path, "Principal"),
            "Principal is '*' or names a kind: AWS, Service or Federated",
        )
    for kind, named in element.items() if isinstance(element, Mapping) else ():
        if named == [] or named is None:
            name = "Principal" if "Principal" in statement.raw else "NotPrincipal"
            yield (*statement.path, name, kind), f"{kind} names no principal"
    for principal in statement.principals:
        text = principal.value.text
        if principal.kind not in PRINCIPAL_TYPES:
            if principal.kind != "*":
                yield (
                    principal.value.path,
                    f"no kind of principal {principal.kind!r}{did_you_mean(principal.kind, PRINCIPAL_TYPES)}",
                )
        elif principal.kind == "Service" and text == "*":
            yield principal.value.path, "a service principal takes no wildcard"
        elif principal.kind == "CanonicalUser":
            if not t.has_unknown(text) and not _CANONICAL.fullmatch(text):
                yield (
                    principal.value.path,
                    f"{text!r} is not a canonical user ID: 64 hexadecimal digits",
                )
        elif principal.kind == "AWS" and text != "*":
            message = _name_problem(statement, text)
            known = text[:1] == t.ACCOUNT or not starts_unknown(text) or text[1:] == ":root"
            if not message and known:
                message = principal_problem(t.example(text))
            if message:
                yield principal.value.path, f"{statement.policy.show(text)!r} {message}"


def _name_problem(statement: PolicyStatement, text: str) -> str:
    """Return that a resource of the template is named by its name, or cannot be a principal."""
    symbol = statement.policy.resolver.symbols.get(text)
    if symbol is None or symbol.resource_type not in _OF_IAM:
        return ""
    if symbol.resource_type in _NEVER:
        return "is not a principal: name a role or a user"
    return no_arn(statement, text) and "is a name: write its ARN, by Fn::GetAtt"


_NEVER = frozenset({"AWS::IAM::Group", "AWS::IAM::InstanceProfile", "AWS::IAM::ManagedPolicy"})
_OF_IAM = frozenset({"AWS::IAM::Role", "AWS::IAM::User"}) | _NEVER


_CANONICAL = re.compile("[0-9a-f]{64,}")
"""An account's is 64 digits, an origin access identity's more.

https://docs.aws.amazon.com/AmazonS3/latest/userguide/finding-canonical-user-id.html
(read 2026-11-27)
"""
