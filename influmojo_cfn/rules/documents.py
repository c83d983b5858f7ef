"""Bare IAM policy documents, such as people paste into the console, without cfn-lint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.places import value_at
from influmojo_cfn.errors import Path
from influmojo_cfn.rules.engine import check_policy
from influmojo_cfn.rules.rule import RuleFinding

WRAPPERS: tuple[Path, ...] = (
    (),
    ("PolicyDocument",),
    ("AssumeRolePolicyDocument",),
    ("Role", "AssumeRolePolicyDocument"),
    ("PolicyVersion", "Document"),
)
"""Where the answers of the AWS CLI hold a policy: get-role-policy, get-role, get-policy-version.

https://docs.aws.amazon.com/cli/latest/reference/iam/ (read 2026-11-23)
"""


def policy_document_at(data: object) -> Path | None:
    """Return the place of the IAM policy in data read from a file; None where it is a template."""
    if isinstance(data, Mapping) and ("Resources" in data or "AWSTemplateFormatVersion" in data):
        return None
    for path in WRAPPERS:
        found: Any = data
        for key in path:
            found = found.get(key) if isinstance(found, Mapping) else None
        if isinstance(found, Mapping) and any(str(key).lower() == "statement" for key in found):
            return path
    return None


def check_document(document: Document, place: Path = ()) -> list[RuleFinding]:
    """Find what is wrong with a bare policy document, in the order of its lines.

    ``place`` is where the policy stands in the document.
    """
    policy = value_at(document.data, place)
    found = [each._replace(path=(*place, *each.path)) for each in check_policy(policy)]
    return sorted(found, key=lambda one: (document.line(one.path), one.rule_id[1:], one.message))
