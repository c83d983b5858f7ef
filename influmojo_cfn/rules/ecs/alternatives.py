"""A task definition of a template as plain data: every alternative of every field once.

What a field can be by the conditions of a template stands in copies of what holds it. The items of
a list are independent of each other, so their alternatives stand side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from influmojo_cfn.cloudformation.intrinsics import is_call
from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.errors import Path
from influmojo_cfn.iam.written import Value


@dataclass(frozen=True, kw_only=True)
class PlainData:
    """Data without functions, and where each text of it is in the template."""

    data: Mapping[str, Any]
    places: Mapping[Path, Path]


def plain(resolver: Resolver, properties: Mapping[str, Any], path: Path) -> PlainData:
    """Return the alternatives of properties as one mapping.

    A field at the top with several alternatives has the first.
    """
    reader = _Reader(resolver)
    found: Any = next(iter(reader.alternatives(properties, path)), {})
    return PlainData(data=reader.settle(found, ()), places=reader.places)


@dataclass
class _Reader:
    resolver: Resolver
    places: dict[Path, Path] = field(default_factory=dict)

    def alternatives(self, value: Any, path: Path) -> list[Any]:
        """Return what can be at a place: mappings, lists, and values as leaves."""
        found: list[Any] = []
        for chosen, place, _ in self.resolver.branches(value, path):
            if isinstance(chosen, list):
                found.append(list(self._items(chosen, place)))
            elif isinstance(chosen, Mapping) and not is_call(chosen):
                found += self._mappings(chosen, place)
            else:
                found += self._values(chosen, place)
        return found

    def _values(self, chosen: Any, path: Path) -> list[Value]:
        """Return the values of a leaf; of a reference to a resource each of its names."""
        given = self.resolver.written_name(chosen)
        named = self.resolver.values(given, path) if is_call(given) else []
        if len(named) > 1:
            return [Value(each.text, path, each.branch) for each in named]
        return self.resolver.values(chosen, path)

    def _items(self, items: list[Any], path: Path) -> Iterator[Any]:
        for item, place, _ in self.resolver.items(items, path):
            yield from self.alternatives(item, place)

    def _mappings(self, value: Mapping[str, Any], path: Path) -> Iterator[Mapping[str, Any]]:
        fields = {key: self.alternatives(item, (*path, key)) for key, item in value.items()}
        fields = {key: found for key, found in fields.items() if found}
        for index in range(max(map(len, fields.values()), default=1)):
            yield {key: found[min(index, len(found) - 1)] for key, found in fields.items()}

    def settle(self, tree: Any, path: Path) -> Any:
        """Return a tree with strings for its leaves, and keep where those are."""
        if isinstance(tree, Value):
            self.places[path] = tree.path
            return tree.text
        if isinstance(tree, list):
            return [self.settle(item, (*path, index)) for index, item in enumerate(tree)]
        return {key: self.settle(item, (*path, key)) for key, item in tree.items()}
