"""Everything that the second step of an import takes from someone, each with who is concerned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from influmojo_cfn.account.drift import BOUNDARY, SESSION, Check
from influmojo_cfn.account.identities import Identities, RoleState
from influmojo_cfn.account.policy_comparison import Permission, compare_documents
from influmojo_cfn.account.verification import Verification

Holders = Mapping[str, tuple[str, ...]]
"""Users, groups and other roles by the ARN of a managed policy that they have as well."""


def policy_holders(iam: Any, found: Identities) -> dict[str, tuple[str, ...]]:
    """Return who else has the managed policies that were found; calls ListEntitiesForPolicy."""
    return {
        arn: tuple(_others(iam, policy.arn, found.roles)) for arn, policy in found.policies.items()
    }


def _others(iam: Any, arn: str, roles: Mapping[str, RoleState]) -> Iterator[str]:
    for page in iam.get_paginator("list_entities_for_policy").paginate(PolicyArn=arn):
        yield from (f"user {each['UserName']}" for each in page["PolicyUsers"])
        yield from (f"group {each['GroupName']}" for each in page["PolicyGroups"])
        names = (each["RoleName"] for each in page["PolicyRoles"])
        yield from (f"role {name}" for name in names if name not in roles)


@dataclass(frozen=True, kw_only=True)
class Loss:
    """What an update removes or denies, of one point of a role or policy.

    ``lost`` is a permission, or a value as text; empty where the point itself goes. ``replacement``
    comes in its place. ``is_new`` marks a denial that the update adds. ``holders`` are others who
    have the policy. ``rest`` is what stays of a permission that is lost in part.
    """

    subject: str
    point: str
    lost: Permission | str = ""
    replacement: str = ""
    is_new: bool = False
    holders: tuple[str, ...] = ()
    rest: tuple[Permission, ...] = ()


def lost_permissions(verification: Verification, holders: Holders | None = None) -> Iterator[Loss]:
    """Yield all that the update removes or denies: what the app does not declare."""
    expected, found = verification.expected, verification.found
    for arn, policy in found.policies.items():
        loss = Loss(
            subject=f"policy {policy.name}",
            point="document",
            holders=(holders or {}).get(arn, ()),
        )
        yield from _lost(loss, expected.policies[arn].document, policy.document)
    for check in verification.checks:
        yield from _lost_of_check(check)
    for name, role in found.roles.items():
        yield from _lost_of_role(role, expected.roles[name], _declared(expected, name))


def _lost_of_check(check: Check) -> Iterator[Loss]:
    of_role = check.subject.startswith("role ")
    if check.state == "extra" and check.point.startswith("attached policy"):
        yield Loss(subject=check.subject, point="attached policy", lost=check.seen)
    elif of_role and check.differs and check.seen and check.point.startswith(("trust", "tag ")):
        yield Loss(subject=check.subject, point=check.point, lost=check.seen)
    elif check.point == BOUNDARY and check.expected and check.differs:
        yield Loss(subject=check.subject, point=check.point, replacement=check.expected)


def _lost_of_role(
    found: RoleState, expected: RoleState, declared: Mapping[str, Any]
) -> Iterator[Loss]:
    subject = f"role {found.name}"
    if found.max_session_seconds > expected.max_session_seconds:
        before, after = (f"{each.max_session_seconds} s" for each in (found, expected))
        yield Loss(subject=subject, point=SESSION, lost=before, replacement=after)
    for inline, document in found.inline.items():
        point = f"inline policy {inline}"
        if inline not in expected.inline:
            yield Loss(subject=subject, point=point)
        comparison = compare_documents(declared, document)
        for each in comparison.extra:
            rest = comparison.rest_of(each)
            yield Loss(subject=subject, point=point, lost=each, rest=rest)


def _lost(loss: Loss, expected: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[Loss]:
    """Yield the allowed permissions that are gone, and the denied ones that are gone or new."""
    comparison = compare_documents(expected, found)
    for each in comparison.extra:
        yield replace(loss, lost=each, rest=comparison.rest_of(each))
    for each in comparison.missing:
        if each.effect == "Deny":
            yield replace(loss, lost=each, is_new=True)


def _declared(expected: Identities, name: str) -> dict[str, Any]:
    """Return all that the policies of a role are to allow, as one document."""
    role = expected.roles[name]
    attached = [expected.policies[arn] for arn in role.attached if arn in expected.policies]
    documents = [*(policy.document for policy in attached), *role.inline.values()]
    statements = (document["Statement"] for document in documents)
    listed = (each if isinstance(each, list) else [each] for each in statements)
    return {"Version": "2012-10-17", "Statement": [row for rows in listed for row in rows]}


def removed_boundaries(verification: Verification) -> Iterator[Check]:
    """Yield the checks of permissions boundaries that the update removes or changes."""
    for check in verification.checks:
        if check.state in ("extra", "different") and check.point == BOUNDARY:
            yield check
