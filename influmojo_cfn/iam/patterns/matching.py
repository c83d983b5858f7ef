"""Whether a text matches a pattern: the matcher of the evaluator, which compiles a pattern once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

Matcher = Callable[[str], bool]

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_SPECIAL = ("*", "?", "$")


class Wildcard(Enum):
    """The two wildcards of a pattern."""

    ANY = "*"
    ONE = "?"


@dataclass(frozen=True)
class Variable:
    """A policy variable: the condition key in lower case, and its default where it has one."""

    key: str
    default: str | None = None
    text: str = ""


Token = str | Wildcard | Variable


@lru_cache(maxsize=16384)
def tokenize(pattern: str, *, variables: bool = False) -> tuple[Token, ...]:
    """Split a pattern into texts, wildcards and, where the policy's version has them, variables."""
    if not variables:
        return tuple(_wildcards(pattern))
    tokens: list[Token] = []
    start = 0
    for found in _VARIABLE.finditer(pattern):
        tokens.extend(_wildcards(pattern[start : found.start()]))
        tokens.append(_variable(found[1], found[0]))
        start = found.end()
    tokens.extend(_wildcards(pattern[start:]))
    return tuple(tokens)


def _wildcards(text: str) -> list[Token]:
    return [
        Wildcard(part) if part in ("*", "?") else part for part in re.split(r"([*?])", text) if part
    ]


def _variable(inner: str, text: str) -> Token:
    if inner in _SPECIAL:
        return inner
    key, comma, rest = inner.partition(", ")
    default = rest.strip()
    if comma and len(default) >= 2 and default[0] == default[-1] == "'":
        return Variable(key.strip().lower(), default[1:-1], text)
    return Variable(inner.strip().lower(), None, text)


def variables_of(tokens: Sequence[Token]) -> tuple[Variable, ...]:
    """Return the policy variables of a pattern."""
    return tuple(token for token in tokens if isinstance(token, Variable))


def compile_tokens(tokens: Sequence[Token]) -> Matcher:
    """Return a function that tells whether a text matches; its cost grows with the text's length.

    The tokens hold no variable any more.
    """
    pieces: list[list[Token]] = [[]]
    for token in tokens:
        if token is Wildcard.ANY:
            pieces.append([])
        else:
            pieces[-1].append(token)
    if len(pieces) == 1:
        return _exactly(pieces[0])
    first, *middle, last = pieces
    inner = [piece for piece in middle if piece]
    if not inner and not any(Wildcard.ONE in piece for piece in pieces):
        return _between("".join(map(str, first)), "".join(map(str, last)))
    return _sequence(first, inner, last)


def _exactly(piece: list[Token]) -> Matcher:
    if Wildcard.ONE in piece:
        expression = re.compile(_expression(piece), re.DOTALL)
        return lambda text: expression.fullmatch(text) is not None
    literal = "".join(map(str, piece))
    return lambda text: text == literal


def _between(prefix: str, suffix: str) -> Matcher:
    if not prefix and not suffix:
        return lambda text: True
    if not suffix:
        return lambda text: text.startswith(prefix)
    length = len(prefix) + len(suffix)
    return lambda text: len(text) >= length and text.startswith(prefix) and text.endswith(suffix)


def _sequence(first: list[Token], inner: list[list[Token]], last: list[Token]) -> Matcher:
    """Match pieces between wildcards, each at its leftmost place: no backtracking is needed."""
    start = re.compile(_expression(first), re.DOTALL)
    finders = [re.compile(_expression(piece), re.DOTALL) for piece in inner]
    end = re.compile(_expression(last), re.DOTALL)
    tail = sum(1 if token is Wildcard.ONE else len(str(token)) for token in last)

    def match(text: str) -> bool:
        found = start.match(text)
        for finder in finders:
            found = found and finder.search(text, found.end())
        if not found or len(text) - tail < found.end():
            return False
        return end.fullmatch(text, len(text) - tail) is not None

    return match


def _expression(piece: list[Token]) -> str:
    return "".join("." if token is Wildcard.ONE else re.escape(str(token)) for token in piece)


@lru_cache(maxsize=16384)
def matcher(pattern: str, *, ignore_case: bool = False) -> Matcher:
    """Return a function that tells whether a text matches a plain pattern."""
    if ignore_case:
        folded = compile_tokens(tokenize(pattern.lower()))
        return lambda text: folded(text.lower())
    return compile_tokens(tokenize(pattern))


def matches(pattern: str, text: str, *, ignore_case: bool = False) -> bool:
    """Return whether a text matches a pattern in which ``*`` and ``?`` are wildcards."""
    return matcher(pattern, ignore_case=ignore_case)(text)


def action_matches(pattern: str, action: str) -> bool:
    """Return whether an action of a policy names an action: ``s3:get*`` names ``s3:GetObject``."""
    return matches(pattern, action, ignore_case=True)
