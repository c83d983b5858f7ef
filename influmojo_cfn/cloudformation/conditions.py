"""Branches: which CloudFormation conditions something stands under, and which can hold together.

A branch names conditions in a form in which they can be compared: ``Fn::Not`` is the other value of
what it negates, and two comparisons of the same values are one. ``Fn::And`` brings what its parts
say. A value that equals one string equals no other.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from influmojo_cfn.cloudformation.intrinsics import call_of
from influmojo_cfn.iam.branches import Branch, compatible
from influmojo_cfn.iam.text import ANY, has_unknown


class ConditionLogic:
    """The conditions of a template, and what each says of the others."""

    def __init__(self, declared: Mapping[Any, Any], text: Callable[[Any], str]) -> None:
        """Take the Conditions of a template, and what resolves a value to a string."""
        self.declared = declared
        self.text = text
        self._implied: dict[tuple[str, bool], Branch] = {}
        self._compared: dict[str, list[tuple[str, str]]] | None = None

    def assume(self, condition: Any, holds: bool, branch: Branch) -> Branch | None:
        """Return a branch in which a condition holds, or does not; None where that cannot be."""
        found = self.implied(condition, holds)
        if not compatible(found, branch) or not compatible(found, found):
            return None
        return branch | found

    def admits(self, value: str, text: str, branch: Branch) -> bool:
        """Return whether a value can be a string where a branch is taken."""
        key, start = f"{value} == {text}", f"{value} == "
        return (key, False) not in branch and all(
            not holds or other == key or not other.startswith(start) for other, holds in branch
        )

    def implied(self, condition: Any, holds: bool) -> Branch:
        """Return all that is so where a condition (a name or a function) holds, or does not."""
        if not isinstance(condition, str):
            return frozenset(self._of(condition, _written(condition), holds, ()))
        known = self._implied.get((condition, holds))
        if known is None:
            self._implied[condition, holds] = frozenset()  # a condition that asks itself
            known = frozenset(self._of_name(condition, holds, ()))
            self._implied[condition, holds] = known
        return known

    def _of_name(
        self, name: str, holds: bool, within: tuple[str, ...]
    ) -> Iterator[tuple[str, bool]]:
        if name in within or name not in self.declared:
            yield name, holds
        else:
            yield from self._of(self.declared[name], name, holds, (*within, name))

    def _of(
        self, data: Any, key: str, holds: bool, within: tuple[str, ...]
    ) -> Iterator[tuple[str, bool]]:
        """Yield what a condition says; ``key`` is what it is called where it is not compared."""
        if isinstance(data, Mapping) and set(data) == {"Condition"}:
            yield from self._of_name(str(data["Condition"]), holds, within)
            return
        intrinsic, argument = call_of(data)
        logic = intrinsic.logic if intrinsic else ""
        parts = argument if isinstance(argument, list) else [argument]
        if logic == "not" and len(parts) == 1:
            yield from self._of(parts[0], _written(parts[0]), not holds, within)
        elif logic == "equal" and len(parts) == 2:
            yield from self._of_comparison(parts, holds)
        else:
            yield key, holds
            if logic == ("all" if holds else "any"):
                for part in parts:
                    yield from self._of(part, _written(part), holds, within)

    def _of_comparison(self, sides: list[Any], holds: bool) -> Iterator[tuple[str, bool]]:
        value, text = self._sides(sides)
        yield f"{value} == {text}", holds
        if holds:
            for other, key in self._comparisons().get(value, ()):
                if other != text and not has_unknown(other) and not has_unknown(text):
                    yield key, False

    def _sides(self, sides: list[Any]) -> tuple[str, str]:
        """Return the sides of a comparison, the string that is known last."""
        texts = [self.text(side) for side in sides]
        shown = [
            text if ANY not in text else _written(side)
            for side, text in zip(sides, texts, strict=True)
        ]
        first, second = sorted(shown, key=lambda text: (not has_unknown(text), text))
        return first, second

    def _comparisons(self) -> dict[str, list[tuple[str, str]]]:
        """Return the strings that conditions compare each value with."""
        if self._compared is None:
            self._compared = {}
            for row in self.declared.values():
                for sides in _comparisons_in(row):
                    value, text = self._sides(sides)
                    self._compared.setdefault(value, []).append((text, f"{value} == {text}"))
        return self._compared


def _comparisons_in(data: Any) -> Iterator[list[Any]]:
    intrinsic, argument = call_of(data)
    parts = argument if isinstance(argument, list) else [argument]
    if intrinsic and intrinsic.logic == "equal" and len(parts) == 2:
        yield parts
    elif intrinsic and intrinsic.logic:
        for part in parts:
            yield from _comparisons_in(part)


def _written(data: Any) -> str:
    """Return data as a string, the same for the same data."""
    return data if isinstance(data, str) else json.dumps(data, sort_keys=True, default=str)
