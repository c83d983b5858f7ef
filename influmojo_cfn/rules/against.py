"""What an update from one template to another would break: ``check --against OLD``.

ManagedPolicyName, Description and Path of a managed policy are create-only, as are RoleName and
Path of a role. A change makes CloudFormation create the new one before it deletes the old; under
a fixed name that creation fails, because the name is taken. So it does when a resource gets another
logical ID and keeps its name.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html
(read 2026-11-23).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.rules.rule import RuleFinding

RULE_ID = "E9851"

REPLACED: dict[str, tuple[str, tuple[str, ...]]] = {
    "AWS::IAM::ManagedPolicy": ("ManagedPolicyName", ("Description", "Path")),
    "AWS::IAM::Role": ("RoleName", ("Path",)),
}
"""The property that fixes a name, and those whose change replaces the resource."""


def check_against(new: Mapping[str, Any], old: Mapping[str, Any]) -> list[RuleFinding]:
    """Find what in ``new`` cannot be updated from ``old``, by resources of the same logical ID."""
    return sorted(_found(Resolver(new), Resolver(old)))


def _found(new: Resolver, old: Resolver) -> Iterator[RuleFinding]:
    for logical_id, resource in new.section("Resources").items():
        kind = resource.get("Type") if isinstance(resource, Mapping) else None
        if (
            not isinstance(kind, str)
            or kind not in REPLACED
            or REPLACED[kind][0] not in new.properties(logical_id)
        ):
            continue
        if old.resource(logical_id).get("Type") == kind:
            yield from _replaced(new, old, logical_id, kind)
        else:
            yield from _renamed(new, old, logical_id, kind)


def _replaced(new: Resolver, old: Resolver, logical_id: str, kind: str) -> Iterator[RuleFinding]:
    """Find create-only properties that change while the name stays."""
    name_key, keys = REPLACED[kind]
    mine, theirs = new.properties(logical_id), old.properties(logical_id)
    if _shown(new, mine, name_key) != _shown(old, theirs, name_key):
        return
    for key in keys:
        if _shown(new, mine, key) != _shown(old, theirs, key):
            place = ("Resources", logical_id, "Properties", key)
            path = place if key in mine else place[:-1]
            name = _shown(new, mine, name_key)
            message = (
                f"{key} of {logical_id} has changed, which replaces it, and its name {name!r} "
                "is fixed: the update fails on the name; change the name too, or restore it"
            )
            yield RuleFinding(RULE_ID, path, message)


def _renamed(new: Resolver, old: Resolver, logical_id: str, kind: str) -> Iterator[RuleFinding]:
    """Find a new resource under the fixed name of one that stood elsewhere in the old template."""
    name_key, _ = REPLACED[kind]
    name = _shown(new, new.properties(logical_id), name_key)
    for other, resource in old.section("Resources").items():
        if not isinstance(resource, Mapping) or resource.get("Type") != kind:
            continue
        properties = old.properties(other)
        if name_key in properties and _shown(old, properties, name_key) == name:
            message = (
                f"the name {name!r} is that of {other}, which CloudFormation deletes only after "
                f"it has made {logical_id}: keep the logical ID, or change the name"
            )
            yield RuleFinding(RULE_ID, ("Resources", logical_id, "Properties", name_key), message)


def _shown(resolver: Resolver, properties: Mapping[str, Any], key: str) -> str:
    if key not in properties:
        return "/" if key == "Path" else ""
    return " | ".join(sorted(resolver.show(text) for text, _ in resolver.texts(properties[key])))
