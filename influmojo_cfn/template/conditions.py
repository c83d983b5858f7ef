"""The Conditions section: which parameters are given, and which statements have anything left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

from troposphere import And, Condition, Equals, Not, Or, Ref

_MOST_OPERANDS = 10
"""https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html"""

_MOST_TERMS = 256

Terms = frozenset[frozenset[str]]


class Conditions:
    """Conditions by name, each made when something first asks for it.

    Every one says that parameters are given: all of one of several sets, its *terms*. What follows
    from something else that is asked is omitted, as cfn-lint wants (W1028): a branch that can
    never be taken misleads whoever reads it.
    """

    def __init__(self) -> None:
        self.by_name: dict[str, Any] = {}
        self._names: dict[Any, str] = {}
        self._terms: dict[str, Terms] = {}

    def given(self, parameter: str) -> str:
        """Return the condition that a parameter is not empty."""
        name = f"Has{parameter}"
        self.by_name.setdefault(name, Not(Equals(Ref(parameter), "")))
        self._terms[name] = frozenset({frozenset({parameter})})
        return name

    def is_true(self, parameter: str, name: str) -> str:
        """Return the condition that a parameter is ``true``."""
        self.by_name.setdefault(name, Equals(Ref(parameter), "true"))
        return name

    def all_given(self, needs: tuple[str, ...]) -> str:
        """Return the condition that every parameter of ``needs`` (one at least) is not empty."""
        names = [self.given(need) for need in needs]
        if len(names) == 1:
            return names[0]
        return self._named("Has" + "And".join(needs), And, names)

    def any_resource(self, name: str, alternatives: Sequence[tuple[str, ...]]) -> str:
        """Return the condition that the parameters of one alternative at least are given."""
        distinct = [
            needs
            for needs in dict.fromkeys(alternatives)
            if not any(set(fewer) < set(needs) for fewer in alternatives)
        ]
        return self.any_of(name, [self.all_given(needs) for needs in distinct])

    def any_of(self, name: str, alternatives: Sequence[str]) -> str:
        """Return the condition that one of the conditions holds, under ``name`` if it is new."""
        distinct = self._weakest(alternatives)
        return distinct[0] if len(distinct) == 1 else self._named(name, Or, distinct)

    def both(self, name: str, one: str | None, other: str | None) -> str | None:
        """Return the condition that both hold; None represents what always holds."""
        if other is None or (one is not None and self.implies(one, other)):
            return one
        if one is None or self.implies(other, one):
            return other
        return self._named(name, And, [one, other])

    def implies(self, one: str | None, other: str | None) -> bool:
        """Return whether ``other`` holds wherever ``one`` does; None always holds.

        False where it is too much to find out.
        """
        if other is None or one == other:
            return True
        if one is None or one not in self._terms or other not in self._terms:
            return False
        return all(any(t <= term for t in self._terms[other]) for term in self._terms[one])

    def _weakest(self, names: Iterable[str]) -> list[str]:
        """Omit each condition from which another one of them follows."""
        found: list[str] = []
        for name in dict.fromkeys(names):
            if not any(self.implies(name, known) for known in found):
                found = [known for known in found if not self.implies(known, name)] + [name]
        return found

    def _named(self, name: str, function: Any, names: list[str]) -> str:
        key = (function, frozenset(names))
        known = self._names.get(key)
        if known is None:
            known = self._names[key] = self._free(name)
            self._note_terms(known, function, names)
            self.by_name[known] = _nested(function, [Condition(each) for each in names])
        return known

    def _note_terms(self, known: str, function: Any, names: list[str]) -> None:
        parts = [self._terms.get(each) for each in names]
        given = [part for part in parts if part is not None]
        count = 1
        for part in given:
            count = count * len(part) if function is And else count + len(part)
        if len(given) == len(parts) and count <= _MOST_TERMS:
            chosen = product(*given) if function is And else ((term,) for p in given for term in p)
            self._terms[known] = frozenset(frozenset().union(*terms) for terms in chosen)

    def _free(self, name: str) -> str:
        while name in self.by_name:
            name += "Too"
        return name


def _nested(function: Any, operands: list[Any]) -> Any:
    while len(operands) > _MOST_OPERANDS:
        groups = [
            operands[start : start + _MOST_OPERANDS]
            for start in range(0, len(operands), _MOST_OPERANDS)
        ]
        operands = [function(*group) if len(group) > 1 else group[0] for group in groups]
    return function(*operands)
