"""What a check found, whichever tool found it."""

from __future__ import annotations

from dataclasses import dataclass

from influmojo_cfn.rules.rule import Severity

__all__ = ["Finding", "Severity"]

LONGEST = 500
"""Characters of a message on one line: cfn-lint lists every allowed value, some hundreds."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong at one place of one file; lines and columns count from 1.

    ``end_column`` is the column after the last character. ``tool`` is ``cfn-lint`` (which runs
    our own rules too), ``cloudformation-validate`` or ``influmojo-cfn``. ``place`` is the key path,
    with items of lists by their names, which stays when lines move; empty for a whole file.
    """

    file: str
    line: int
    id: str
    severity: Severity
    message: str
    tool: str
    column: int = 1
    end_line: int | None = None
    end_column: int | None = None
    title: str = ""
    url: str = ""
    place: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.id} {shortened(self.message)}"


def shortened(message: str) -> str:
    """Return a message in one line, as much of it as people read."""
    message = " ".join(message.split())
    return message if len(message) <= LONGEST else f"{message[:LONGEST].rsplit(' ', 1)[0]} ..."
