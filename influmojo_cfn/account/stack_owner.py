"""The stack that owns roles, as CloudFormation's own tags name it.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-console-add-tags.html
(read 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from shlex import quote
from typing import Any

from influmojo_cfn.account.connection import Connection
from influmojo_cfn.account.identities import Identities, RoleState
from influmojo_cfn.account.stack import NEVER_CREATED, StackClient
from influmojo_cfn.errors import AccountError
from influmojo_cfn.iam.arn import parse_arn

STACK_TAG = "aws:cloudformation:stack-name"
_STACK_ID_TAG = "aws:cloudformation:stack-id"
_OWNER_TAGS = (STACK_TAG, _STACK_ID_TAG)


@dataclass(frozen=True, kw_only=True)
class StackOwner:
    """A stack by name and Region; the Region is empty where no tag names it."""

    name: str
    region: str = ""

    def __str__(self) -> str:
        return f"stack {self.name}" + (f" in {self.region}" if self.region else "")


def owner_of(role: RoleState) -> StackOwner | None:
    """Return the stack that owns a role, or None where it was created without a stack."""
    if STACK_TAG not in role.tags:
        return None
    arn = parse_arn(role.tags.get(_STACK_ID_TAG, ""))
    return StackOwner(name=role.tags[STACK_TAG], region=arn.region if arn else "")


def without_former_owners(found: Identities, connection: Connection) -> Identities:
    """Return what was found without the tags of stacks that no longer exist.

    A role that a deleted stack retained keeps them. A stack of another Region is taken as existing,
    and so is one that the credentials are not allowed to describe.
    """
    ids = {role.tags[_STACK_ID_TAG] for role in found.roles.values() if _STACK_ID_TAG in role.tags}
    former = {each for each in ids if _no_longer_exists(each, connection)}
    roles = {
        name: replace(role, tags={k: v for k, v in role.tags.items() if k not in _OWNER_TAGS})
        if role.tags.get(_STACK_ID_TAG) in former
        else role
        for name, role in found.roles.items()
    }
    return replace(found, roles=roles)


def _no_longer_exists(stack_id: str, connection: Connection) -> bool:
    from botocore.exceptions import ClientError

    arn = parse_arn(stack_id)
    if arn is None or arn.region != connection.region_name:
        return False
    try:
        stack = StackClient(name=stack_id, client=connection.client("cloudformation")).describe()
    except ClientError:
        return False
    return stack is None or stack["StackStatus"] == "DELETE_COMPLETE"


def owners_in(found: Identities, region: str) -> frozenset[str]:
    """Return the names of the stacks that own the roles, none where one is of another Region."""
    owners = {owner_of(role) for role in found.roles.values()} - {None}
    names = {owner.name for owner in owners if owner and owner.region in ("", region)}
    return frozenset(names if len(owners) == len(names) else ())


def check_owner(
    found: Identities,
    *,
    name: str | None,
    stack: Mapping[str, Any] | None,
    region: str,
    parts: Collection[str | None] = (),
) -> None:
    """Raise :class:`AccountError` unless the stack of that name and Region owns the roles.

    ``parts`` are the names of the stacks that it nests, which own them for it.
    Roles of another stack are not this template's to change. Where the roles exist and the stack
    does not, the name or the Region is wrong: a deployment would fail on the names.
    """
    asked = StackOwner(name=name or "", region=region)
    owned = False
    for role in found.roles.values():
        owner = owner_of(role)
        if owner is None:
            continue
        owned = True
        if owner.name not in (name, *parts) or owner.region not in ("", region):
            here = f"in {region}" if not name else f"to {asked}"
            options = f"--stack-name {quote(owner.name)}"
            options += f" --region {owner.region}" if owner.region else ""
            raise AccountError(f"role {role.name}: belongs to {owner}, not {here}; give {options}")
    status = str((stack or {}).get("StackStatus", ""))
    exists = status not in ("", "REVIEW_IN_PROGRESS", *NEVER_CREATED)
    there = [*found.roles, *(policy.name for policy in found.policies.values())]
    if name and there and not owned and not exists:
        holds = f"contains nothing ({status})" if status else "doesn't exist"
        raise AccountError(
            f"{asked}: {holds}, but {', '.join(there)} exist in the account; give the --stack-name "
            "and --region of their stack, or import them: "
            f"influmojo-cfn adopt --stack-name {quote(name)}"
        )


def check_names(expected: Identities, held: Mapping[str, str], stack: str, *, is_new: bool) -> None:
    """Raise :class:`AccountError` if a deployment to a stack would replace what it holds.

    ``held`` are the names of its roles and policies by logical ID. ``is_new`` says that none of
    what is expected exists: a stack that holds nothing of it is another one's then.
    """
    wanted = {role.logical_id: role.name for role in expected.roles.values()}
    wanted |= {policy.logical_id: policy.name for policy in expected.policies.values()}
    choose = f"give the --stack-name of {next(iter(wanted.values()), '')}, or a new one"
    for logical_id, name in held.items():
        if wanted.get(logical_id, name) != name:
            raise AccountError(
                f"stack {stack}: contains {name}, which a deployment with these values would "
                f"replace by {wanted[logical_id]}; {choose}"
            )
    if is_new and not {*held.values()} & {*wanted.values()}:
        holds = ", ".join(held.values()) or "other resources"
        raise AccountError(
            f"stack {stack}: contains {holds}, which a deployment would remove; {choose}"
        )
