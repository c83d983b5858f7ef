"""Quotas of IAM, and how large a policy is at least.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
(read 2026-11-23). The quotas that AWS raises on request stand at their default.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from influmojo_cfn.cloudformation.intrinsics import NO_VALUE, is_call
from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.iam import text as t
from influmojo_cfn.rules.model import TemplatePolicy
from influmojo_cfn.rules.rule import Findings

MANAGED_POLICY = 6144
INLINE_POLICIES = {"Role": 10240, "User": 2048, "Group": 5120}
TRUST_POLICY = 2048
MANAGED_POLICIES_ATTACHED = 10

NAMES = {
    "AWS::IAM::Role": ("RoleName", 64),
    "AWS::IAM::User": ("UserName", 64),
    "AWS::IAM::Group": ("GroupName", 128),
    "AWS::IAM::ManagedPolicy": ("ManagedPolicyName", 128),
    "AWS::IAM::Policy": ("PolicyName", 128),
    "AWS::IAM::RolePolicy": ("PolicyName", 128),
    "AWS::IAM::InstanceProfile": ("InstanceProfileName", 128),
}
"""The property that names a resource, and how many characters it takes."""


def least_size(value: Any, resolver: Resolver) -> int:
    """Return the least number of characters of a document, white space omitted.

    Unknowns count as short as they can be, and of several branches the shortest one counts.
    """
    if isinstance(value, str):
        return t.shortest(resolver.leaf(value)) + 2
    if is_function(value) or not isinstance(value, (Mapping, list)):
        return _least_scalar(value, resolver)
    if isinstance(value, list):
        sizes = [least_size(item, resolver) for item in value]
        return 2 + sum(sizes) + max(0, sum(size > 0 for size in sizes) - 1)
    total = 2 + max(0, len(value) - 1)
    for key, item in value.items():
        total += len("".join(str(key).split())) + 3 + least_size(item, resolver)
    return total


def too_large(policy: TemplatePolicy, most: int) -> Findings:
    """Yield a policy that no branch makes shorter, if it is over a size."""
    size = 0 if policy.branch else least_size(policy.document, policy.resolver)
    if size > most:
        words = f"at least {size:,} characters of {most:,}: {size - most:,} too many"
        yield policy.path, words


def _least_scalar(value: Any, resolver: Resolver) -> int:
    opened = [item for item, _, _ in resolver.opened(value, ())]
    if all(item is not value for item in opened):
        return min(0 if item is NO_VALUE else least_size(item, resolver) for item in opened)
    texts = resolver.texts(value)
    return min(t.shortest(text) for text, _ in texts) + 2 if texts else 0


def is_function(value: Any) -> bool:
    """Return whether a value is a call of an intrinsic function, or names a condition."""
    return is_call(value) or (isinstance(value, Mapping) and set(value) == {"Condition"})


def name_problem(text: str, longest: int) -> str:
    """Return why IAM does not take a name; an empty string where it can."""
    least = t.shortest(text)
    if least > longest:
        return f"has at least {least} characters of {longest}"
    wrong = re.search(r"[^\w+=,.@-]", t.UNKNOWN.sub("", text), re.ASCII)
    return f"contains {wrong.group()!r}" if wrong else ""
