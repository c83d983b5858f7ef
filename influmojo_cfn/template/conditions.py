"""The Conditions section: which parameters are given, and which statements have anything left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from troposphere import And, Condition, Equals, Not, Or, Ref

_MOST_OPERANDS = 10
"""https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html"""

Need = tuple[str, ...]


class Conditions:
    """Conditions by name, each made when something first asks for it."""

    def __init__(self) -> None:
        self.by_name: dict[str, Any] = {}
        self._names: dict[Any, str] = {}

    def given(self, parameter: str) -> str:
        """Give the condition that a parameter is not empty."""
        name = f"Has{parameter}"
        self.by_name.setdefault(name, Not(Equals(Ref(parameter), "")))
        return name

    def is_true(self, parameter: str, name: str) -> str:
        """Give the condition that a parameter is ``true``."""
        self.by_name.setdefault(name, Equals(Ref(parameter), "true"))
        return name

    def all_given(self, needs: Need) -> str:
        """Give the condition that every parameter of ``needs`` (one at least) is not empty."""
        names = [self.given(need) for need in needs]
        if len(names) == 1:
            return names[0]
        return self._named("Has" + "And".join(needs), ("and", *names), And, names)

    def any_of(self, name: str, alternatives: Sequence[str]) -> str:
        """Give the condition that one of the conditions holds, under ``name`` if it is new."""
        distinct = sorted(set(alternatives))
        if len(distinct) == 1:
            return distinct[0]
        return self._named(name, ("or", *distinct), Or, list(dict.fromkeys(alternatives)))

    def both(self, name: str, one: str | None, other: str | None) -> str | None:
        """Give the condition that both hold; None stands for what always holds."""
        if one is None or other is None or one == other:
            return one or other
        return self._named(name, ("and", one, other), And, [one, other])

    def _named(self, name: str, key: Any, function: Any, names: list[str]) -> str:
        known = self._names.get(key)
        if known is None:
            while name in self.by_name:
                name += "Too"
            known = self._names[key] = name
            self.by_name[name] = _nested(function, [Condition(each) for each in names])
        return known


def _nested(function: Any, operands: list[Any]) -> Any:
    while len(operands) > _MOST_OPERANDS:
        groups = [
            operands[start : start + _MOST_OPERANDS]
            for start in range(0, len(operands), _MOST_OPERANDS)
        ]
        operands = [function(*group) if len(group) > 1 else group[0] for group in groups]
    return function(*operands)

