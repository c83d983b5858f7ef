"""The minimal policy for comparing an account with a template.

What :mod:`.verification` calls, these tables list.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from influmojo_cfn.account.identities import under_any_path
from influmojo_cfn.account.verification import DesiredState, declared_identities
from influmojo_cfn.cloudformation.environment import partition_of

_ROLE_ACTIONS = (
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
    "iam:ListRolePolicies",
    "iam:ListRoleTags",
)
_POLICY_ACTIONS = (
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "iam:ListPolicyTags",
    "iam:ListPolicyVersions",
)
_PROFILE_ACTIONS = ("iam:GetInstanceProfile",)
_FIND_ACTIONS = ("iam:ListPolicies",)
"""A policy that is not under its ARN is looked for by name; the call takes no resource."""
_TAG_ACTIONS = ("iam:TagPolicy",)
_STACK_ACTIONS = ("cloudformation:DescribeStacks", "cloudformation:GetTemplate")


def reader_policy(
    desired: DesiredState, *, account: str, region: str, fix_tags: bool = False
) -> dict[str, Any]:
    """Return the least IAM policy with which :func:`.verify` can be done.

    sts:GetCallerIdentity needs no permission.
    """
    partition = partition_of(region)
    expected = declared_identities(replace(desired, stack_name=None), None, account, region)
    begin = f"arn:{partition}:iam::{account}:"
    policies = under_any_path(expected.policies)
    roles = under_any_path(f"{begin}role/{name}" for name in expected.roles)
    profiles = under_any_path(f"{begin}instance-profile/{name}" for name in expected.profiles)
    statements = [
        _statement("ReadRoles", _ROLE_ACTIONS, roles),
        _statement("ReadPolicies", _POLICY_ACTIONS, policies),
        _statement("ReadInstanceProfiles", _PROFILE_ACTIONS, profiles),
        _statement("FindPolicies", _FIND_ACTIONS, ["*"] if policies else []),
    ]
    if fix_tags:
        statements.append(_statement("TagPolicies", _TAG_ACTIONS, policies))
    if name := desired.stack_name or desired.new_stack:
        stack = f"arn:{partition}:cloudformation:{region}:{account}:stack/{name}/*"
        statements.append(_statement("ReadStack", _STACK_ACTIONS, [stack]))
        if desired.is_split:
            part = stack.replace("/*", "-Roles*/*")
            calls = (*_STACK_ACTIONS, "cloudformation:ListStackResources")
            statements[-1] = _statement("ReadStack", calls, [stack, part])
    return {"Version": "2012-10-17", "Statement": [each for each in statements if each["Resource"]]}


def _statement(sid: str, actions: tuple[str, ...], resources: list[str]) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": resources}
