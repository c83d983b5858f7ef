"""Service principals, and what each kind of principal can do with STS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from influmojo_cfn.errors import did_you_mean
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.patterns import covers
from influmojo_cfn.iam.service_authorization import service_prefixes
from influmojo_cfn.iam.written import WrittenPrincipal
from influmojo_cfn.rules.memory import remembered
from influmojo_cfn.rules.model import Entity, PolicyStatement

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
    "AmazonEC2ContainerServiceforEC2Role",
    "AmazonEC2ContainerServiceAutoscaleRole",
)
"""Managed policies of the roles that ECS itself, not its tasks, assumes."""


@cache
def service_principals() -> frozenset[str]:
    """Return the service principals that are known."""
    text = files("influmojo_cfn").joinpath("data/service_principals.json").read_text("utf-8")
    return frozenset(json.loads(text)["principals"])


@remembered
def problem(name: str) -> str:
    """Return why a string is not a service principal; an empty string where it can be one."""
    if name.startswith(("arn:", "http")):
        return "is not a service principal: SERVICE.amazonaws.com"
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
    reordered = _in_another_order(plain)
    if not reordered and _without_region(plain) in service_principals():
        return ""
    nearest = reordered or one_letter_off(lowered)
    is_of_aws = plain.endswith(".amazonaws.com")
    if is_of_aws and not nearest and first not in _NOT_PRINCIPALS:
        return ""
    hint = (
        f"; did you mean {nearest!r}?" if nearest else did_you_mean(lowered, service_principals())
    )
    if is_of_aws:
        return f"is not a principal of any service{hint}"
    return f"is not a service principal: SERVICE.amazonaws.com{hint}"


def _without_region(name: str) -> str:
    """Return a principal such as ``logs.us-east-1.amazonaws.com`` without its Region."""
    parts = name.split(".")
    return ".".join((*parts[:-3], *parts[-2:])) if len(parts) > 3 else name


def _in_another_order(name: str) -> str:
    """Return the service principal of the same words in another order, or an empty string."""
    words = sorted(name.split("."))
    return next((each for each in service_principals() if sorted(each.split(".")) == words), "")


def is_unlisted(name: str) -> bool:
    """Return whether a string has the form of AWS's names, and no list that we know holds it.

    AWS lists its service principals nowhere, and adds some every month.
    """
    if t.has_unknown(name) or problem(name):
        return False
    plain = name.lower().removesuffix(".cn")
    parts = plain.split(".")
    listed = {plain, _without_region(plain)}
    known = len(parts) == 3 and parts[0] in service_prefixes()
    return not known and not listed & service_principals()


@remembered
def one_letter_off(name: str) -> str:
    """Return the service principal that a name misses by one letter or by two swapped, or ""."""
    known = service_principals()
    return (
        next((each for each in sorted(known) if _is_slip(name, each)), "")
        if name not in known
        else ""
    )


def _is_slip(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    if start is None:
        return len(one) != len(other)
    mine, theirs = one[start:], other[start:]
    return (
        mine[1:] == theirs[1:]
        or mine == theirs[1:]
        or mine[1:] == theirs
        or (mine[:2] == theirs[1::-1] and mine[2:] == theirs[2:])
    )


_NOT_PRINCIPALS = frozenset({"rds-db", "ssmmessages", "ec2messages", "execute-api", "sts"})


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
        principal.value.text.replace(t.URL_SUFFIX, "amazonaws.com").lower()
        for principal in statement.principals
        if principal.kind == "Service"
    }


def allows(statement: PolicyStatement, action: str) -> bool:
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


def trust_statements(entity: Entity) -> Iterator[PolicyStatement]:
    """Yield the statements of a role's trust policy."""
    if entity.trust:
        yield from entity.trust.statements
