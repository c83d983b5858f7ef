"""Text for people in lines of a width: broken between words, tables as lists where they don't fit.

A word is never broken: an ARN, a path or a URL is what people copy. A line that is a command stays
whole, for the same reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from textwrap import wrap

from influmojo_cfn.report.printable import in_one_line

_CELLS = re.compile(r" {2,}")
_COLUMNS = 3
"""Cells from which on lines are a table."""
_COMMAND = re.compile(r"(?:.*: )?\s*(?:\$ )?(?:aws|influmojo-cfn|cfn-lint|git|pip|sh) ")

_MOST_INDENT = 12


def wrapped(text: str, width: int) -> str:
    """Return text whose lines are at most ``width`` characters, but for words that are longer."""
    lines = text.split("\n")
    if all(len(line) <= width for line in lines):
        return text
    found: list[str] = []
    for is_table, rows in groupby(lines, key=_is_row):
        found += _block(is_table, list(rows), width)
    return "\n".join(found)


def comment_lines(text: str, *, then: str = "# ") -> list[str]:
    """Return a note as the lines of a comment; what people copy, such as a name, is not broken."""
    return wrap(
        in_one_line(text),
        _COMMENT_WIDTH,
        initial_indent="# ",
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    )


_COMMENT_WIDTH = 98


def _is_row(line: str) -> bool:
    return len(_cells(line)) >= _COLUMNS and not _COMMAND.match(line)


def _cells(line: str) -> list[str]:
    return _CELLS.split(line.strip())


def _block(is_table: bool, lines: list[str], width: int) -> Iterator[str]:
    """Yield the lines of a block: of a table that does not fit, a list."""
    if is_table and len(lines) > 1 and any(len(line) > width for line in lines):
        for line in lines:
            indent = _indent(line)
            first, *others = _cells(line)
            yield from _filled(f"{indent}{first}", width, indent)
            for cell in others:
                yield from _filled(f"{indent}  {cell}", width, f"{indent}  ")
        return
    for line in lines:
        yield from _filled(line, width, _indent(line))


def _filled(line: str, width: int, indent: str) -> Iterator[str]:
    words = line.split()
    is_one_thing = len(words) == 2 and len(words[1]) + len(_indent(line)) + 2 > width
    if len(line) <= width or _COMMAND.match(line) or is_one_thing:
        yield line  # ``on ARN`` stays together where the ARN alone is too long.
        return
    found = wrap(
        line.lstrip(" "),
        width,
        initial_indent=_indent(line),
        subsequent_indent=f"{indent[:_MOST_INDENT]}  ",
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
    )
    yield from found or [line]


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip(" "))]
