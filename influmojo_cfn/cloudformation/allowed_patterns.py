"""What a parameter's AllowedPattern tells of its values: how all begin and end, and examples.

CloudFormation matches the whole value. Literals, classes, groups, alternatives and repetitions are
read; of an expression with anything else nothing is told.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
(read 2026-11-28).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from string import ascii_letters, digits, whitespace
from typing import NamedTuple

from influmojo_cfn.iam.text import shared_beginning

_PRINTABLE = frozenset(map(chr, range(32, 127)))
_CLASSES = {
    "d": frozenset(digits),
    "w": frozenset(ascii_letters + digits + "_"),
    "s": frozenset(whitespace),
}
_QUANTIFIER = re.compile(r"(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??")
_READABLE = ("xabcdefghijklmnopqrstuvwyz0123456789XABC", "1023456789abcdefxX", "a0A")
_MOST_REPEATED = 64
_MOST_OF_ONE = 256
"""How often one character can be asked for at least; a group only ``_MOST_REPEATED`` times."""
_ENDLESS = re.compile(r"(?<!\\)(?:[*+]|\{\d*,\d*\})")
_OPTIONAL = re.compile(r"(?<![\\(*+?}])\?")
_REPEATED_GROUP = re.compile(r"\)(?:[*+]|\{\d*,?\d*\})")
_IN_ITSELF = re.compile(r"(?:[*+?}]|\([^()]*\|[^()]*)\)+(?:[*+]|\{\d*,?\d*\})")
"""A group that is repeated and ends with what is repeated, or is one of several."""
_LOOK_AHEAD = re.compile(r"\(\?[=!][^()]*\)")
_MOST_TRIES = 2**24
_FEW = 10
_BEFORE_BEGIN, _AFTER_END = ("", "(", "|", ":"), ("", ")", "|")
_MOST_PLACES = 2_000
_MOST_IN_WORD = 4_096
"""The longest value of a parameter.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
(read 2026-11-28).
"""


class _Repeated(NamedTuple):
    """One of some characters, or one of the sequences of a group, repeated."""

    characters: frozenset[str]
    group: tuple[_Sequence, ...] = ()
    least: int = 1
    most: int | None = 1


_Sequence = tuple[_Repeated, ...]
_Ends = tuple[int, int, bool]


class ValueForm(NamedTuple):
    """How all values begin and end, and whether no colon and no slash can stand between."""

    prefix: str = ""
    suffix: str = ""
    is_plain: bool = False


class _Unread(Exception):
    """The expression has something that is not read."""


def form_of(pattern: object, without: Collection[str] = ()) -> ValueForm:
    """Return what an AllowedPattern tells of every value that it admits, but some."""
    sequences = _read(pattern) if isinstance(pattern, str) and pattern else ()
    sequences = tuple(each for each in sequences if _only_word(each) not in without)
    if not sequences:
        return ValueForm()
    prefix = shared_beginning(*map(_literal, sequences))
    suffix = ""
    if len(sequences) == 1:
        rest = sequences[0][len(prefix) :]
        suffix = _literal(rest[::-1])[::-1]
        sequences = (rest[: len(rest) - len(suffix)],)
    else:
        sequences = tuple(sequence[len(prefix) :] for sequence in sequences)
    return ValueForm(prefix, suffix, not any(map(_can_hold_separator, sequences)))


def examples_of(pattern: object) -> Iterator[str]:
    """Yield some strings that an AllowedPattern admits, the shortest first."""
    sequences = _read(pattern) if isinstance(pattern, str) and pattern else ()
    found: dict[str, None] = {}
    for more in (0, 1, 3):
        for readable in _READABLE:
            for sequence in sequences:
                if (word := _word(sequence, readable, more)) is not None:
                    found.setdefault(word)
    yield from found


def admits(pattern: str, text: str) -> bool | None:
    """Return whether a pattern matches all of a string; None where that cannot be told in time."""
    choices = _choices(pattern) if _PRINTABLE.issuperset(text) else ()
    if choices:
        found = [each.matches(text) for each in choices]
        return True if True in found else None if None in found else False
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
    read = _read(_LOOK_AHEAD.sub("", pattern))
    return any(map(_has_many_ways, read)) if read else _IN_ITSELF.search(pattern) is not None


def _has_many_ways(
    sequence: _Sequence, after: frozenset[str] = frozenset(), *, again: bool = False
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


def _first(sequence: _Sequence, after: frozenset[str] = frozenset()) -> frozenset[str]:
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

    def __init__(self, sequences: tuple[_Sequence, ...]) -> None:
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

    def _either(self, sequences: Iterable[_Sequence]) -> _Ends:
        """Return the first and last places of some sequences, and whether one can be empty."""
        found = [self._sequence(each) for each in sequences]
        first, last = 0, 0
        for one in found:
            first, last = first | one[0], last | one[1]
        return first, last, any(one[2] for one in found)

    def _sequence(self, sequence: _Sequence) -> _Ends:
        found: _Ends = 0, 0, True
        for part in sequence:
            found = self._joined(found, self._repeated(part))
        return found

    def _repeated(self, part: _Repeated) -> _Ends:
        """Return the ends of a part as often as it can come; of many times, any number."""
        most = part.most
        if most is not None and most > max(_MOST_REPEATED, part.least):
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

    def _once(self, part: _Repeated) -> _Ends:
        if part.group:
            return self._either(part.group)
        place = 1 << len(self._after)
        if len(self._after) == _MOST_PLACES:
            raise _Unread
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
    reader = _ExpressionReader(pattern)
    try:
        found = [_choice(reader)]
        while reader.starts("|"):
            reader.place += 1
            found.append(_choice(reader))
    except (_Unread, IndexError, RecursionError, ValueError):
        return ()
    return tuple(found) if reader.place == len(pattern) else ()


def _choice(reader: _ExpressionReader) -> _Choice:
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
            raise _Unread
        rest = () if written.endswith("$") else (_Repeated(_PRINTABLE, (), 0, None),)
        asked.append((_Automaton(tuple((*each, *rest) for each in sequences)), wanted))
    return _Choice(_Automaton((reader.sequence(),)), asked)


def _literal(sequence: Iterable[_Repeated]) -> str:
    """Return the characters with which a sequence begins, whatever the value is."""
    found = []
    for part in sequence:
        if part.group or len(part.characters) != 1 or (part.least, part.most) != (1, 1):
            break
        found.append(min(part.characters))
    return "".join(found)


def _only_word(sequence: _Sequence) -> str | None:
    """Return the one string that a sequence admits; None where it admits others."""
    literal = _literal(sequence)
    return literal if len(literal) == len(sequence) else None


def _can_hold_separator(sequence: _Sequence) -> bool:
    return any(
        {":", "/"} & part.characters or any(map(_can_hold_separator, part.group))
        for part in sequence
    )


def _word(sequence: _Sequence, readable: str, more: int) -> str | None:
    """Return a string that a sequence admits; None where it is longer than any value."""
    found = ""
    for part in sequence:
        count = part.least + more if part.most is None else min(part.least + more, part.most)
        one: str | None = ""
        if part.group:
            one = _word(part.group[more % len(part.group)], readable, more)
        elif part.characters:
            one = next((c for c in readable if c in part.characters), min(part.characters))
        if one is None or len(found) + len(one) * count > _MOST_IN_WORD:
            return None
        found += one * count
    return found


@lru_cache(maxsize=256)
def _read(pattern: str) -> tuple[_Sequence, ...]:
    """Return the alternatives of an expression; none of one that is not read."""
    reader = _ExpressionReader(pattern)
    try:
        found = reader.alternatives()
    except (_Unread, IndexError, RecursionError, ValueError):
        return ()
    return found if reader.place == len(pattern) else ()


class _ExpressionReader:
    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.place = 0

    def next(self) -> str:
        self.place += 1
        return self.pattern[self.place - 1]

    def starts(self, text: str) -> bool:
        return self.pattern.startswith(text, self.place)

    def alternatives(self) -> tuple[_Sequence, ...]:
        found = [self.sequence()]
        while self.starts("|"):
            self.place += 1
            found.append(self.sequence())
        return tuple(found)

    def sequence(self) -> _Sequence:
        found: list[_Repeated] = []
        while self.place < len(self.pattern) and not self.starts("|") and not self.starts(")"):
            parts = self.parts()
            is_one = len(parts) == 1 and not parts[0].group and parts[0][2:] == (1, 1)
            least, most = self.repetition(_MOST_OF_ONE if is_one else _MOST_REPEATED)
            if (least, most) == (1, 1):
                found.extend(parts)
            elif is_one:
                found.append(parts[0]._replace(least=least, most=most))
            elif parts:
                found.append(_Repeated(frozenset(), (parts,), least, most))
        return tuple(found)

    def parts(self) -> _Sequence:
        character = self.next()
        if character in "^$":
            before, after = self.pattern[: self.place - 1], self.pattern[self.place :]
            if not (before[-1:] in _BEFORE_BEGIN if character == "^" else after[:1] in _AFTER_END):
                raise _Unread
            return ()
        if character == "(":
            return self.group()
        if character == "[":
            return (_Repeated(self.characters()),)
        if character == "\\":
            return (_Repeated(self.escape()),)
        if character in "*+?{":
            raise _Unread
        return (_Repeated(_PRINTABLE if character == "." else frozenset(character)),)

    def group(self) -> _Sequence:
        if self.starts("?:"):
            self.place += 2
        elif self.starts("?"):
            raise _Unread
        found = self.alternatives()
        if self.next() != ")":
            raise _Unread
        return found[0] if len(found) == 1 else (_Repeated(frozenset(), found),)

    def escape(self) -> frozenset[str]:
        character = self.next()
        if character.lower() in _CLASSES:
            found = _CLASSES[character.lower()]
            return found if character in _CLASSES else _PRINTABLE - found
        if character.isalnum():
            raise _Unread
        return frozenset(character)

    def characters(self) -> frozenset[str]:
        """Return the characters of a class."""
        negated = self.starts("^")
        self.place += negated
        found: set[str] = set()
        while not self.starts("]") or not found:
            character = self.next()
            if character in "[]" or (character == "&" and self.starts("&")):
                raise _Unread
            one = self.escape() if character == "\\" else frozenset(character)
            if self.starts("-") and not self.starts("-]"):
                self.place += 1
                last = self.next()
                if len(one) != 1 or last in "\\[&]" or last < min(one):
                    raise _Unread
                one = frozenset(map(chr, range(ord(min(one)), ord(last) + 1)))
            found |= one
        self.place += 1
        return _PRINTABLE - found if negated else frozenset(found)

    def repetition(self, limit: int) -> tuple[int, int | None]:
        found = _QUANTIFIER.match(self.pattern, self.place)
        if found is None:
            return 1, 1
        self.place = found.end()
        sign, least, comma, most = found.groups()
        if sign:
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
        if int(least) > limit:
            raise _Unread
        return int(least), int(most) if most else (None if comma else int(least))
