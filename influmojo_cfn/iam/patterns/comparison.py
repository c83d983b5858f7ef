"""What a look at two patterns tells: whether one covers the other, and whether they can meet.

The patterns may be partly known (see :mod:`influmojo_cfn.iam.text`).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from influmojo_cfn.iam.text import ANY, HOLE, NAME_SYMBOL, PLAUSIBLE, POLICY_VARIABLE, UNKNOWN


@lru_cache(maxsize=8192)
def pattern_of(text: str) -> str:
    """Return the pattern of everything that ``text`` may come to: unknowns become ``*``."""
    return re.sub(r"\*{2,}", "*", HOLE.sub("*", text))


@lru_cache(maxsize=8192)
def arn_pattern_of(text: str) -> str:
    """Return the pattern of the ARNs that ``text`` may come to.

    Unknowns that hold neither a colon nor a slash count as letters.
    """
    return pattern_of(NAME_SYMBOL.sub("x", text.translate(PLAUSIBLE)))


@cache
def type_pattern(arn: str) -> str:
    """Return the pattern of a resource type's ARN, in which ``${Bucket}`` stands for a name."""
    return re.sub(r"\*{2,}", "*", POLICY_VARIABLE.sub("*", arn))


def has_wildcard(text: str) -> bool:
    """Return whether ``text`` holds ``*`` or ``?`` outside a policy variable."""
    if "*" not in text and "?" not in text:
        return False
    bare = POLICY_VARIABLE.sub("", text) if "${" in text else text
    return "*" in bare or "?" in bare


@lru_cache(maxsize=8192)
def covers(wide: str, narrow: str) -> bool:
    """Return whether every text that the pattern ``narrow`` matches is matched by ``wide``.

    Never true wrongly; an unknown is covered by itself and by ``*``, not by ``?``.
    """
    if wide == narrow or wide == "*":
        return True
    if "?" not in wide:
        return _fits(wide, narrow)
    return _literal_regex(wide).fullmatch(narrow) is not None


def _fits(pattern: str, text: str) -> bool:
    """Return whether a text fits a pattern in which ``*`` is the only wildcard."""
    first, *middle = pattern.split("*")
    if not middle:
        return pattern == text
    last = middle.pop()
    if not text.startswith(first) or len(first) + len(last) > len(text):
        return False
    if not text.endswith(last):
        return False
    place, end = len(first), len(text) - len(last)
    for piece in middle:
        place = text.find(piece, place, end)
        if place < 0:
            return False
        place += len(piece)
    return True


@lru_cache(maxsize=1024)
def _literal_regex(pattern: str) -> re.Pattern[str]:
    parts = []
    for character in re.sub(r"\*{2,}", "*", pattern):
        if character == "*":
            parts.append(".*")
        elif character == "?":
            parts.append("[^*\ue000-\uf8ff\U000f0000-\U0010ffff]")
        else:
            parts.append(re.escape(character))
    return re.compile("".join(parts), re.DOTALL)


@lru_cache(maxsize=8192)
def may_meet(one: str, other: str) -> bool:
    """Return whether some text could match both patterns, whatever their unknowns turn out to be.

    An unknown that both hold is the same text in both.
    """
    if not (one.isascii() and other.isascii() and "$" not in one and "$" not in other):
        one, other = _globs(one, other)
    if "*" not in one and "?" not in one:
        return _matches(other, one)
    if "*" not in other and "?" not in other:
        return _matches(one, other)
    if not _heads_meet(one, other) or not _heads_meet(one[::-1], other[::-1]):
        return False
    # With a star each, what stands between the ends of one fits into the star of the other.
    return ("*" in one and "*" in other) or _intersect(one, other)


def _matches(pattern: str, text: str) -> bool:
    if "?" not in pattern:
        return _fits(pattern, text)
    return _plain_regex(pattern).fullmatch(text) is not None


def _heads_meet(one: str, other: str) -> bool:
    """Compare what stands before the first stars."""
    for mine, theirs in zip(one, other, strict=False):
        if mine == "*" or theirs == "*":
            return True
        if mine != theirs and mine != "?" and theirs != "?":
            return False
    return True


def _globs(one: str, other: str) -> tuple[str, str]:
    shared = set(UNKNOWN.findall(one)) & set(UNKNOWN.findall(other)) - {ANY}
    if not shared:
        return pattern_of(one), pattern_of(other)

    def open_up(text: str) -> str:
        opened = HOLE.sub(lambda m: m.group() if m.group() in shared else "*", text)
        return re.sub(r"\*{2,}", "*", opened)

    return open_up(one), open_up(other)


@lru_cache(maxsize=1024)
def _plain_regex(pattern: str) -> re.Pattern[str]:
    translated = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    return re.compile(translated, re.DOTALL)


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
