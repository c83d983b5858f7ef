"""Regular expressions of templates, read into sequences of characters and groups.

Literals, classes, groups, alternatives and repetitions are read; an expression with anything else
is not.
"""

from __future__ import annotations

import re
from functools import lru_cache
from string import ascii_letters, digits, whitespace
from typing import NamedTuple

PRINTABLE = frozenset(map(chr, range(32, 127)))
MOST_REPEATED = 64
_MOST_OF_ONE = 256
"""How often one character can be asked for at least; a group only ``MOST_REPEATED`` times."""
_CLASSES = {
    "d": frozenset(digits),
    "w": frozenset(ascii_letters + digits + "_"),
    "s": frozenset(whitespace),
}
_QUANTIFIER = re.compile(r"(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})\??")
_BEFORE_BEGIN, _AFTER_END = ("", "(", "|", ":"), ("", ")", "|")


class Repeated(NamedTuple):
    """One of some characters, or one of the sequences of a group, repeated."""

    characters: frozenset[str]
    group: tuple[Sequence, ...] = ()
    least: int = 1
    most: int | None = 1


Sequence = tuple[Repeated, ...]


class UnreadExpression(Exception):
    """The expression has something that is not read."""


@lru_cache(maxsize=256)
def read_expression(pattern: str) -> tuple[Sequence, ...]:
    """Return the alternatives of an expression; none of one that is not read."""
    reader = ExpressionReader(pattern)
    try:
        found = reader.alternatives()
    except (UnreadExpression, IndexError, RecursionError, ValueError):
        return ()
    return found if reader.place == len(pattern) else ()


class ExpressionReader:
    """Reads an expression from its ``place`` on."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.place = 0

    def next(self) -> str:
        """Return the character at the place, and go on."""
        self.place += 1
        return self.pattern[self.place - 1]

    def starts(self, text: str) -> bool:
        """Return whether a string is written at the place."""
        return self.pattern.startswith(text, self.place)

    def alternatives(self) -> tuple[Sequence, ...]:
        """Return the sequences up to the end of a group, or of the expression."""
        found = [self.sequence()]
        while self.starts("|"):
            self.place += 1
            found.append(self.sequence())
        return tuple(found)

    def sequence(self) -> Sequence:
        """Return one sequence, up to an alternative or an end."""
        found: list[Repeated] = []
        while self.place < len(self.pattern) and not self.starts("|") and not self.starts(")"):
            parts = self._parts()
            is_one = len(parts) == 1 and not parts[0].group and parts[0][2:] == (1, 1)
            least, most = self._repetition(_MOST_OF_ONE if is_one else MOST_REPEATED)
            if (least, most) == (1, 1):
                found.extend(parts)
            elif is_one:
                found.append(parts[0]._replace(least=least, most=most))
            elif parts:
                found.append(Repeated(frozenset(), (parts,), least, most))
        return tuple(found)

    def _parts(self) -> Sequence:
        character = self.next()
        if character in "^$":
            before, after = self.pattern[: self.place - 1], self.pattern[self.place :]
            if not (before[-1:] in _BEFORE_BEGIN if character == "^" else after[:1] in _AFTER_END):
                raise UnreadExpression
            return ()
        if character == "(":
            return self._group()
        if character == "[":
            return (Repeated(self._characters()),)
        if character == "\\":
            return (Repeated(self._escape()),)
        if character in "*+?{":
            raise UnreadExpression
        return (Repeated(PRINTABLE if character == "." else frozenset(character)),)

    def _group(self) -> Sequence:
        if self.starts("?:"):
            self.place += 2
        elif self.starts("?"):
            raise UnreadExpression
        found = self.alternatives()
        if self.next() != ")":
            raise UnreadExpression
        return found[0] if len(found) == 1 else (Repeated(frozenset(), found),)

    def _escape(self) -> frozenset[str]:
        character = self.next()
        if character.lower() in _CLASSES:
            found = _CLASSES[character.lower()]
            return found if character in _CLASSES else PRINTABLE - found
        if character.isalnum():
            raise UnreadExpression
        return frozenset(character)

    def _characters(self) -> frozenset[str]:
        """Return the characters of a class."""
        negated = self.starts("^")
        self.place += negated
        found: set[str] = set()
        while not self.starts("]") or not found:
            character = self.next()
            if character in "[]" or (character == "&" and self.starts("&")):
                raise UnreadExpression
            one = self._escape() if character == "\\" else frozenset(character)
            if self.starts("-") and not self.starts("-]"):
                self.place += 1
                last = self.next()
                if len(one) != 1 or last in "\\[&]" or last < min(one):
                    raise UnreadExpression
                one = frozenset(map(chr, range(ord(min(one)), ord(last) + 1)))
            found |= one
        self.place += 1
        return PRINTABLE - found if negated else frozenset(found)

    def _repetition(self, limit: int) -> tuple[int, int | None]:
        found = _QUANTIFIER.match(self.pattern, self.place)
        if found is None:
            return 1, 1
        self.place = found.end()
        sign, least, comma, most = found.groups()
        if sign:
            return {"*": (0, None), "+": (1, None), "?": (0, 1)}[sign]
        if int(least) > limit:
            raise UnreadExpression
        return int(least), int(most) if most else (None if comma else int(least))
