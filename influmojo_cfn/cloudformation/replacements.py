"""What an update from one template to another replaces under a fixed name, and so fails on.

A change of a create-only property makes CloudFormation create the new resource before it deletes
the old one. Under a fixed name that creation fails, because the name is taken. So it does when a
resource gets another logical ID, or goes to another nested stack, and keeps its name.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html
(read 2026-11-23).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from influmojo_cfn.cloudformation.environment_resolver import EnvironmentResolver
from influmojo_cfn.cloudformation.intrinsics import NO_VALUE
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.data.create_only_properties import CREATE_ONLY
from influmojo_cfn.iam.unknown import Unknown, as_shown

Stacks = Mapping[str, Resolver]
"""A template, by an empty name, with its nested stacks by their logical IDs and a slash."""


@dataclass(frozen=True, order=True)
class Replacement:
    """A resource that an update fails to create, by its logical ID in the new template.

    ``key`` is the property that changes, or the name where ``other`` had it: the logical ID of the
    resource that the old template names so. The logical ID of a nested stack is before both.
    """

    logical_id: str
    key: str
    name: str
    other: str = ""

    @property
    def message(self) -> str:
        """Return in a sentence why the update fails, and what to do."""
        if self.other:
            kept = "the logical ID"
            if self.other.rpartition("/")[0] != self.logical_id.rpartition("/")[0]:
                kept += " and the stack"
            return (
                f"the name {self.name!r} is that of {self.other}, which CloudFormation deletes only"
                f" after it has made {self.logical_id}: keep {kept}, or change the name"
            )
        return (
            f"{self.key} of {self.logical_id} has changed, which replaces it, and its name "
            f"{self.name!r} is fixed: the update fails on the name; change the name too, or "
            "restore it"
        )


def replacements(new: Stacks, old: Stacks) -> Iterator[Replacement]:
    """Yield what ``new`` cannot be updated to from ``old``."""
    before = dict(_named(old))
    for place, resource in _named(new):
        same = before.get(place)
        if same is not None and same.kind == resource.kind and not _is_renamed(resource, same):
            yield from _replaced(place, resource, same)
        else:
            yield from _renamed(place, resource, before)


class _Named(NamedTuple):
    """A resource that has a fixed name."""

    resolver: Resolver
    logical_id: str
    kind: str

    def shown(self) -> str:
        """Return its name as it is written for people."""
        resolver = self.resolver
        texts = _or_default(resolver, self.logical_id, CREATE_ONLY[self.kind].name)
        if isinstance(resolver, EnvironmentResolver):
            return " | ".join(sorted(as_shown(resolver.text_of(each)) for each in texts))
        return " | ".join(sorted(map(resolver.show, texts)))


def _named(stacks: Stacks) -> Iterator[tuple[str, _Named]]:
    """Yield each resource that has a fixed name, after its place."""
    for stack, resolver in stacks.items():
        for logical_id, resource in resolver.section("Resources").items():
            kind = resource.get("Type") if isinstance(resource, Mapping) else None
            if (
                isinstance(kind, str)
                and kind in CREATE_ONLY
                and _values(resolver, logical_id, CREATE_ONLY[kind].name)
                and not (
                    isinstance(resolver, ResolvedTemplate) and resolver.exists(logical_id) is False
                )
            ):
                yield f"{stack}{logical_id}", _Named(resolver, logical_id, kind)


def _replaced(place: str, new: _Named, old: _Named) -> Iterator[Replacement]:
    """Yield the create-only properties that change while the name stays."""
    for key in CREATE_ONLY[new.kind].others:
        if _changes(new, old, key):
            yield Replacement(place, key, new.shown())


def _renamed(place: str, new: _Named, before: Mapping[str, _Named]) -> Iterator[Replacement]:
    """Yield a new resource under the fixed name of one that the old template has elsewhere."""
    key = CREATE_ONLY[new.kind].name
    for other, old in before.items():
        if old.kind == new.kind and not _changes(new, old, key):
            yield Replacement(place, key, new.shown(), other)


def _is_renamed(new: _Named, old: _Named) -> bool:
    return _changes(new, old, CREATE_ONLY[new.kind].name)


def _changes(new: _Named, old: _Named, key: str) -> bool:
    """Return whether a property of two resources differs."""
    one, other = (
        {
            _compared(each.resolver, text)
            for text in _or_default(each.resolver, each.logical_id, key)
        }
        for each in (new, old)
    )
    return one != other


def _or_default(resolver: Resolver, logical_id: str, key: str) -> list[str]:
    return _values(resolver, logical_id, key) or ["/" if key == "Path" else ""]


def _values(resolver: Resolver, logical_id: str, key: str) -> list[str]:
    """Return what a property can be, nothing where it has no value."""
    properties: Mapping[str, Any] = resolver.properties(logical_id)
    if key not in properties:
        return []
    found = resolver.alternatives(properties[key])
    return [resolver.as_text(value, "it") for value, _ in found if value is not NO_VALUE]


def _compared(resolver: Resolver, text: str) -> Hashable:
    """Return what equals the same value of another template, known or not."""
    if not isinstance(resolver, EnvironmentResolver):
        return resolver.show(text)
    found = resolver.text_of(text)
    return (found.parts, found.origin) if isinstance(found, Unknown) else found
