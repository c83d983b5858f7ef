"""Service principals, and what each kind of principal may do with STS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from influmojo_cfn.errors import did_you_mean
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.patterns import covers
from influmojo_cfn.iam.service_authorization import service_prefixes
from influmojo_cfn.rules.model import Entity, Principal, Statement

ECS_TASKS = "ecs-tasks.amazonaws.com"
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
    "AmazonEC2ContainerServiceAutoscaleRole",
)
"""Managed policies of the roles that ECS itself, not its tasks, assumes."""


@cache
def service_principals() -> frozenset[str]:
    """Return the service principals that are known."""
    text = files("influmojo_cfn").joinpath("data/service_principals.json").read_text("utf-8")
    return frozenset(json.loads(text)["principals"])


def problem(name: str) -> str:
    """Say why a text is no service principal; an empty text where it may be one."""
    if name.startswith(("arn:", "http")):
        return "is no service principal: SERVICE.amazonaws.com"
    if t.has_unknown(name):
        known = name.replace(t.URL_SUFFIX, "amazonaws.com").replace(t.REGION, "us-east-1")
        if t.has_unknown(known):
            return ""
        name = known
    lowered = name.lower()
    plain = lowered.removesuffix(".cn")
    if plain in service_principals():
        return ""
    first, _, rest = plain.partition(".")
    if rest == "amazonaws.com" and first in service_prefixes() and first not in _NOT_PRINCIPALS:
        return ""
    parts = plain.split(".")
    regional = ".".join((*parts[:-3], *parts[-2:])) if len(parts) > 3 else ""
    if regional in service_principals():
        return ""
    hint = did_you_mean(lowered, service_principals())
    if not plain.endswith((".amazonaws.com", ".aws.internal", ".aws.com", ".amazon.com")):
        return f"is no service principal: SERVICE.amazonaws.com{hint}"
    return f"is no service's principal{hint}"


_NOT_PRINCIPALS = frozenset({"rds-db", "ssmmessages", "ec2messages", "execute-api", "sts"})


def kind_of(principal: Principal) -> str:
    """Return Service, AWS, saml or oidc, or an empty text where it is not known."""
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


def trusted_services(statement: Statement) -> set[str]:
    """Return the service principals of a statement, with amazonaws.com for the URL suffix."""
    return {
        principal.value.text.replace(t.URL_SUFFIX, "amazonaws.com").lower()
        for principal in statement.principals
        if principal.kind == "Service"
    }


def allows(statement: Statement, action: str) -> bool:
    """Return whether an Allow of a trust policy has an action (lower case)."""
    return statement.allows and any(
        value.text == "*" or t.has_unknown(value.text) or covers(value.text.lower(), action)
        for value in statement.actions
    )


def is_for_tasks(entity: Entity) -> bool:
    """Return whether a role is meant for ECS tasks: used by a task definition, or by its policies."""
    names = {value.text.rpartition("/")[2] for value in entity.managed_arns}
    if any(name.startswith(INFRASTRUCTURE) for name in names):
        return False
    if entity.uses or "AmazonECSTaskExecutionRolePolicy" in names:
        return True
    called = f"{entity.logical_id} {entity.resolver.text(entity.properties.get('RoleName', ''))}"
    return "task" in called.lower()


def trust_statements(entity: Entity) -> Iterator[Statement]:
    """Yield the statements of a role's trust policy."""
    if entity.trust:
        yield from entity.trust.statements
