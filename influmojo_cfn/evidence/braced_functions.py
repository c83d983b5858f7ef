"""The functions around a place of a file, and their parameters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from influmojo_cfn.evidence.braced_file import BracedFile

_FUNCTION = re.compile(r"([A-Za-z_$][\w$]*)\s*(?:=\s*(?:async\s*)?)?$")
_EXTENDS = re.compile(
    r"\bclass\s+([A-Za-z_$][\w$]*)(?:<[^{}]*?>)?"
    r"(?:\s+extends\s+([A-Za-z_$][\w$]*)(?:<[^;]*>)?)?[^{};]*$"
)
_WORD = re.compile(r"(?<![\w$.])[A-Za-z_$][\w$]*(?![\w$(])")
_REMEMBERED = 20_000
"""How many blocks are remembered, since each name in one asks for its function."""
_ARROW = re.compile(r"(?<![\w$.])([A-Za-z_$][\w$]*)\s*\)?\s*(?:=>|->)")


def is_parameter(file: BracedFile, name: str, at: int, outside: int = -1) -> bool:
    """Return whether a name is a parameter of a function around, inside of what is ``outside``."""
    before = re.split(r"[;{}\n]", file.mask[max(0, at - 200) : at])[-1]
    if name in _ARROW.findall(before):
        return True
    return any(
        name in _words(file, *group)
        for opening, _ in reversed(file.around(at))
        if opening > outside
        for group in heads(file, opening)
    )


@lru_cache(_REMEMBERED)
def _words(file: BracedFile, start: int, end: int) -> frozenset[str]:
    return frozenset(_WORD.findall(file.mask, start, end))


@lru_cache(_REMEMBERED)
def heads(file: BracedFile, opening: int) -> Sequence[tuple[int, int]]:
    """Return the parentheses right before a block: parameters, and the results in Go."""
    position = opening
    found: list[tuple[int, int]] = []
    while True:
        between = re.search(
            r"(=>|->|[\w\s:<>\[\]*.,|&])*$", file.mask[max(0, position - 200) : position]
        )
        position -= len(between[0]) if between else 0
        start = file.openings.get(position - 1)
        if start is None or file.mask[start] != "(":
            return found
        if re.search(r"\b(if|for|while|switch|catch)\s*$", file.mask[max(0, start - 12) : start]):
            return found
        if between and "\n" in between[0] and between[0].strip():
            return found
        found.append((start, position))
        position = start


def index_of(file: BracedFile, start: int, name: str) -> int | None:
    """Return the index of a parameter in the parentheses that begin at a position, or None."""
    for index, span in enumerate(file.parts(start)):
        if name in _WORD.findall(file.mask[slice(*span)]):
            return index
    return None


def class_around(file: BracedFile, position: int) -> tuple[str, str]:
    """Return the innermost class around a position, and the one that it extends; else nothing."""
    for opening, _ in reversed(file.around(position)):
        found = _EXTENDS.search(file.mask[max(0, opening - 200) : opening])
        if found:
            return found[1], found[2] or ""
    return "", ""


def function_before(file: BracedFile, start: int) -> str:
    """Return the name of the function whose parameters begin at a position; of a class for its."""
    found = _FUNCTION.search(file.mask[max(0, start - 100) : start])
    name = found[1] if found else ""
    if name != "constructor":
        return name
    return class_around(file, start)[0]
