"""Service principals, and what each kind of principal can do with STS."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.service_principals import principal_name
from influmojo_cfn.iam.written import WrittenPrincipal
from influmojo_cfn.rules.model import Entity, PolicyStatement
from influmojo_cfn.service_roles.template_fields import properties_of

TAGGING = frozenset({"sts:tagsession", "sts:setsourceidentity", "sts:setcontext"})
ACTIONS = {
    "Service": frozenset({"sts:assumerole"}) | TAGGING,
    "AWS": frozenset({"sts:assumerole"}) | TAGGING,
    "saml": frozenset({"sts:assumerolewithsaml"}) | TAGGING,
    "oidc": frozenset({"sts:assumerolewithwebidentity"}) | TAGGING,
}
"""The STS actions that each kind of principal can use on a role.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-condition-keys.html and
https://docs.aws.amazon.com/STS/latest/APIReference/API_Operations.html (read 2026-11-23)
"""
ASSUMING = ("sts:assumerole", "sts:assumerolewithsaml", "sts:assumerolewithwebidentity")
INFRASTRUCTURE = (
    "AmazonEC2ContainerServiceRole",
    "AmazonECSInfrastructure",
    "AmazonEC2ContainerServiceEventsRole",
    "AmazonEC2ContainerServiceforEC2Role",
    "AmazonEC2ContainerServiceAutoscaleRole",
)
"""Managed policies of the roles that ECS itself, not its tasks, assumes."""


def kind_of(principal: WrittenPrincipal) -> str:
    """Return Service, AWS, saml or oidc, or an empty string where it is not known."""
    if principal.kind in ("Service", "AWS"):
        return principal.kind
    if principal.kind == "*":
        return "AWS"
    if principal.kind == "Federated":
        if ":saml-provider/" in principal.value.text:
            return "saml"
        return (
            ""
            if t.has_unknown(principal.value.text) and "oidc" not in principal.value.text
            else "oidc"
        )
    return ""


def trusted_services(statement: PolicyStatement) -> set[str]:
    """Return the service principals of a statement, with amazonaws.com for the URL suffix."""
    return {
        principal_name(principal.value.text)
        for principal in statement.principals
        if principal.kind == "Service"
    }


def services_let_in(resolver: Resolver, logical_id: str) -> set[str]:
    """Return the service principals that the trust policy of a role or function names."""
    keys = ("AssumeRolePolicyDocument", "Statement", "*", "Principal", "Service")
    return {principal_name(v.text) for v in properties_of(resolver, logical_id).values(*keys)}


def is_for_tasks(entity: Entity) -> bool:
    """Return whether a role is meant for ECS tasks: used by a task definition, or by its policies."""
    names = {value.text.rpartition("/")[2] for value in entity.managed_arns}
    if any(name.startswith(INFRASTRUCTURE) for name in names):
        return False
    if entity.uses or "AmazonECSTaskExecutionRolePolicy" in names:
        return True
    called = f"{entity.logical_id} {entity.resolver.text(entity.properties.get('RoleName', ''))}"
    return "task" in called.lower()


def trust_statements(entity: Entity) -> Iterator[PolicyStatement]:
    """Yield the statements of a role's trust policy."""
    if entity.trust:
        yield from entity.trust.statements
