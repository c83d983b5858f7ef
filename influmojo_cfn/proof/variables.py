"""Policy variables, case by case: what a request's key holds that a variable represents.

A letter (:mod:`.patterns`) represents the text of a variable whatever it is, and what is proven of
it holds. Where a request that was found with letters is not confirmed, the variable's key is looked
at case by case. It is not in the request, empty, with several values, with one string, or with any
other. In each case but the last the variable is a string like another, or names nothing, and the
search is exact. The last case is split again by the text that the next request found has.

What a variable represents is what the evaluator says
(:func:`influmojo_cfn.iam.conditions.resolve_variables`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from influmojo_cfn.iam import pattern_questions as patterns
from influmojo_cfn.iam.automata import PatternSymbol, is_opaque
from influmojo_cfn.iam.budget import Budget
from influmojo_cfn.iam.pattern_questions import Pattern
from influmojo_cfn.iam.patterns import Variable, Wildcard
from influmojo_cfn.proof.conditions import Atom
from influmojo_cfn.proof.values import Constraint, key_model


class Holding(NamedTuple):
    """What a key holds in a case: nothing, several values, one text, or another than ``others``."""

    kind: Literal["absent", "several", "text", "other"]
    text: str = ""
    others: tuple[str, ...] = ()

    def constraints(self, key: str) -> tuple[Constraint, ...]:
        """Return the same of the key in a request."""
        anything = Atom(key, accepted=(patterns.ANYTHING,))
        if self.kind == "absent":
            return (Constraint(Atom(key, null=frozenset({True})), True),)
        if self.kind == "several":
            present = Constraint(Atom(key, null=frozenset({False})), True)
            return present, Constraint(anything, False)
        if self.kind == "text":
            return (Constraint(Atom(key, accepted=(patterns.literal(self.text),)), True),)
        others = tuple(map(patterns.literal, ("", *self.others)))
        return Constraint(anything, True), Constraint(Atom(key, accepted=others), False)

    def value(self, variable: Variable) -> str | Variable | None:
        """Return what a variable of the key represents; None if the string then names nothing."""
        if self.kind == "text" and self.text:
            return self.text
        if self.kind == "other":
            return Variable(variable.key)
        return None if self.kind == "several" else variable.default


@dataclass(frozen=True)
class Case:
    """What some keys hold; the others are left open."""

    holdings: Mapping[str, Holding] = field(default_factory=dict)

    @property
    def constraints(self) -> tuple[Constraint, ...]:
        """Return the same of a request."""
        return tuple(c for key, held in self.holdings.items() for c in held.constraints(key))

    def split(self, keys: Iterable[str], texts: Mapping[str, Sequence[str]]) -> list[Case]:
        """Return cases that together are this one, or nothing where no key can be split.

        Args:
            keys: the keys of variables.
            strings: for each key strings that it can hold, those that are likely to matter first.
        """
        ranked = sorted(keys, key=self._splits)
        for key in ranked:
            held = self.holdings.get(key)
            known = held.others if held else ()
            text = next((t for t in texts.get(key, ()) if t and t not in known), None)
            if held is None:
                ways = [*_one_or_another(text, ()), Holding("absent"), Holding("text", "")]
                ways += [Holding("several")] if key_model(key).several else []
                return self._with(key, ways)
            if held.kind == "other" and text is not None and len(known) < _MOST_TEXTS:
                return self._with(key, _one_or_another(text, known))
        return []

    def _splits(self, key: str) -> int:
        held = self.holdings.get(key)
        return 1 + len(held.others) if held else 0

    def _with(self, key: str, ways: Iterable[Holding]) -> list[Case]:
        return [Case({**self.holdings, key: way}) for way in ways]


def _one_or_another(text: str | None, others: tuple[str, ...]) -> list[Holding]:
    if text is None:
        return [Holding("other", others=others)]
    return [Holding("text", text), Holding("other", others=(*others, text))]


_MOST_WILDCARDS = 4
_MOST_WAYS = 2**24
_MOST_TEXTS = 6


def suggested(unions: Sequence[Sequence[Pattern]], budget: Budget) -> Iterator[tuple[str, str]]:
    """Yield letters with strings for which some word is in every union, if that is easily seen."""
    if not any(pattern.has_opaque for union in unions for pattern in union):
        return
    filled = [[Pattern(tuple(_with_any_text(p))) for p in union] for union in unions]
    word = patterns.shortest_text(filled, budget=budget)
    if word is None:
        return
    for pattern in (p for union in unions for p in union if p.has_opaque):
        wild = sum(1 for symbol in pattern.symbols if isinstance(symbol, Wildcard))
        letters = list(dict.fromkeys(filter(None, map(_letter, pattern.symbols))))
        free = wild + len(letters)
        if free <= _MOST_WILDCARDS and len(word) ** free <= _MOST_WAYS:
            found = re.fullmatch(_expression(pattern, letters), word, re.DOTALL)
            if found:
                yield from zip(letters, found.groups(), strict=True)


def _letter(symbol: PatternSymbol) -> str:
    """Return the letter that a symbol is, or nothing."""
    return symbol[0] if isinstance(symbol, tuple) and is_opaque(symbol[0]) else ""


def _with_any_text(pattern: Pattern) -> Iterator[PatternSymbol]:
    """Put a string that is not empty in the place of each letter."""
    for symbol in pattern.symbols:
        yield from (Wildcard.ONE, Wildcard.ANY) if _letter(symbol) else (symbol,)


def _expression(pattern: Pattern, letters: Sequence[str]) -> str:
    wild = {Wildcard.ANY: ".*", Wildcard.ONE: "."}
    parts: list[str] = []
    named: set[str] = set()
    for symbol in pattern.symbols:
        if isinstance(symbol, Wildcard):
            parts.append(wild.get(symbol, symbol.value))
        elif letter := _letter(symbol):
            number = letters.index(letter)
            parts.append(f"(?P=text{number})" if letter in named else f"(?P<text{number}>.+?)")
            named.add(letter)
        else:
            parts.append(f"[{''.join(map(re.escape, symbol))}]")
    return "".join(parts)
