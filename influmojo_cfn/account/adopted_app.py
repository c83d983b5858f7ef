"""An app that states what the roles, policies and profiles of an account have and it left open.

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
    ProfileState,
    RoleState,
)
from influmojo_cfn.account.import_plan import KeptProperty
from influmojo_cfn.app import App, PolicyProperties, RoleProperties
from influmojo_cfn.app.role_properties import SHARED, properties_of
from influmojo_cfn.template.assembly import policies_of

Pair = tuple[PolicyState, PolicyState]


def adopted_app(
    app: App, expected: Identities, found: Identities
) -> tuple[App, tuple[KeptProperty, ...]]:
    """Return the app with what an account has, and each property that it states more."""
    policies = _policies_by_role(app, expected, found)
    profiles = _profiles_by_role(expected, found)
    kept: list[KeptProperty] = []
    for name, role in expected.roles.items():
        stated = properties_of(app, role.logical_id)
        more: dict[str, Any] = {}
        if name in found.roles:
            more |= dict(_of_role(stated, role, found.roles[name], kept))
        more |= dict(_of_policies(stated, policies.get(role.logical_id, []), kept))
        for declared, there in profiles.get(name, []):
            if declared.path != there.path:
                _keep(kept, declared, "Path", there.path, declared.path)
                more["instance_profile_path"] = there.path
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


def _profiles_by_role(
    expected: Identities, found: Identities
) -> dict[str, list[tuple[ProfileState, ProfileState]]]:
    """Return the declared and the found instance profile of a role, by the role's name."""
    pairs: dict[str, list[tuple[ProfileState, ProfileState]]] = {}
    for name, there in found.profiles.items():
        declared = expected.profiles[name]
        for role in declared.roles:
            pairs.setdefault(role, []).append((declared, there))
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
    """Yield what is stated more of the policies of a role: of all, or of each that differs."""
    own: dict[str, dict[str, Any]] = {}
    for key, attribute in (("policy_path", "path"), ("policy_description", "description")):
        values = {getattr(there, attribute) for _, there in pairs}
        differing = [pair for pair in pairs if len({getattr(each, attribute) for each in pair}) > 1]
        for declared, there in differing:
            in_account, in_template = (getattr(each, attribute) for each in (there, declared))
            _keep(kept, declared, attribute.title(), in_account, in_template)
            if len(values) > 1:
                own.setdefault(declared.logical_id, {})[attribute] = in_account
        if differing and len(values) == 1:
            yield key, values.pop() or None
    others = [(declared, _other_tags(declared.tags, there.tags)) for declared, there in pairs]
    everywhere = dict(set.intersection(*({*tags.items()} for _, tags in others)) if others else ())
    for declared, tags in others:
        for key, value in tags.items():
            _keep(kept, declared, f"tag {key}", value, "")
            if key not in everywhere:
                own.setdefault(declared.logical_id, {}).setdefault("tags", {})[key] = value
    if everywhere:
        yield "policy_tags", {**stated.policy_tags, **everywhere}
    if own:
        single = {name: _stated_more(stated, name, more) for name, more in own.items()}
        yield "policies", {**stated.policies, **single}


def _stated_more(
    stated: RoleProperties, logical_id: str, more: Mapping[str, Any]
) -> PolicyProperties:
    """Return what is stated of a policy, and more of it."""
    before = stated.policies.get(logical_id) or PolicyProperties()
    tags = {**before.tags, **more.get("tags", {})}
    return replace(before, **{**more, "tags": tags})


def _keep(
    kept: list[KeptProperty],
    declared: PolicyState | ProfileState,
    name: str,
    in_account: str,
    in_template: str,
) -> None:
    texts = {"in_account": in_account, "in_template": in_template}
    kept.append(KeptProperty(logical_id=declared.logical_id, name=name, **texts))


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
