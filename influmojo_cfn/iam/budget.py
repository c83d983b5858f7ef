"""The bound on work and memory within which a question is answered, or left unknown."""

from __future__ import annotations

import time


class Exceeded(Exception):
    """The answer is unknown: the bound on work was reached. ``str()`` gives the reason."""


SECONDS = 8.0
LITTLE = 0.25
"""How long a question can take, and how long one that comes when the time for all is spent."""


class Budget:
    """How much a question can cost before its answer is unknown.

    ``cells`` counts entries of automaton states that are kept (about 100 bytes each). ``steps``
    counts branches of the search over conditions. ``seconds`` is processor time, so that no answer
    depends on what else the machine does.
    """

    def __init__(
        self, *, cells: int = 3_000_000, steps: int = 200_000, seconds: float = SECONDS
    ) -> None:
        self.cells = cells
        self.steps = steps
        self.seconds = seconds
        self._end = time.process_time() + seconds
        self._ticks = 0

    def keep(self, cells: int) -> None:
        """Take ``cells`` from the budget, or raise :class:`Exceeded`."""
        self.cells -= cells
        if self.cells < 0:
            raise Exceeded("the automata of the patterns grow past the bound on states")
        self.tick()

    def step(self) -> None:
        """Take one step from the budget, or raise :class:`Exceeded`."""
        self.steps -= 1
        if self.steps < 0:
            raise Exceeded("the search over statements and conditions passed its bound")
        self.tick()

    def tick(self) -> None:
        """Look at the clock now and then, or raise :class:`Exceeded`."""
        self._ticks += 1
        if not self._ticks & 127 and time.process_time() > self._end:
            raise Exceeded(f"no answer within {self.seconds:g} seconds")


class Allowance:
    """Time for many questions: each has a whole budget until the time is spent, then little."""

    def __init__(self, seconds: float = 60.0) -> None:
        self._end = time.process_time() + seconds

    def budget(self) -> Budget:
        """Return the budget of the next question."""
        left = self._end - time.process_time()
        return Budget(seconds=min(SECONDS, max(LITTLE, left)))
