"""What an update from one template to another would break: ``check --against OLD``.

ManagedPolicyName, Description and Path of a managed policy are create-only, as are RoleName and
Path of a role. A change makes CloudFormation create the new one before it deletes the old; under
a fixed name that creation fails, because the name is taken.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html
(read 2026-11-23).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from influmojo_cfn.rules.resolve import Resolver
from influmojo_cfn.rules.rule import Finding

RULE_ID = "E9851"

REPLACED: dict[str, tuple[str, tuple[str, ...]]] = {
    "AWS::IAM::ManagedPolicy": ("ManagedPolicyName", ("Description", "Path")),
    "AWS::IAM::Role": ("RoleName", ("Path",)),
}
"""The property that fixes a name, and those whose change replaces the resource."""


def check_against(new: Mapping[str, Any], old: Mapping[str, Any]) -> list[Finding]:
    """Find what in ``new`` cannot be updated from ``old``, by resources of the same logical ID."""
    return sorted(_found(Resolver(new), Resolver(old)))


def _found(new: Resolver, old: Resolver) -> Iterator[Finding]:
    for logical_id, resource in new.section("Resources").items():
        kind = resource.get("Type") if isinstance(resource, Mapping) else None
        if kind not in REPLACED or old.resource(logical_id).get("Type") != kind:
            continue
        name_key, keys = REPLACED[kind]
        mine, theirs = new.properties(logical_id), old.properties(logical_id)
        if name_key not in mine or _shown(new, mine, name_key) != _shown(old, theirs, name_key):
            continue
        for key in keys:
            if _shown(new, mine, key) != _shown(old, theirs, key):
                place = ("Resources", logical_id, "Properties", key)
                path = place if key in mine else place[:-1]
                name = _shown(new, mine, name_key)
                message = (
                    f"{key} of {logical_id} has changed, which replaces it, and its name {name!r} "
                    "is fixed: the update fails on the name; change the name too, or restore it"
                )
                yield Finding(RULE_ID, path, message)


def _shown(resolver: Resolver, properties: Mapping[str, Any], key: str) -> str:
    if key not in properties:
        return "/" if key == "Path" else ""
    return " | ".join(sorted(resolver.show(text) for text, _ in resolver.texts(properties[key])))
