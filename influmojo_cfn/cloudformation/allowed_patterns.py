"""What a parameter's AllowedPattern tells of its values: how all begin and end, and examples.

Of an expression that is not read nothing is told.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
(read 2026-11-28).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from influmojo_cfn.cloudformation.expressions import Repeated, Sequence, read_expression
from influmojo_cfn.iam.text import shared_beginning

_READABLE = ("xabcdefghijklmnopqrstuvwyz0123456789XABC", "1023456789abcdefxX", "a0A")
_MOST_IN_WORD = 4_096
"""The longest value of a parameter.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
(read 2026-11-28).
"""


class ValueForm(NamedTuple):
    """How all values begin and end, and whether no colon and no slash can stand between."""

    prefix: str = ""
    suffix: str = ""
    is_plain: bool = False


def form_of(pattern: object, without: Collection[str] = ()) -> ValueForm:
    """Return what an AllowedPattern tells of every value that it admits, but some."""
    sequences = read_expression(pattern) if isinstance(pattern, str) and pattern else ()
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
    sequences = read_expression(pattern) if isinstance(pattern, str) and pattern else ()
    found: dict[str, None] = {}
    for more in (0, 1, 3):
        for readable in _READABLE:
            for sequence in sequences:
                if (word := _word(sequence, readable, more)) is not None:
                    found.setdefault(word)
    yield from found


def _literal(sequence: Iterable[Repeated]) -> str:
    """Return the characters with which a sequence begins, whatever the value is."""
    found = []
    for part in sequence:
        if part.group or len(part.characters) != 1 or (part.least, part.most) != (1, 1):
            break
        found.append(min(part.characters))
    return "".join(found)


def _only_word(sequence: Sequence) -> str | None:
    """Return the one string that a sequence admits; None where it admits others."""
    literal = _literal(sequence)
    return literal if len(literal) == len(sequence) else None


def _can_hold_separator(sequence: Sequence) -> bool:
    return any(
        {":", "/"} & part.characters or any(map(_can_hold_separator, part.group))
        for part in sequence
    )


def _word(sequence: Sequence, readable: str, more: int) -> str | None:
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
