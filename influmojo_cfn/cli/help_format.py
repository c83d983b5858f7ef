"""How ``--help`` is laid out: names of files and options are never broken at a hyphen."""

from __future__ import annotations

from collections.abc import Iterable

import click

_UNBROKEN = "\u2011"
"""A hyphen at which no line is broken; what is printed has the plain one."""


class HelpFormatter(click.HelpFormatter):
    """Writes help; each word that fits is on one line."""

    def write_text(self, text: str) -> None:
        """Write paragraphs."""
        super().write_text(text.replace("-", _UNBROKEN))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write options, or commands, with their descriptions."""
        unbroken = [(first, second.replace("-", _UNBROKEN)) for first, second in rows]
        super().write_dl(unbroken, col_max, col_spacing)

    def write(self, string: str) -> None:
        """Write text that is laid out."""
        super().write(string.replace(_UNBROKEN, "-"))


class HelpContext(click.Context):
    """The context of every command."""

    formatter_class = HelpFormatter
