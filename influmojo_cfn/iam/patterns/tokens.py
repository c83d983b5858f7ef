"""The words of a pattern: strings, wildcards and policy variables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_SPECIAL = ("*", "?", "$")


class Wildcard(Enum):
    """A wildcard; the two of a segment, which no one writes, do not represent a colon."""

    ANY = "*"
    ONE = "?"
    SEGMENT_ANY = "[^:]*"
    SEGMENT_ONE = "[^:]"


@dataclass(frozen=True)
class Variable:
    """A policy variable: the condition key in lower case, and its default where it has one."""

    key: str
    default: str | None = None
    text: str = ""


Token = str | Wildcard | Variable


@lru_cache(maxsize=16384)
def tokenize(pattern: str, *, variables: bool = False) -> tuple[Token, ...]:
    """Split a pattern into strings, wildcards and, if the policy's version has them, variables."""
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
