"""Which parameters the conditions of a template combine, so that one alone decides nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from influmojo_cfn.cloudformation.intrinsics import CHOICE, LOOKUP
from influmojo_cfn.cloudformation.parameter_uses import declared
from influmojo_cfn.cloudformation.referenced_names import referred_to
from influmojo_cfn.cloudformation.sections import section


def combined_parameters(templates: Collection[Any], pseudo: Collection[str]) -> list[set[str]]:
    """Return the sets of parameters, ``pseudo`` among them, that conditions combine.

    No parameter is in two of them.
    """
    found: list[set[str]] = []
    for template in templates:
        names = [*declared(template), *pseudo]
        reader = CombinationReader(template, names)
        for group in reader.groups():
            touching = [each for each in found if each & group]
            found = [each for each in found if not each & group]
            found.append(group.union(*touching))
    return sorted(found, key=sorted)


class CombinationReader:
    """Finds which parameters the conditions of a template combine."""

    def __init__(self, template: Any, names: Collection[str]) -> None:
        self.template = template
        self.names = names
        self.conditions = section(template, "Conditions")
        self._of: dict[str, frozenset[str]] = {}

    def groups(self) -> Iterator[set[str]]:
        """Yield the sets of parameters that conditions, choices and lookups combine."""
        for name in self.conditions:
            if found := set(self.of(name)):
                yield found
        for row in section(self.template, "Resources").values():
            condition = row.get("Condition") if isinstance(row, Mapping) else None
            start = self.of(condition) if isinstance(condition, str) else set()
            yield from (set(group) for group in self._nested(row, frozenset(start)) if group)
            if _has_deny(row):
                everything = set(start).union(*self._nested(row, frozenset(start)))
                if everything:
                    yield everything

    def of(self, name: Any, pending: tuple[str, ...] = ()) -> frozenset[str]:
        """Return the parameters that decide a condition."""
        if not isinstance(name, str) or name in pending or name not in self.conditions:
            return frozenset()
        if name not in self._of:
            self._of[name] = self._in(self.conditions[name], (*pending, name))
        return self._of[name]

    def deciding(self, data: Any, active: frozenset[str] = frozenset()) -> frozenset[str]:
        """Return the parameters that choose what a value is, with those that are active already."""
        return active.union(*self._nested(data, active))

    def _in(self, data: Any, pending: tuple[str, ...] = ()) -> frozenset[str]:
        found = referred_to(data).intersection(self.names)
        for other in _conditions_in(data):
            found |= self.of(other, pending)
        return frozenset(found)

    def _nested(self, data: Any, active: frozenset[str]) -> Iterator[frozenset[str]]:
        if isinstance(data, Mapping):
            choice = data.get(CHOICE)
            if isinstance(choice, list) and len(choice) == 3:
                inner = active | self.of(choice[0])
                yield inner
                for branch in choice[1:]:
                    yield from self._nested(branch, inner)
                return
            if LOOKUP in data:
                yield active | self._in(data[LOOKUP])
            for value in data.values():
                yield from self._nested(value, active)
        elif isinstance(data, list):
            for item in data:
                yield from self._nested(item, active)


def _conditions_in(data: Any) -> Iterator[str]:
    if isinstance(data, Mapping):
        if isinstance(data.get("Condition"), str):
            yield data["Condition"]
        for value in data.values():
            yield from _conditions_in(value)
    elif isinstance(data, list):
        for item in data:
            yield from _conditions_in(item)


def _has_deny(data: Any) -> bool:
    if isinstance(data, Mapping):
        return data.get("Effect") == "Deny" or any(map(_has_deny, data.values()))
    return isinstance(data, list) and any(map(_has_deny, data))
