"""What the roles of a template name, and who is given them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from influmojo_cfn.cloudformation.attachments import ROLE
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.sections import items_of
from influmojo_cfn.iam.principals import ECS_TASKS

_OWN_ROLE = re.compile("(.+)(?<!-ecs)-(?:task(?:-execution)?|schedule)-role")


def arns_attached(resolved: ResolvedTemplate) -> Iterator[str]:
    """Return the ARNs in the ManagedPolicyArns of every role, as far as known."""
    return _strings(resolved, ROLE, "ManagedPolicyArns")


def roles_by_boundary(
    resolved: ResolvedTemplate, arns: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Return the ARNs of roles by their permissions boundary, which is empty where none is known.

    ``arns`` are the roles' by logical ID.
    """
    found: dict[str, set[str]] = {}
    for name, arn in arns.items():
        boundary = resolved.property(name, "PermissionsBoundary")
        found.setdefault(boundary if isinstance(boundary, str) else "", set()).add(arn)
    return {boundary: tuple(sorted(roles)) for boundary, roles in sorted(found.items())}


def is_for_tasks(resolved: ResolvedTemplate, name: str) -> bool:
    """Return whether ECS tasks assume a role, or it is not known who does."""
    trust = json.dumps(resolved.property(name, "AssumeRolePolicyDocument"), default=str)
    return ECS_TASKS in trust or not any(word in trust for word in ("amazonaws.com", "Federated"))


def instance_roles(resolved: ResolvedTemplate, roles: Mapping[str, str]) -> tuple[str, ...]:
    """Return the ARNs of the roles that an instance profile holds: these, or others by name."""
    names = {arn.rpartition("/")[2]: (arn,) for arn in roles.values()}
    here = resolved.environment
    iam = f"arn:{here.known_partition}:iam::{here.account}:role"
    held = {*_strings(resolved, "AWS::IAM::InstanceProfile", "Roles")}
    found = [names.get(role, (f"{iam}/{role}", f"{iam}/*/{role}")) for role in held]
    return tuple(sorted(arn for arns in found for arn in arns))


def families_of(roles: list[str]) -> tuple[str, ...]:
    """Return the families of task definitions that have the roles of these ARNs, by their names."""
    names = [role.rpartition("/")[2] for role in roles]
    # A service with roles of its own names its family as they begin: orders-api-task-role.
    own = {match[1] for name in names if (match := _OWN_ROLE.fullmatch(name))}
    shared = {f"{name.partition('-ecs-')[0]}-*" for name in names if not _OWN_ROLE.fullmatch(name)}
    return tuple(sorted(own | shared))


def _strings(resolved: ResolvedTemplate, kind: str, name: str) -> Iterator[str]:
    """Yield the strings of a property of every resource of a type."""
    for logical_id in resolved.of_type(kind):
        for item in items_of(resolved.property(logical_id, name)):
            if isinstance(item, str):
                yield item
