"""Everything that the second step of an import takes from someone, each with who is concerned."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from influmojo_cfn.account.drift import BOUNDARY, SESSION, Check
from influmojo_cfn.account.identities import Identities, RoleState
from influmojo_cfn.account.policy_comparison import Permission, PolicyComparison, compare_policies
from influmojo_cfn.account.verification import Verification
from influmojo_cfn.cloudformation.sections import items_of
from influmojo_cfn.iam.document_problems import PolicyType
from influmojo_cfn.iam.managed_policies import aws_managed_document

Holders = Mapping[str, tuple[str, ...]]
"""Users, groups and other roles by the ARN of a managed policy that they have as well."""

Documents = Mapping[str, Mapping[str, Any]]
"""Documents of policies by ARN; one that could not be read is not there."""


def policy_holders(iam: Any, found: Identities) -> dict[str, tuple[str, ...]]:
    """Return who else has the managed policies that were found; calls ListEntitiesForPolicy."""
    return {
        arn: tuple(_other_holders(iam, policy.arn, found.roles))
        for arn, policy in found.policies.items()
    }


def _other_holders(iam: Any, arn: str, roles: Mapping[str, RoleState]) -> Iterator[str]:
    for page in iam.get_paginator("list_entities_for_policy").paginate(PolicyArn=arn):
        yield from (f"user {each['UserName']}" for each in page["PolicyUsers"])
        yield from (f"group {each['GroupName']}" for each in page["PolicyGroups"])
        names = (each["RoleName"] for each in page["PolicyRoles"])
        yield from (f"role {name}" for name in names if name not in roles)


def attached_documents(iam: Any, verification: Verification) -> dict[str, Any]:
    """Return the documents of the policies that the roles have or are to have, by ARN.

    Those that the app does not create are read: calls GetPolicy and GetPolicyVersion.
    """
    expected, found = verification.expected, verification.found
    known = {arn: policy.document for arn, policy in expected.policies.items()}
    known |= {policy.arn: policy.document for policy in found.policies.values()}
    roles = [*(expected.roles[name] for name in found.roles), *found.roles.values()]
    others = sorted({arn for role in roles for arn in role.attached} - known.keys())
    read = ((arn, _document(iam, arn)) for arn in others)
    return {**known, **{arn: document for arn, document in read if document is not None}}


def _document(iam: Any, arn: str) -> Mapping[str, Any] | None:
    """Return a policy's document, recorded in this package where AWS's own cannot be read."""
    from botocore.exceptions import ClientError

    try:
        version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
        found = iam.get_policy_version(PolicyArn=arn, VersionId=version)
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("AccessDenied", "NoSuchEntity"):
            raise
        partition, _, path = arn.partition(":iam::aws:policy/")
        recorded: Mapping[str, Any] | None = aws_managed_document(path)
        is_same = partition == "arn:aws" or "arn:aws:" not in json.dumps(recorded)
        return recorded if is_same else None
    document: Mapping[str, Any] = found["PolicyVersion"]["Document"]
    return document


@dataclass(frozen=True, kw_only=True)
class Loss:
    """What an update removes or denies, of one point of a role or policy.

    ``lost`` is a permission, or a value as text; empty where the point itself goes. ``replacement``
    comes in its place. ``is_new`` marks a denial that the update adds. ``holders`` are others who
    have the policy. ``rest`` is what stays of a permission that is lost in part. ``is_unknown``
    marks a policy that is detached and could not be read.
    """

    subject: str
    point: str
    lost: Permission | str = ""
    replacement: str = ""
    is_new: bool = False
    holders: tuple[str, ...] = ()
    rest: tuple[Permission, ...] = ()
    is_unknown: bool = False


def lost_permissions(
    verification: Verification, holders: Holders | None = None, documents: Documents | None = None
) -> Iterator[Loss]:
    """Yield all that the update removes or denies: what the app does not declare.

    ``documents`` are those of :func:`attached_documents`.
    """
    expected, found = verification.expected, verification.found
    for arn, policy in found.policies.items():
        loss = Loss(
            subject=f"policy {policy.name}", point="document", holders=(holders or {}).get(arn, ())
        )
        wanted = expected.policies[arn].document
        yield from _changed(loss, wanted, policy.document)
    for check in verification.checks:
        yield from _lost_of_check(check)
    for name, role in found.roles.items():
        own = {arn: policy.arn for arn, policy in found.policies.items()}
        attached = tuple(own.get(arn, arn) for arn in expected.roles[name].attached)
        wanted_role = replace(expected.roles[name], attached=attached)
        declared = _declared(expected, expected.roles[name], documents or {})
        yield from _lost_of_role(role, wanted_role)
        yield from _lost_of_policies(role, wanted_role, declared, documents or {})


def _lost_of_check(check: Check) -> Iterator[Loss]:
    if check.point == BOUNDARY and check.expected and check.differs:
        yield Loss(subject=check.subject, point=check.point, replacement=check.expected)
    elif not check.differs or not check.seen:
        return
    elif check.subject.startswith("role ") and check.point.startswith("tag "):
        yield Loss(subject=check.subject, point=check.point, lost=check.seen)
    elif check.subject.startswith("instance profile ") and check.point == "role":
        replaced = check.expected or "none"
        yield Loss(subject=check.subject, point="role", lost=check.seen, replacement=replaced)


def _lost_of_role(found: RoleState, expected: RoleState) -> Iterator[Loss]:
    """Yield whom a role trusts no longer, and a session that becomes shorter."""
    subject = f"role {found.name}"
    if found.trust != expected.trust:
        trust = Loss(subject=subject, point="trust policy")
        yield from _changed(trust, expected.trust, found.trust, kind="trust")
    if found.max_session_seconds > expected.max_session_seconds:
        before, after = (f"{each.max_session_seconds} s" for each in (found, expected))
        yield Loss(subject=subject, point=SESSION, lost=before, replacement=after)


def _lost_of_policies(
    found: RoleState, expected: RoleState, declared: Mapping[str, Any], documents: Documents
) -> Iterator[Loss]:
    """Yield the inline and attached policies that go, each with what it alone allowed."""
    subject = f"role {found.name}"
    for inline, document in found.inline.items():
        loss = Loss(subject=subject, point=f"inline policy {inline}")
        if inline not in expected.inline:
            yield loss
        yield from _gone(loss, compare_policies(declared, document))
    for arn in found.attached:
        if arn in expected.attached:
            continue
        there = documents.get(arn)
        yield Loss(subject=subject, point="attached policy", lost=arn, is_unknown=there is None)
        if there is not None:
            loss = Loss(subject=subject, point=f"attached policy {arn.rpartition('/')[2]}")
            yield from _gone(loss, compare_policies(declared, there))


def _changed(
    loss: Loss,
    expected: Mapping[str, Any],
    found: Mapping[str, Any],
    *,
    kind: PolicyType = "identity",
) -> Iterator[Loss]:
    """Yield what a document that is changed loses, and the denials that it gains."""
    comparison = compare_policies(expected, found, kind=kind)
    yield from _gone(loss, comparison)
    for each in comparison.missing:
        if each.effect == "Deny":
            yield replace(loss, lost=each, is_new=True)


def _gone(loss: Loss, comparison: PolicyComparison) -> Iterator[Loss]:
    """Yield the permissions, allowed or denied, that are gone wholly or in part."""
    for each in comparison.extra:
        yield replace(loss, lost=each, rest=comparison.rest_of(each))


def _declared(expected: Identities, role: RoleState, documents: Documents) -> dict[str, Any]:
    """Return all that the policies of a role are to allow, as one document."""
    own = {arn: policy.document for arn, policy in expected.policies.items()}
    attached = ({**documents, **own}.get(arn) for arn in role.attached)
    known = [*(each for each in attached if each), *role.inline.values()]
    statements = [row for document in known for row in items_of(document["Statement"])]
    return {"Version": "2012-10-17", "Statement": statements}


def removed_boundaries(verification: Verification) -> Iterator[Check]:
    """Yield the checks of permissions boundaries that the update removes or changes."""
    for check in verification.checks:
        if check.state in ("extra", "different") and check.point == BOUNDARY:
            yield check
