"""What the policies of resources grant to a role by name, besides what its own policies do.

Within an account that is enough; the role's own Denies and its boundary limit it. What is granted
to a user or to a session the boundary does not limit, but for its Denies. The trust policy of a
role is such a policy too.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics.html
and https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html (read 2026-11-28).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from influmojo_cfn.cloudformation.attachments import GROUP
from influmojo_cfn.cloudformation.principals import TemplatePrincipal
from influmojo_cfn.evaluation.named_principals import SESSION, caller_of, to_sessions, told_apart
from influmojo_cfn.evaluation.request import Caller
from influmojo_cfn.evaluation.statements import CompiledStatement
from influmojo_cfn.iam.automata import is_opaque
from influmojo_cfn.iam.document import Policy, Statement
from influmojo_cfn.iam.unknown import Text, Unknown
from influmojo_cfn.iam.verdict import NO, UNKNOWN
from influmojo_cfn.proof.access import Access
from influmojo_cfn.proof.targets import Target, leaving_to_account


class GrantedByResource(NamedTuple):
    """What the policy of a resource grants a role, and the access to all it can be about.

    ``is_exact`` if that is known, so that it grants what it seems to.
    """

    name: str
    granted: Access
    about: Access
    is_exact: bool


def granted_by_resources(
    principal: TemplatePrincipal, target: Target, policies: Iterable[tuple[Target, str]]
) -> Iterator[GrantedByResource]:
    """Yield what policies of resources, each with the service that it is about, grant someone."""
    denies = tuple(policy.of_effect("Deny") for policy in target.permissions.identity)
    for resource, service in policies:
        reach = resource.reach or ("*",)
        about = Statement("Allow", (f"{service}:*" if service else "*",), reach)
        for granted in _granted(principal, target.permissions, resource.permissions.identity):
            yield GrantedByResource(
                resource.name,
                replace(granted, identity=(*granted.identity, *denies)),
                Access((Policy((about,), "what it is attached to"),)),
                bool(resource.reach) and all(isinstance(arn, str) for arn in reach),
            )


def trust_policies(roles: Iterable[Target]) -> Iterator[Target]:
    """Yield the trust policies of roles that name other principals than services."""
    for role in roles:
        if role.trust is None or role.principal is None:
            continue
        here = role.principal.environment
        policies = tuple(leaving_to_account(each, here) for each in role.trust.identity)
        if any(map(_names_principals, policies)):
            yield Target(role.name, Access(policies), reach=(role.principal.arn,))


def _names_principals(policy: Policy) -> bool:
    named = [each.principals or {} for each in policy.statements if each.effect == "Allow"]
    return bool(policy.unknown) or any(each.get("AWS") or each.get("*") for each in named)


def _granted(
    principal: TemplatePrincipal, own: Access, policies: Iterable[Policy]
) -> Iterator[Access]:
    """Yield what policies grant someone below a boundary, and what they grant past it."""
    if granted := _to_all(principal, policies):
        yield replace(own, identity=granted)
    if own.boundary and (past := _to_all(principal, map(to_sessions, policies))):
        limits = (policy.of_effect("Deny") for policy in own.boundary)
        yield replace(own, identity=(*past, *limits), boundary=None)


def _to_all(principal: TemplatePrincipal, policies: Iterable[Policy]) -> tuple[Policy, ...]:
    found = [_to(principal, policy) for policy in policies if _may_name(principal, policy)]
    return tuple(policy for policy in found if policy.statements or policy.unknown)


def _may_name(principal: TemplatePrincipal, policy: Policy) -> bool:
    """Return whether a policy might name someone: quickly, as many do not."""
    if policy.unknown or not isinstance(principal.arn, str):
        return True
    named = (text for each in policy.statements for text in _named(each))
    return any(
        isinstance(text, Unknown)
        or text == principal.arn
        or "*" in text
        or SESSION in text
        or is_open(text)
        for text in named
    )


def _named(statement: Statement) -> Iterable[Text]:
    if statement.not_principal or statement.principals is None:
        return ("*",)
    return (text for texts in statement.principals.values() for text in texts)


def _to(principal: TemplatePrincipal, policy: Policy) -> Policy:
    """Return what a resource's policy allows a principal by name, as a policy of its own."""
    return of_caller(principal, policy.of_effect("Allow"), caller_of(principal))


def is_open(text: str) -> bool:
    """Return whether a string is, or holds, any value of a parameter."""
    return any(map(is_opaque, text))


def open_pattern(text: str) -> str:
    """Return a pattern of all that a string with values of open parameters can be."""
    return "".join("*" if is_opaque(character) else character for character in text)


def _perhaps(principal: TemplatePrincipal, statement: Statement) -> Statement:
    """Return a statement in which a value that can be any principal is not known."""

    def named(text: Text) -> Text:
        if not isinstance(text, str) or not is_open(text) or text == principal.arn:
            return text
        return Unknown("whether it names the principal is not known", open_pattern(text))

    kinds = (statement.principals or {}).items()
    found = {kind: tuple(map(named, texts)) for kind, texts in kinds}
    return statement if statement.principals is None else replace(statement, principals=found)


def of_caller(principal: TemplatePrincipal, policy: Policy, caller: Caller) -> Policy:
    """Return what a resource's policy decides of a principal's requests, as a policy of its own.

    Args:
        principal: the principal of the template.
        policy: the policy of a resource.
        caller: the identities by which the policy can name the principal.
    """
    found = []
    for each in told_apart(policy, principal).statements:
        statement = _perhaps(principal, each)
        about = CompiledStatement(policy, statement).match_principal(caller)
        if statement.principals is None or about == NO:
            continue
        if about == UNKNOWN and principal.kind == GROUP:
            continue  # It names a user, be it a member: that is not of the group.
        doubt = ("whether it names the principal is not known",) if about == UNKNOWN else ()
        unknown = (*statement.unknown, *doubt)
        # A policy of a resource needs no Resource: it is about what it is attached to.
        resources = statement.resources or (() if statement.not_resource else ("*",))
        own = replace(statement, principals=None, not_principal=False, resources=resources)
        found.append(replace(own, unknown=unknown))
    return replace(policy, statements=tuple(found))
