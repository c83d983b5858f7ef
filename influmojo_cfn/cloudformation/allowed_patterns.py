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
_QUANTIFIER = re.compile(r"(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})[+?]?")
_READABLE = ("xabcdefghijklmnopqrstuvwyz0123456789XABC", "1023456789abcdefxX", "a0A")
_MOST_REPEATED = 64
_SHORT = 128
_ENDLESS = re.compile(r"(?<!\\)(?:[*+]|\{\d*,\d*\})")
_REPEATED_GROUP = re.compile(r"\)(?:[*+]|\{\d*,\d*\})")
_IN_ITSELF = re.compile(r"(?:[*+?}]|\([^()]*\|[^()]*)\)+(?:[*+]|\{\d*,\d*\})")
"""A group that is repeated and ends with what is repeated, or is one of several."""
_LOOK_AHEAD = re.compile(r"\(\?[=!][^()]*\)")
_MOST_TRIES = 2**24
_FEW = 10


class _Repeated(NamedTuple):
    """One of some characters, or one of the sequences of a group, repeated."""

    characters: frozenset[str]
    group: tuple[_Sequence, ...] = ()
    least: int = 1
    most: int | None = 1


_Sequence = tuple[_Repeated, ...]


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
                found.setdefault("".join(_words(sequence, readable, more)))
    yield from found


def admits(pattern: str, text: str) -> bool | None:
    """Return whether a pattern matches all of a string; None where that cannot be told in time.

    Where a match could take long, what looks ahead is not looked at.
    """
    if is_costly(pattern, text):
        sequences = _read(_LOOK_AHEAD.sub("", pattern))
        return _matched_together(sequences, text) if sequences and text.isascii() else None
    try:
        return re.fullmatch(pattern, text) is not None
    except (re.error, OverflowError, RecursionError, ValueError):
        return None


def is_costly(pattern: str, text: str) -> bool:
    """Return whether Python, which tries one way after the other, can take long for a match."""
    if len(text) > _SHORT and len(text) ** len(_ENDLESS.findall(pattern)) > _MOST_TRIES:
        return True
    if 2 ** len(text) <= _MOST_TRIES or not _REPEATED_GROUP.search(pattern):
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


def _matched_together(sequences: Iterable[_Sequence], text: str) -> bool:
    """Match by all ways at once, so that the time grows with the string and not with the ways."""
    return any(len(text) in _ends(sequence, text, {0}) for sequence in sequences)


def _ends(sequence: _Sequence, text: str, starts: set[int]) -> set[int]:
    """Return where a sequence can end that begins at one of some places."""
    for part in sequence:
        reached = starts if part.least == 0 else set()
        count = 0
        while starts and (part.most is None or count < part.most):
            count += 1
            if part.group:
                ended = {end for each in part.group for end in _ends(each, text, starts)}
            else:
                ended = {at + 1 for at in starts if text[at : at + 1] in part.characters}
            # Before the least count every place counts; after it only a new one leads on.
            starts = ended - reached if count >= part.least else ended
            reached = reached | starts if count >= part.least else reached
        starts = reached
    return starts


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


def _words(sequence: _Sequence, readable: str, more: int) -> Iterator[str]:
    for part in sequence:
        count = part.least + more if part.most is None else min(part.least + more, part.most)
        if part.group:
            own = part.group[more % len(part.group)]
            yield "".join(_words(own, readable, more)) * count
        elif part.characters:
            chosen = next((c for c in readable if c in part.characters), min(part.characters))
            yield chosen * count


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
            least, most = self.repetition()
            if (least, most) == (1, 1):
                found.extend(parts)
            elif len(parts) == 1 and not parts[0].group and parts[0][2:] == (1, 1):
                found.append(parts[0]._replace(least=least, most=most))
            elif parts:
                found.append(_Repeated(frozenset(), (parts,), least, most))
        return tuple(found)

    def parts(self) -> _Sequence:
        character = self.next()
        if character in "^$":
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
            if character in "[&]":
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

    def repetition(self) -> tuple[int, int | None]:
        found = _QUANTIFIER.match(self.pattern, self.place)
        if found is None:
            return 1, 1
        self.place = found.end()
        sign, least, comma, most = found.groups()
        if sign:
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
        if int(least) > _MOST_REPEATED:
            raise _Unread
        return int(least), int(most) if most else (None if comma else int(least))
