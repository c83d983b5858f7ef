"""Names of the rows of tables of cases: what a row holds, where pytest would number it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

MOST = 60
"""The characters of a name."""
END = 24
"""How many of them are of its end, where a long one is cut: rows that begin alike differ there."""
PLAIN = 100
"""pytest names a string by itself if it is no longer."""

_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def name_of(value: Any) -> str | None:
    """Return the words that a value holds; None leaves it to pytest, which has a name for it."""
    if isinstance(value, (str, bytes)) and 0 < len(value) <= PLAIN and value.strip():
        return None
    if value is None or isinstance(value, (bool, int, float, re.Pattern)):
        return None
    if isinstance(value, type) or hasattr(value, "__name__"):
        return None
    text = " ".join(" ".join(words_in(value)).split()) or empty(value)
    if len(text) > MOST:
        text = f"{text[: MOST - END - 2]}..{text[-END:]}"
    shown = "".join(c if c.isprintable() else "?" for c in text)
    return shown.encode("ascii", "backslashreplace").decode()


def empty(value: Any) -> str:
    """Return what a value without words is."""
    if isinstance(value, str) and value:
        return repr(value)[1:-1]
    if isinstance(value, str):
        return "empty"
    return f"empty {type(value).__name__}" if not value else "empty"


def words_in(value: Any) -> Iterator[str]:
    """Yield the texts and numbers within a value in their order.

    What a field of a dataclass holds by default is left out, and sets are sorted: every process
    must come to the same name.
    """
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from words_in(key)
            yield from words_in(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from words_in(each)
    elif isinstance(value, (set, frozenset)):
        yield from sorted(" ".join(words_in(each)) for each in value)
    elif is_record(value):
        for field in fields(value):
            if field.repr and getattr(value, field.name) != field.default:
                yield from words_in(getattr(value, field.name))
    elif hasattr(value, "__name__"):
        yield value.__name__
    else:
        yield _ADDRESS.sub("", str(value))


def is_record(value: Any) -> bool:
    """Return whether a value is an instance of a dataclass."""
    return is_dataclass(value) and not isinstance(value, type)
