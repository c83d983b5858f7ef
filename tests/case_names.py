"""Names of the rows of tables of cases: what a row holds, where pytest would number it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

MOST = 60


def name_of(value: Any) -> str | None:
    """Return the words of a list, a mapping or a dataclass; None leaves a value to pytest."""
    if not isinstance(value, (list, tuple, dict)) and not is_record(value):
        return None
    words: list[str] = []
    for word in words_in(value):
        if word is None:
            return None
        words.append(word)
        if sum(map(len, words)) > MOST:
            break
    text = " ".join(" ".join(words).split())
    shown = "".join(c if c.isprintable() else "?" for c in text[:MOST])
    return shown.encode("ascii", "backslashreplace").decode() or "empty"


def is_record(value: Any) -> bool:
    return is_dataclass(value) and not isinstance(value, type)


def words_in(value: Any) -> Iterator[str | None]:
    """Yield the texts and numbers within a value in their order, and None for anything else.

    What a field of a dataclass holds by default is left out.
    """
    if isinstance(value, dict):
        for key, each in value.items():
            yield from words_in(key)
            yield from words_in(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from words_in(each)
    elif is_record(value):
        for field in fields(value):
            if field.repr and getattr(value, field.name) != field.default:
                yield from words_in(getattr(value, field.name))
    elif value is None or isinstance(value, (str, int, float)):
        yield str(value)
    else:
        yield None
