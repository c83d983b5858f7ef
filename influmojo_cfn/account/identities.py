"""Roles and managed policies as IAM holds them, or as a template says that it shall hold them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

OWN_TAG_PREFIX = "aws:"
"""Tags that AWS itself sets (``aws:cloudformation:stack-name``); no one else can."""


@dataclass(frozen=True, kw_only=True)
class RoleState:
    """A role of IAM. ``attached`` holds ARNs, ``inline`` documents by policy name."""

    name: str
    path: str = "/"
    description: str = ""
    trust: Mapping[str, Any] = field(default_factory=dict)
    attached: tuple[str, ...] = ()
    inline: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    boundary: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    max_session_seconds: int = 3600
    logical_id: str = ""


@dataclass(frozen=True, kw_only=True)
class PolicyState:
    """A customer managed policy; ``document`` is its default version.

    ``other_versions`` are the IDs of the versions that are not the default, oldest first.
    """

    arn: str
    name: str
    path: str = "/"
    description: str = ""
    document: Mapping[str, Any] = field(default_factory=dict)
    tags: Mapping[str, str] = field(default_factory=dict)
    other_versions: tuple[str, ...] = ()
    logical_id: str = ""


@dataclass(frozen=True, kw_only=True)
class ProfileState:
    """An instance profile, through which EC2 instances have a role: ``roles`` are names."""

    name: str
    path: str = "/"
    roles: tuple[str, ...] = ()
    logical_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Identities:
    """Roles and instance profiles by name, and managed policies by ARN.

    Where these are what an account holds, a policy stands under the ARN that it was looked for by.
    Its own differs where the account has it under another path.
    """

    roles: Mapping[str, RoleState] = field(default_factory=dict)
    policies: Mapping[str, PolicyState] = field(default_factory=dict)
    profiles: Mapping[str, ProfileState] = field(default_factory=dict)


def under_any_path(arns: Iterable[str]) -> list[str]:
    """Return the patterns of ARNs for what has the names of ARNs of IAM, whatever its path."""
    found = set()
    for arn in arns:
        head, _, resource = arn.rpartition(":")
        kind, name = resource.partition("/")[0], resource.rpartition("/")[2]
        found |= {f"{head}:{kind}/{name}", f"{head}:{kind}/*/{name}"}
    return sorted(found)


def read_role(iam: Any, name: str) -> RoleState | None:
    """Read a role with a boto3 IAM client; None where there is none of that name.

    Calls GetRole, ListAttachedRolePolicies, ListRolePolicies, GetRolePolicy and ListRoleTags.
    """
    try:
        return _role(iam, name)
    except iam.exceptions.NoSuchEntityException:
        return None


def _role(iam: Any, name: str) -> RoleState:
    role = iam.get_role(RoleName=name)["Role"]
    attached = _pages(iam, "list_attached_role_policies", "AttachedPolicies", RoleName=name)
    inline = _pages(iam, "list_role_policies", "PolicyNames", RoleName=name)
    return RoleState(
        name=role["RoleName"],
        path=role["Path"],
        description=role.get("Description", ""),
        trust=role["AssumeRolePolicyDocument"],
        attached=tuple(policy["PolicyArn"] for policy in attached),
        inline=dict(_inline(iam, name, inline)),
        boundary=role.get("PermissionsBoundary", {}).get("PermissionsBoundaryArn"),
        tags=_tags(_pages(iam, "list_role_tags", "Tags", RoleName=name)),
        max_session_seconds=role.get("MaxSessionDuration", 3600),
    )


def _inline(iam: Any, name: str, policies: list[str]) -> Iterator[tuple[str, Any]]:
    for policy in policies:
        # Deleted since it was listed: the role is still there.
        with suppress(iam.exceptions.NoSuchEntityException):
            found = iam.get_role_policy(RoleName=name, PolicyName=policy)
            yield policy, found["PolicyDocument"]


def read_profile(iam: Any, name: str) -> ProfileState | None:
    """Read an instance profile; None where there is none. Calls GetInstanceProfile."""
    try:
        found = iam.get_instance_profile(InstanceProfileName=name)["InstanceProfile"]
    except iam.exceptions.NoSuchEntityException:
        return None
    roles = tuple(role["RoleName"] for role in found["Roles"])
    return ProfileState(name=found["InstanceProfileName"], path=found["Path"], roles=roles)


def read_policy(iam: Any, arn: str) -> PolicyState | None:
    """Read a managed policy with a boto3 IAM client; None where there is none.

    Calls GetPolicy, GetPolicyVersion, ListPolicyVersions and ListPolicyTags.
    """
    try:
        return _policy(iam, arn)
    except iam.exceptions.NoSuchEntityException:
        return None


def _policy(iam: Any, arn: str) -> PolicyState:
    policy = iam.get_policy(PolicyArn=arn)["Policy"]
    version = iam.get_policy_version(PolicyArn=arn, VersionId=policy["DefaultVersionId"])
    versions = _pages(iam, "list_policy_versions", "Versions", PolicyArn=arn)
    others = [each["VersionId"] for each in versions if not each["IsDefaultVersion"]]
    return PolicyState(
        arn=policy["Arn"],
        name=policy["PolicyName"],
        path=policy["Path"],
        description=policy.get("Description", ""),
        document=version["PolicyVersion"]["Document"],
        tags=_tags(_pages(iam, "list_policy_tags", "Tags", PolicyArn=arn)),
        other_versions=tuple(sorted(others, key=lambda name: int(name.removeprefix("v")))),
    )


def _pages(iam: Any, operation: str, key: str, **arguments: str) -> list[Any]:
    """Return a list whole: IAM pages by Marker where a paginator of botocore does not know it."""
    found: list[Any] = []
    call = getattr(iam, operation)
    page = call(**arguments)
    found.extend(page[key])
    while page.get("IsTruncated"):
        page = call(**arguments, Marker=page["Marker"])
        found.extend(page[key])
    return found


def _tags(tags: list[Mapping[str, str]]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in tags}


def read_identities(iam: Any, wanted: Identities) -> Identities:
    """Read from IAM those roles, policies and instance profiles of ``wanted`` that are there.

    A policy that is not under its ARN is looked for by its name. No other policy of the account can
    have that, whatever its path.
    """
    roles = {name: read_role(iam, name) for name in wanted.roles}
    policies = {arn: read_policy(iam, arn) for arn in wanted.policies}
    missing = [wanted.policies[arn] for arn, policy in policies.items() if policy is None]
    if missing:
        by_name = policy_arns(iam)
        for policy in missing:
            if policy.name in by_name:
                policies[policy.arn] = read_policy(iam, by_name[policy.name])
    profiles = {name: read_profile(iam, name) for name in wanted.profiles}
    return Identities(
        roles={name: role for name, role in roles.items() if role},
        policies={arn: policy for arn, policy in policies.items() if policy},
        profiles={name: profile for name, profile in profiles.items() if profile},
    )


def policy_arns(iam: Any) -> dict[str, str]:
    """Return the ARN of each customer managed policy by its name; calls ListPolicies."""
    found = _pages(iam, "list_policies", "Policies", Scope="Local")
    return {policy["PolicyName"]: policy["Arn"] for policy in found}
