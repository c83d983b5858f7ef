"""What an update from one template to another replaces under a fixed name, and so fails on.

A change of a create-only property makes CloudFormation create the new resource before it deletes
the old one; under a fixed name that creation fails, because the name is taken. So it does when a
resource gets another logical ID and keeps its name.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-managedpolicy.html
(read 2026-11-23).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from influmojo_cfn.cloudformation.environment_resolver import EnvironmentResolver
from influmojo_cfn.cloudformation.intrinsics import NO_VALUE
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.data.create_only_properties import CREATE_ONLY
from influmojo_cfn.iam.unknown import Unknown, as_shown


@dataclass(frozen=True, order=True)
class Replacement:
    """A resource that an update fails to create, by its logical ID in the new template.

    ``key`` is the property that changes, or the name where ``other`` had it: the logical ID of the
    resource that the old template names so.
    """

    logical_id: str
    key: str
    name: str
    other: str = ""

    @property
    def message(self) -> str:
        """Return in a sentence why the update fails, and what to do."""
        if self.other:
            return (
                f"the name {self.name!r} is that of {self.other}, which CloudFormation deletes only"
                f" after it has made {self.logical_id}: keep the logical ID, or change the name"
            )
        return (
            f"{self.key} of {self.logical_id} has changed, which replaces it, and its name "
            f"{self.name!r} is fixed: the update fails on the name; change the name too, or "
            "restore it"
        )


def replacements(new: Resolver, old: Resolver) -> Iterator[Replacement]:
    """Yield what ``new`` cannot be updated to from ``old``, by resources of one logical ID."""
    before = _named(old)
    for logical_id, kind in _named(new).items():
        if before.get(logical_id) == kind:
            yield from _replaced(new, old, logical_id, kind)
        else:
            yield from _renamed(new, old, logical_id, kind, before)


def _named(resolver: Resolver) -> dict[str, str]:
    """Return the type of each resource that has a fixed name, by its logical ID."""
    return {
        logical_id: kind
        for logical_id, resource in resolver.section("Resources").items()
        if isinstance(resource, Mapping)
        and isinstance(kind := resource.get("Type"), str)
        and kind in CREATE_ONLY
        and _values(resolver, logical_id, CREATE_ONLY[kind].name)
        and not (isinstance(resolver, ResolvedTemplate) and resolver.exists(logical_id) is False)
    }


def _replaced(new: Resolver, old: Resolver, logical_id: str, kind: str) -> Iterator[Replacement]:
    """Yield the create-only properties that change while the name stays."""
    name, others = CREATE_ONLY[kind]
    sides = (new, old)
    if _changes(*((each, logical_id, name) for each in sides)):
        return
    for key in others:
        if _changes(*((each, logical_id, key) for each in sides)):
            yield Replacement(logical_id, key, _shown(new, logical_id, name))


def _renamed(
    new: Resolver, old: Resolver, logical_id: str, kind: str, before: Mapping[str, str]
) -> Iterator[Replacement]:
    """Yield a new resource under the fixed name of one that the old template has elsewhere."""
    key = CREATE_ONLY[kind].name
    for other, its_kind in before.items():
        if its_kind == kind and not _changes((new, logical_id, key), (old, other, key)):
            yield Replacement(logical_id, key, _shown(new, logical_id, key), other)


def _changes(*places: tuple[Resolver, str, str]) -> bool:
    """Return whether a property of two resources differs."""
    one, other = ({_compared(place[0], each) for each in _or_default(*place)} for place in places)
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


def _shown(resolver: Resolver, logical_id: str, key: str) -> str:
    texts = _or_default(resolver, logical_id, key)
    if isinstance(resolver, EnvironmentResolver):
        return " | ".join(sorted(as_shown(resolver.text_of(each)) for each in texts))
    return " | ".join(sorted(map(resolver.show, texts)))
