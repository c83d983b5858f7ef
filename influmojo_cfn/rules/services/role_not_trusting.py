"""E9714: roles that do not trust the service that they are given to."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.service_principals import one_letter_off, principal_name
from influmojo_cfn.rules.model import Entity, Model
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.services.given import GivenRole, given_roles
from influmojo_cfn.rules.trust.principals import trust_statements
from influmojo_cfn.service_roles.principal_names import is_principal_of


@rule(
    id="E9714",
    shortdesc="The role does not trust the service that it is given to",
    description="A service assumes the role that a property names: the trust policy must name the service.",
    why="The service cannot assume the role: the stack fails, or what it does later.",
    source_url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html",
    tags=("iam", "trust", "services"),
)
def role_not_trusting(model: Model) -> Findings:
    for row, value, role in untrusting(model):
        yield value.path, f"{role.logical_id} does not trust {row.service}"


def untrusting(model: Model) -> Iterator[GivenRole]:
    """Yield the roles that are given to a service that they do not trust."""
    return (each for each in given_roles(model) if not may_be_assumed(each.role, each.row.service))


def may_be_assumed(role: Entity, service: str) -> bool:
    """Return whether a role trusts a service, as far as its trust policy can be read.

    A name that is one letter off counts: it has a finding of its own.
    """
    if role.trust is None or not role.trust.statements:
        return True
    for statement in trust_statements(role):
        if not (statement.allows and statement.may_name("sts:assumerole")):
            continue
        if "NotPrincipal" in statement.raw or not statement.principals:
            return True
        for principal in statement.principals:
            name = principal_name(principal.value.text)
            if name == "*" or t.has_unknown(name) or is_principal_of(name, service):
                return True
            if principal.kind == "Service" and one_letter_off(name) == service:
                return True
    return False
