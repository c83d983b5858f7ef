"""Whom the policies of resources name: the principal that asks, or another one.

Principals of a template are told apart by what refers to them. One whose ARN is not known can be
whom a written ARN names, unless CloudFormation generates its name.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
(read 2026-11-28).
"""

from __future__ import annotations

from dataclasses import replace

from influmojo_cfn.cloudformation.attachments import GROUP, USER
from influmojo_cfn.cloudformation.generated_names import generated_name
from influmojo_cfn.cloudformation.principals import TemplatePrincipal
from influmojo_cfn.evaluation.request import Caller, any_session_of
from influmojo_cfn.iam.arn import account_arn
from influmojo_cfn.iam.document import Policy, Statement
from influmojo_cfn.iam.patterns import matcher
from influmojo_cfn.iam.text import MADE_UP
from influmojo_cfn.iam.unknown import Text, Unknown, covered

SESSION = ":assumed-role/"
_USER = ":user/"


def caller_of(principal: TemplatePrincipal, *, with_account: bool = False) -> Caller:
    """Return the caller of a request: the user, or the role and a session with any name."""
    here = principal.environment
    root = account_arn(here.known_partition, here.account)
    arn = arn_of(principal)
    sessions = () if _USER in arn else (any_session_of(arn),)
    return Caller("AWS", arn, (*sessions, root) if with_account else sessions)


def arn_of(principal: TemplatePrincipal) -> str:
    """Return the ARN, or what represents it where the name, or who of a group, is not known."""
    if isinstance(principal.arn, str) and principal.kind != GROUP:
        return principal.arn
    here = principal.environment
    kind = "user" if principal.kind in (USER, GROUP) else "role"
    name = f"{MADE_UP}{principal.logical_id}{MADE_UP}"
    return f"arn:{here.known_partition}:iam::{here.account}:{kind}/{name}"


def told_apart(policy: Policy, principal: TemplatePrincipal) -> Policy:
    """Return a policy in which principals that are resources of the template are told apart."""
    return replace(policy, statements=tuple(_of(principal, each) for each in policy.statements))


def _of(principal: TemplatePrincipal, statement: Statement) -> Statement:
    if statement.principals is None:
        return statement
    found = {
        kind: tuple(
            _named(principal, text)
            for text in texts
            if not _is_resource(text) or _is_resource(text, principal.logical_id)
        )
        for kind, texts in statement.principals.items()
    }
    return replace(statement, principals=found)


def _named(principal: TemplatePrincipal, text: Text) -> Text:
    """Return whom a statement names: who asks, another one, or one that it can be."""
    arn: Text = principal.arn
    if _is_resource(text, principal.logical_id):
        return arn_of(principal)
    if principal.kind == GROUP:
        here = principal.environment
        arn = Unknown("", f"arn:{here.known_partition}:iam::{here.account}:user/*")
    if isinstance(arn, str) or isinstance(text, Unknown) or is_generated(arn):
        return text
    if text == "*" or not matcher(arn.covers)(text):
        return text
    doubt = f"whether {text} is {'a member of ' * (principal.kind == GROUP)}{principal.logical_id}"
    return Unknown(f"{doubt} is not known", arn_of(principal))


def naming(policy: Policy, role: TemplatePrincipal) -> Policy:
    """Return a policy in which what represents a role replaces its ARN, which is not known."""

    def named(text: Text) -> Text:
        is_its = isinstance(text, Unknown) and text.is_same(role.arn)
        return arn_of(role) if is_its else text

    statements = (
        replace(each, resources=tuple(map(named, each.resources))) for each in policy.statements
    )
    return replace(policy, statements=tuple(statements))


def to_sessions(policy: Policy) -> Policy:
    """Return a policy with the principals alone that are users or sessions of roles."""
    found = []
    for statement in policy.statements:
        named = (statement.principals or {}).get("AWS", ())
        sessions = tuple(text for text in named if _is_session(text))
        found.append(replace(statement, principals={"AWS": sessions}))
    return replace(policy, statements=tuple(found))


def _is_session(text: Text) -> bool:
    shape = covered(text)
    return SESSION in shape or _USER in shape


def is_generated(arn: Unknown) -> bool:
    """Return whether CloudFormation generates a name in an ARN."""
    parts = [part for part in arn.parts if not isinstance(part, str)]
    return any(generated_name(part.identity) for part in parts)


def _is_resource(text: Text, logical_id: str = "") -> bool:
    """Return whether a principal is a resource of the template, or the one of a logical ID."""
    if not isinstance(text, Unknown) or not text.logical_id:
        return False
    return not logical_id or text.logical_id == logical_id
