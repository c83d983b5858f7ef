"""Everything that the second step of an import takes from somebody, each with who is concerned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from influmojo_cfn.account.identities import Identities, RoleState
from influmojo_cfn.account.policy_comparison import compare_documents
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


def lost_permissions(verification: Verification, holders: Holders | None = None) -> Iterator[str]:
    """Yield all that the update removes or denies: what the app does not declare."""
    expected, found = verification.expected, verification.found
    for arn, policy in found.policies.items():
        others = (holders or {}).get(arn, ())
        concerned = f" (also of {', '.join(others)})" if others else ""
        for line in _lost(expected.policies[arn].document, policy.document):
            yield f"policy {policy.name}{concerned}: {line}"
    for check in verification.checks:
        if check.state == "extra" and check.point.startswith("attached policy"):
            yield f"{check.subject}: attached policy {check.seen}"
        elif check.subject.startswith("role ") and check.point == "trust policy" and check.seen:
            yield f"{check.subject}: trust policy: {check.seen}"
        elif check.subject.startswith("role ") and check.point.startswith("tag ") and check.seen:
            if check.differs:
                yield f"{check.subject}: {check.point}: {check.seen}"
        elif check.point == "permissions boundary" and check.expected and check.differs:
            yield f"{check.subject}: what the permissions boundary {check.expected} doesn't allow"
    for name, role in found.roles.items():
        yield from _lost_of_role(role, expected.roles[name], _declared(expected, name))


def _lost_of_role(
    found: RoleState, expected: RoleState, declared: Mapping[str, Any]
) -> Iterator[str]:
    if found.max_session_seconds > expected.max_session_seconds:
        seconds = f"{found.max_session_seconds} s becomes {expected.max_session_seconds} s"
        yield f"role {found.name}: maximum session duration: {seconds}"
    for inline, document in found.inline.items():
        if inline not in expected.inline:
            yield f"role {found.name}: the inline policy named {inline}"
        for each in compare_documents(declared, document).extra:
            yield f"role {found.name}: inline policy {inline}: {each}"


def _lost(expected: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    """Yield the allowed permissions that are gone, and the denied ones that are new."""
    comparison = compare_documents(expected, found)
    for each in comparison.extra:
        yield str(each) if each.effect == "Allow" else f"{each} (no longer denied)"
    for each in comparison.missing:
        if each.effect == "Deny":
            yield f"{each} (newly denied)"


def _declared(expected: Identities, name: str) -> dict[str, Any]:
    """Return all that the policies of a role are to allow, as one document."""
    role = expected.roles[name]
    attached = [expected.policies[arn] for arn in role.attached if arn in expected.policies]
    documents = [*(policy.document for policy in attached), *role.inline.values()]
    statements = (document["Statement"] for document in documents)
    listed = (each if isinstance(each, list) else [each] for each in statements)
    return {"Version": "2012-10-17", "Statement": [row for rows in listed for row in rows]}


def removed_boundaries(verification: Verification) -> Iterator[str]:
    """Yield the permissions boundaries that the update removes or changes."""
    for check in verification.checks:
        if check.state in ("extra", "different") and check.point == "permissions boundary":
            yield f"{check.subject}: {check.seen}"
