"""Lines of a rehearsal's table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Judge = Literal["emulator", "emulator's evaluator", "not enforced by the emulator"]


@dataclass(frozen=True, kw_only=True)
class Result:
    """One line of the table: what was tried, what was expected, what was seen, by whose judgement.

    ``seen`` is empty where nobody judged; such a row counts neither as right nor as wrong.
    ``note`` tells what decides, or how it differs; ``why_not_emulator`` why another one judged.
    """

    group: str
    tried: str
    expected: str
    seen: str
    judge: Judge = "emulator"
    note: str = ""
    why_not_emulator: str = ""

    @property
    def counts(self) -> bool:
        """Return whether somebody judged."""
        return self.judge != "not enforced by the emulator"

    @property
    def differs(self) -> bool:
        """Return whether something else was seen than expected."""
        return self.counts and self.seen != self.expected
