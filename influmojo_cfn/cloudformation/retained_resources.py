"""What CloudFormation keeps of a template when an update removes it: its DeletionPolicy says so.

A policy that is kept allows and denies what it did. That is sure where all that it refers to is as
it was, and nothing new can replace it. A policy of the same name or of the same resource does.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html,
https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutRolePolicy.html and
https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html (read 2026-11-28).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.attachments import ATTACHES
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.intrinsics import LOOKUP
from influmojo_cfn.cloudformation.referenced_names import conditions_asked, names_in
from influmojo_cfn.cloudformation.sections import items_of, section
from influmojo_cfn.data.create_only_properties import CREATE_ONLY
from influmojo_cfn.data.resource_policies import RESOURCE_POLICIES

KEEPS = ("Retain", "RetainExceptOnCreate")


def with_retained(
    old: Document, new: Document, environments: Sequence[Environment]
) -> tuple[Document, Document]:
    """Return both templates, the new one with what surely stays of the old one as it is.

    ``environments`` give both sides their parameters.
    """
    before, after = (environment.parameters for environment in environments)
    moved = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    kept = {name: old.data["Resources"][name] for name in _surely_kept(old.data, new.data, moved)}
    resources = {**section(new.data, "Resources"), **kept}
    return old, replace(new, data={**new.data, "Resources": resources}) if kept else new


def kept_policies(old: Any, new: Any) -> Iterator[str]:
    """Yield the policies that an update removes from a template and keeps, by logical ID."""
    for name in _removed_and_kept(old, new):
        kind = str(section(old, "Resources")[name].get("Type"))
        if kind in ATTACHES or _is_attached(kind):
            yield name


def _removed_and_kept(old: Any, new: Any) -> Iterator[str]:
    own = section(new, "Resources")
    for name, row in section(old, "Resources").items():
        if name not in own and isinstance(row, Mapping) and row.get("DeletionPolicy") in KEEPS:
            yield name


def _surely_kept(old: Any, new: Any, moved: set[str]) -> set[str]:
    kept = {name for name in _removed_and_kept(old, new) if not _can_be_replaced(name, old, new)}
    asked = {name: _asked(section(old, "Resources")[name], old) for name in kept}
    kept = {name for name in kept if moved.isdisjoint(asked[name])}
    while left := {
        name
        for name in kept
        if not _refers_to_the_same(old["Resources"][name], asked[name] - kept, old, new)
    }:
        kept -= left
    return kept


def _asked(row: Any, template: Any) -> set[str]:
    """Return all that a resource refers to, and that its conditions do."""
    asked = {*names_in(row)}
    return asked | conditions_asked(section(template, "Conditions"), asked)


def _refers_to_the_same(row: Any, asked: set[str], old: Any, new: Any) -> bool:
    """Return whether all that a resource refers to is in both templates, and the same."""
    if LOOKUP in json.dumps(row, default=str) and old.get("Mappings") != new.get("Mappings"):
        return False
    return all(name.startswith("AWS::") or _is_the_same(name, old, new) for name in asked)


def _is_the_same(name: str, old: Any, new: Any) -> bool:
    for key in ("Parameters", "Conditions"):
        if name in section(old, key):
            return bool(section(old, key)[name] == section(new, key).get(name))
    one, other = (section(each, "Resources").get(name) for each in (old, new))
    if not isinstance(one, Mapping) or not isinstance(other, Mapping):
        return False
    kind = one.get("Type")
    if kind != other.get("Type") or one.get("Condition") != other.get("Condition"):
        return False
    known = CREATE_ONLY.get(str(kind))
    if known is None:
        return bool(one.get("Properties") == other.get("Properties"))
    named = (section(each, "Properties") for each in (one, other))
    first, second = ([each.get(key) for key in (known.name, *known.others)] for each in named)
    return first == second


def _can_be_replaced(name: str, old: Any, new: Any) -> bool:
    """Return whether something that is new or changes can be written over a resource."""
    row = section(old, "Resources")[name]
    kind = str(row.get("Type"))
    own = section(row, "Properties").get("PolicyName")
    before = section(old, "Resources")
    for other, after in section(new, "Resources").items():
        if before.get(other) == after or not isinstance(after, Mapping):
            continue
        other_kind = str(after.get("Type"))
        if other_kind == kind or (_is_attached(kind) and _is_attached(other_kind)):
            return True
        inline = items_of(section(after, "Properties").get("Policies")) if kind in ATTACHES else []
        names = [each.get("PolicyName") if isinstance(each, Mapping) else None for each in inline]
        if names and (own in names or not all(isinstance(each, str) for each in (own, *names))):
            return True
    return False


def _is_attached(kind: str) -> bool:
    """Return whether a type is the policy of another resource."""
    known = RESOURCE_POLICIES.get(kind)
    return known is not None and bool(known.attached_to) and kind.endswith("Policy")
