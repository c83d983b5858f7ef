"""What a look at two patterns tells: whether one covers the other, and whether they can meet.

The patterns can be partly known (see :mod:`influmojo_cfn.iam.text`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from influmojo_cfn.iam import verdict
from influmojo_cfn.iam.patterns.matching import matcher
from influmojo_cfn.iam.patterns.pieces import Piece, Pieces, pieces_of
from influmojo_cfn.iam.patterns.tokens import tokenize
from influmojo_cfn.iam.text import (
    ANY,
    HOLE,
    NAME_SYMBOL,
    PLAUSIBLE,
    POLICY_VARIABLE,
    PSEUDO,
    UNKNOWN,
)


@lru_cache(maxsize=8192)
def pattern_of(text: str) -> str:
    """Return the pattern of everything that ``text`` can come to: unknowns become ``*``."""
    return re.sub(r"\*{2,}", "*", HOLE.sub("*", text))


@lru_cache(maxsize=8192)
def arn_pattern_of(text: str) -> str:
    """Return the pattern of the ARNs that ``text`` can come to.

    Unknowns that hold neither a colon nor a slash count as letters.
    """
    return pattern_of(NAME_SYMBOL.sub("x", text.translate(PLAUSIBLE)))


@cache
def type_pattern(arn: str) -> str:
    """Return the pattern of a resource type's ARN, in which ``${Bucket}`` represents a name."""
    return re.sub(r"\*{2,}", "*", POLICY_VARIABLE.sub("*", arn))


def has_wildcard(text: str) -> bool:
    """Return whether ``text`` holds ``*`` or ``?`` outside a policy variable."""
    if "*" not in text and "?" not in text:
        return False
    bare = POLICY_VARIABLE.sub("", text) if "${" in text else text
    return "*" in bare or "?" in bare


def literal_prefix(pattern: str) -> str:
    """Return what stands before the first wildcard of a pattern."""
    return pattern.partition("*")[0].partition("?")[0]


@lru_cache(maxsize=8192)
def covers(wide: str, narrow: str) -> bool:
    """Return whether every text that the pattern ``narrow`` matches is matched by ``wide``.

    Never true wrongly; an unknown is covered by itself and by ``*``, not by ``?``, and so is a
    policy variable.
    """
    if wide == "*":
        return True
    if not narrow.startswith(literal_prefix(wide)):
        return False
    if not (wide.isascii() and narrow.isascii() and "$" not in wide and "$" not in narrow):
        wide, narrow = _closed(wide).replace(ANY, _ANY_OTHER), _closed(narrow)
    if wide == narrow:
        return True
    if "?" not in wide or ("*" not in narrow and narrow.isascii()):
        # A wildcard of the narrow one is a character that only a wildcard takes in.
        return matcher(wide)(narrow)
    return _covers(_pieces(wide), narrow)


def widest(patterns: Iterable[str]) -> tuple[str, ...]:
    """Return the patterns, sorted, without each that another one covers."""
    kept: list[str] = []
    for one in sorted(set(patterns)):
        if not any(covers(other, one) for other in kept):
            kept = [other for other in kept if not covers(one, other)]
            kept.append(one)
    return tuple(kept)


_ANY_OTHER = "\uf8ff"
"""Stands for an unknown of which nothing is known; it equals no other, not even its like."""


def _closed(text: str) -> str:
    """Return a string with each policy variable as unknown characters, which wildcards skip.

    So ``*`` takes a variable in, and an equal variable, but neither ``?`` nor a part of its name.
    """
    return POLICY_VARIABLE.sub(_hidden, text) if "${" in text else text


def _hidden(variable: re.Match[str]) -> str:
    return variable.group().encode("utf-8", "surrogatepass").hex().translate(_HIDDEN)


_HIDDEN = {ord(digit): 0xF000 + n for n, digit in enumerate("0123456789abcdef")}
"""The unknown characters that write a policy variable."""


@lru_cache(maxsize=1024)
def _pieces(pattern: str) -> Pieces:
    return pieces_of(tokenize(pattern))


def _covers(wide: Pieces, narrow: str) -> bool:
    """Return whether pieces are found in a pattern, each ``?`` where one character is certain."""
    head, middle, least, tail = wide
    end = len(narrow) - (tail.length if tail else 0)
    if end < head.length or not _takes(head, narrow, 0):
        return False
    if tail is None:
        return len(narrow) == head.length
    if not _takes(tail, narrow, end):
        return False
    place = head.length
    for before, piece in middle:
        place = piece.find(narrow, _past(narrow, place, before), end)
        while place >= 0 and not _takes(piece, narrow, place):
            place = piece.find(narrow, place + 1, end)
        if place < 0:
            return False
        place += piece.length
    return _past(narrow, place, least) <= end


def _takes(piece: Piece, narrow: str, place: int) -> bool:
    """Return whether a piece takes in what a pattern has at a place."""
    return piece.stands_at(place, narrow) and all(
        narrow[place + offset] != "*" and not UNKNOWN.match(narrow, place + offset)
        for offset in piece.holes()
    )


def _past(narrow: str, place: int, least: int) -> int:
    """Return the place after so many certain characters; one past the end where there are fewer."""
    while least and place < len(narrow):
        least -= narrow[place] != "*" and not UNKNOWN.match(narrow, place)
        place += 1
    return place if not least else len(narrow) + 1


@lru_cache(maxsize=8192)
def may_meet(one: str, other: str) -> bool:
    """Return whether some text could match both patterns, whatever their unknowns turn out to be.

    An unknown that both hold is the same string in both. That counts where both begin or end with
    it and with what surrounds it.
    """
    if one.isascii() and other.isascii() and "$" not in one and "$" not in other:
        return _meet(one, other)
    return _meet(*_opened(one, other)) and _segments_meet(one, other)


def _meet(one: str, other: str) -> bool:
    """Return whether some text matches both of two patterns without unknowns."""
    if "*" not in one and "?" not in one:
        return matcher(other)(one)
    if "*" not in other and "?" not in other:
        return matcher(one)(other)
    if not _heads_meet(one, other) or not _heads_meet(one[::-1], other[::-1]):
        return False
    # With a star each, what stands between the ends of one fits into the star of the other.
    return ("*" in one and "*" in other) or _intersect(one, other)


def matches_partly_known(pattern: str, text: str) -> verdict.Verdict:
    """Return whether a pattern matches a string, where either can be partly known.

    YES if it does whatever the unknowns turn out to be, UNKNOWN if it can.
    """
    if covers(pattern, text):
        return verdict.YES
    return verdict.UNKNOWN if may_meet(pattern, text) else verdict.NO


_REACHING = re.compile(rf"[*?$]|(?![{''.join(PSEUDO.values())}]){UNKNOWN.pattern}")
"""What can hold a colon of an ARN; no pseudo parameter can."""


def _segments_meet(one: str, other: str) -> bool:
    """Compare the segments of two ARNs as far as both tell where their colons are."""
    heads = [_REACHING.split(text, maxsplit=1)[0].split(":") for text in (one, other)]
    *whole, (mine, theirs) = zip(*heads, strict=False)
    pairs = [*whole, (f"{mine}*", f"{theirs}*")]
    return all(mine == theirs or _meet(*_opened(mine, theirs)) for mine, theirs in pairs)


def _heads_meet(one: str, other: str) -> bool:
    """Compare what stands before the first stars."""
    for mine, theirs in zip(one, other, strict=False):
        if mine == "*" or theirs == "*":
            return True
        if mine != theirs and mine != "?" and theirs != "?":
            return False
    return True


def _opened(one: str, other: str) -> tuple[str, str]:
    """Return two patterns without what both begin and end with, and ``*`` for what is not known."""
    if UNKNOWN.search(one):
        start = _shared(one, other)
        end = _shared(one[start:][::-1], other[start:][::-1])
        one, other = one[start : len(one) - end], other[start : len(other) - end]
    return pattern_of(one), pattern_of(other)


def _shared(one: str, other: str) -> int:
    """Count the characters that two patterns have in common at the beginning, without wildcards.

    One of a policy variable counts as none: a part of it would be left.
    """
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs or mine in "*?${}" or mine == ANY:
            break
        count += 1
    return count


def _intersect(one: str, other: str) -> bool:
    """Walk both patterns at once; a row of the walk is a set of places in ``other``."""
    reach = _close({0}, other)
    for character in one:
        if character == "*":
            reach = _close(set(range(min(reach), len(other) + 1)), other) if reach else reach
            continue
        following: set[int] = set()
        for place in reach:
            if place == len(other):
                continue
            if other[place] == "*":
                following.add(place)
            elif character == "?" or other[place] in ("?", character):
                following.add(place + 1)
        reach = _close(following, other)
        if not reach:
            return False
    return len(other) in reach


def _close(places: set[int], pattern: str) -> set[int]:
    closed = set(places)
    for place in places:
        while place < len(pattern) and pattern[place] == "*":
            place += 1
            closed.add(place)
    return closed
