"""The results of a rehearsal, as rows of its table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

JudgedBy = Literal[
    "emulator",
    "emulator's evaluator",
    "evaluator of influmojo-cfn",
    "not enforced by the emulator",
]


@dataclass(frozen=True, kw_only=True)
class Result:
    """One row of the table: what was tried, expected and seen, and the judge.

    ``seen`` is empty if there was no judge; such a row is neither a success nor a failure. ``note``
    is the deciding statement, or the difference. ``why_not_emulator`` is the reason that the
    emulator did not judge.
    """

    group: str
    tried: str
    expected: str
    seen: str
    judge: JudgedBy = "emulator"
    note: str = ""
    why_not_emulator: str = ""

    @property
    def counts(self) -> bool:
        """Return whether there was a judge."""
        return self.judge != "not enforced by the emulator"

    @property
    def differs(self) -> bool:
        """Return whether the result differs from the expectation."""
        return self.counts and self.seen != self.expected
