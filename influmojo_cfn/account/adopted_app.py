"""An app that states what the roles and policies of an account have and the app left open.

What is stated so: paths, descriptions of policies, a maximum session duration, and tags of other
keys. An ordinary deployment of the app then changes none of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from influmojo_cfn.account.identities import (
    OWN_TAG_PREFIX,
    Identities,
    PolicyState,
    RoleState,
)
from influmojo_cfn.account.import_plan import KeptProperty
from influmojo_cfn.app import App, RoleProperties
from influmojo_cfn.app.role_properties import SHARED, properties_of
from influmojo_cfn.template.assembly import policies_of

Pair = tuple[PolicyState, PolicyState]


def adopted_app(
    app: App, expected: Identities, found: Identities
) -> tuple[App, tuple[KeptProperty, ...]]:
    """Return the app with what an account has, and each property that it states more.

    Policies of one role that have another path or description each are not stated: an app says one
    for all of them.
    """
    policies = _policies_by_role(app, expected, found)
    kept: list[KeptProperty] = []
    for name, role in expected.roles.items():
        stated = properties_of(app, role.logical_id)
        more: dict[str, Any] = {}
        if name in found.roles:
            more |= dict(_of_role(stated, role, found.roles[name], kept))
        more |= dict(_of_policies(stated, policies.get(role.logical_id, []), kept))
        if more:
            app = _stating(app, role.logical_id, replace(stated, **more))
    return app, tuple(kept)


def _policies_by_role(app: App, expected: Identities, found: Identities) -> dict[str, list[Pair]]:
    """Return the declared and the found policies of each role, by its logical ID."""
    owners = {policy.logical_id: policy.row.logical_id for policy in policies_of(app)}
    pairs: dict[str, list[Pair]] = {}
    for arn, there in found.policies.items():
        declared = expected.policies[arn]
        pairs.setdefault(owners[declared.logical_id], []).append((declared, there))
    return pairs


def _of_role(
    stated: RoleProperties, declared: RoleState, there: RoleState, kept: list[KeptProperty]
) -> Iterator[tuple[str, Any]]:
    """Yield what is stated more of a role."""

    def keep(name: str, in_account: object, in_template: object) -> None:
        texts = {"in_account": str(in_account), "in_template": str(in_template)}
        kept.append(KeptProperty(logical_id=declared.logical_id, name=name, **texts))

    if declared.path != there.path:
        keep("Path", there.path, declared.path)
        yield "path", there.path
    seconds = there.max_session_seconds
    if stated.max_session_duration is None and seconds != declared.max_session_seconds:
        keep("MaxSessionDuration", seconds, declared.max_session_seconds)
        yield "max_session_duration", seconds
    if tags := _other_tags(declared.tags, there.tags):
        for key, value in tags.items():
            keep(f"tag {key}", value, "")
        yield "tags", {**stated.tags, **tags}


def _of_policies(
    stated: RoleProperties, pairs: Sequence[Pair], kept: list[KeptProperty]
) -> Iterator[tuple[str, Any]]:
    """Yield what is stated more of the policies of a role."""
    for key, name, attribute in (
        ("policy_path", "Path", "path"),
        ("policy_description", "Description", "description"),
    ):
        values = {getattr(there, attribute) for _, there in pairs}
        differing = [pair for pair in pairs if len({getattr(each, attribute) for each in pair}) > 1]
        if differing and len(values) == 1:
            for declared, there in differing:
                texts = {
                    "in_account": getattr(there, attribute),
                    "in_template": getattr(declared, attribute),
                }
                kept.append(KeptProperty(logical_id=declared.logical_id, name=name, **texts))
            yield key, values.pop() or None
    others = [(declared, _other_tags(declared.tags, there.tags)) for declared, there in pairs]
    rows = [row for _, tags in others for row in tags.items()]
    same = {key: value for key, value in rows if dict(rows)[key] == dict(rows[::-1])[key]}
    for declared, tags in others:
        for key in tags.keys() & same.keys():
            texts = {"in_account": same[key], "in_template": ""}
            kept.append(KeptProperty(logical_id=declared.logical_id, name=f"tag {key}", **texts))
    if same:
        yield "policy_tags", {**stated.policy_tags, **same}


def _other_tags(declared: Mapping[str, str], there: Mapping[str, str]) -> dict[str, str]:
    """Return tags whose keys an app does not have, also in another case: IAM takes one of them."""
    known = {key.lower() for key in declared}
    return {
        key: value
        for key, value in there.items()
        if key.lower() not in known and not key.startswith(OWN_TAG_PREFIX)
    }


def _stating(app: App, logical_id: str, properties: RoleProperties) -> App:
    """Return an app that states these properties of a role, where it states others of it."""
    key = SHARED.get(logical_id, "")
    role = getattr(app, key) if key else None
    if role is None:
        stated = {**app.role_properties, logical_id: properties}
        return replace(app, role_properties=stated)
    more = {each.name: getattr(properties, each.name) for each in fields(RoleProperties)}
    return replace(app, **{key: replace(role, **more)})
