"""Whether a regular expression of a template matches a string, told in bounded time.

CloudFormation matches the whole value of a parameter.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
(read 2026-11-28).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from influmojo_cfn.cloudformation.expressions import (
    MOST_REPEATED,
    PRINTABLE,
    ExpressionReader,
    Repeated,
    Sequence,
    UnreadExpression,
    read_expression,
)

_ENDLESS = re.compile(r"(?<!\\)(?:[*+]|\{\d*,\d*\})")
_OPTIONAL = re.compile(r"(?<![\\(*+?}])\?")
_REPEATED_GROUP = re.compile(r"\)(?:[*+]|\{\d*,?\d*\})")
_IN_ITSELF = re.compile(r"(?:[*+?}]|\([^()]*\|[^()]*)\)+(?:[*+]|\{\d*,?\d*\})")
"""A group that is repeated and ends with what is repeated, or is one of several."""
_LOOK_AHEAD = re.compile(r"\(\?[=!][^()]*\)")
_MOST_TRIES = 2**24
_FEW = 10
_MOST_PLACES = 2_000

_Ends = tuple[int, int, bool]


@lru_cache(maxsize=4096)
def admits(pattern: str, text: str) -> bool | None:
    """Return whether a pattern matches all of a string; None where that cannot be told in time."""
    choices = _choices(pattern) if PRINTABLE.issuperset(text) else ()
    found = [each.matches(text) for each in choices]
    if True in found or (found and None not in found):
        return True in found
    try:
        return None if is_costly(pattern, text) else re.fullmatch(pattern, text) is not None
    except (re.error, OverflowError, RecursionError, ValueError):
        return None


def is_costly(pattern: str, text: str) -> bool:
    """Return whether Python, which tries one way after the other, can take long for a match."""
    size = len(text) + 1
    optional = min(len(_OPTIONAL.findall(pattern)), size)
    if size ** len(_ENDLESS.findall(pattern)) * 2**optional > _MOST_TRIES:
        return True
    if 2**size <= _MOST_TRIES or not _REPEATED_GROUP.search(pattern):
        return False
    read = read_expression(_LOOK_AHEAD.sub("", pattern))
    return any(map(_has_many_ways, read)) if read else _IN_ITSELF.search(pattern) is not None


def _has_many_ways(
    sequence: Sequence, after: frozenset[str] = frozenset(), *, again: bool = False
) -> bool:
    """Return whether something repeated can match the same characters in several ways.

    ``after`` are the characters that can come after the sequence, which ``again`` says is repeated.
    """
    for index, part in enumerate(sequence):
        follow = _first(sequence[index + 1 :], after)
        if again and part.least != part.most and _first((part,)) & follow:
            return True
        if not part.group:
            continue
        firsts = list(map(_first, part.group))
        together = frozenset[str]().union(*firsts)
        inside = again or part.most is None or part.most > _FEW
        is_all = part.most != 1 or len(sequence) == 1
        if inside and is_all and sum(map(len, firsts)) > len(together):
            return True
        follow |= together if part.most != 1 else frozenset()
        if any(_has_many_ways(each, follow, again=inside) for each in part.group):
            return True
    return False


def _first(sequence: Sequence, after: frozenset[str] = frozenset()) -> frozenset[str]:
    """Return the characters that a sequence, and what comes after it, can begin with."""
    found: frozenset[str] = frozenset()
    for part in sequence:
        found = found.union(part.characters, *map(_first, part.group))
        can_be_empty = any(not any(row.least for row in each) for each in part.group)
        if part.least and not can_be_empty:
            return found
    return found | after


class _Automaton:
    """An expression as places, each of one character; what can come after each is bits.

    All ways are followed at once, so that the time grows with the string and not with the ways.
    """

    def __init__(self, sequences: tuple[Sequence, ...]) -> None:
        self._places: dict[str, int] = {}
        self._after: list[int] = []
        self._next: dict[tuple[int, str], int] = {}
        self.counts_up_to: int | None = None
        """The longest string for which each end of a repetition is counted; None for any."""
        self._first, self._last, self._can_be_empty = self._either(sequences)

    def matches(self, text: str) -> bool:
        """Return whether a string is matched as a whole."""
        if not text:
            return self._can_be_empty
        places = self._first
        for character in text[:-1]:
            places = self._step(places, character)
        return bool(places & self._places.get(text[-1], 0) & self._last)

    def _step(self, places: int, character: str) -> int:
        key = places, character
        if key not in self._next:
            found, left = 0, places & self._places.get(character, 0)
            while left:
                lowest = left & -left
                found |= self._after[lowest.bit_length() - 1]
                left ^= lowest
            self._next[key] = found
        return self._next[key]

    def _either(self, sequences: Iterable[Sequence]) -> _Ends:
        """Return the first and last places of some sequences, and whether one can be empty."""
        found = [self._sequence(each) for each in sequences]
        first, last = 0, 0
        for one in found:
            first, last = first | one[0], last | one[1]
        return first, last, any(one[2] for one in found)

    def _sequence(self, sequence: Sequence) -> _Ends:
        found: _Ends = 0, 0, True
        for part in sequence:
            found = self._joined(found, self._repeated(part))
        return found

    def _repeated(self, part: Repeated) -> _Ends:
        """Return the ends of a part as often as it can come; of many times, any number."""
        most = part.most
        if most is not None and most > max(MOST_REPEATED, part.least):
            limit = most if self.counts_up_to is None else min(most, self.counts_up_to)
            self.counts_up_to, most = limit, None
        found: _Ends = 0, 0, True
        for _ in range(part.least if most is not None else max(part.least, 1)):
            one = self._once(part)
            found = self._joined(found, one)
        if most is None:
            self._join(one[1], one[0])
            return found[0], found[1], found[2] or not part.least
        for _ in range(most - part.least):
            first, last, _ = self._once(part)
            found = self._joined(found, (first, last, True))
        return found

    def _once(self, part: Repeated) -> _Ends:
        if part.group:
            return self._either(part.group)
        place = 1 << len(self._after)
        if len(self._after) == _MOST_PLACES:
            raise UnreadExpression
        self._after.append(0)
        for character in part.characters:
            self._places[character] = self._places.get(character, 0) | place
        return place, place, False

    def _joined(self, one: _Ends, other: _Ends) -> _Ends:
        self._join(one[1], other[0])
        first = one[0] | (other[0] if one[2] else 0)
        return first, other[1] | (one[1] if other[2] else 0), one[2] and other[2]

    def _join(self, last: int, first: int) -> None:
        while last:
            lowest = last & -last
            self._after[lowest.bit_length() - 1] |= first
            last ^= lowest


class _Choice(NamedTuple):
    """One alternative of an expression, and what is asked of the whole string beforehand."""

    automaton: _Automaton
    asked: list[tuple[_Automaton, bool]]
    """What looks ahead, and whether it is to be found."""

    def matches(self, text: str) -> bool | None:
        """Return whether a string is matched; None where it is too long to count."""
        automata = (self.automaton, *(each for each, _ in self.asked))
        if any(
            each.counts_up_to is not None and len(text) > each.counts_up_to for each in automata
        ):
            return None
        asked = all(each.matches(text) is wanted for each, wanted in self.asked)
        return asked and self.automaton.matches(text)


@lru_cache(maxsize=256)
def _choices(pattern: str) -> tuple[_Choice, ...]:
    """Return the alternatives of an expression; none of one that is not read, or too large."""
    reader = ExpressionReader(pattern)
    try:
        found = [_choice(reader)]
        while reader.starts("|"):
            reader.place += 1
            found.append(_choice(reader))
    except (UnreadExpression, IndexError, RecursionError, ValueError):
        return ()
    return tuple(found) if reader.place == len(pattern) else ()


def _choice(reader: ExpressionReader) -> _Choice:
    reader.place += reader.starts("^")
    asked: list[tuple[_Automaton, bool]] = []
    while reader.starts("(?=") or reader.starts("(?!"):
        wanted = reader.starts("(?=")
        reader.place += len("(?=")
        reader.place += reader.starts("^")
        start = reader.place
        sequences = reader.alternatives()
        written = reader.pattern[start : reader.place]
        if reader.next() != ")" or (len(sequences) > 1 and "$" in written):
            raise UnreadExpression
        rest = () if written.endswith("$") else (Repeated(PRINTABLE, (), 0, None),)
        asked.append((_Automaton(tuple((*each, *rest) for each in sequences)), wanted))
    return _Choice(_Automaton((reader.sequence(),)), asked)
