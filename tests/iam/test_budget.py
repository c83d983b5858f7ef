"""The bound on work: each kind of it ends, by a clock that the tests turn themselves."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from influmojo_cfn.iam import budget as module
from influmojo_cfn.iam.budget import LITTLE, SECONDS, Allowance, Budget, Exceeded


class Clock:
    """A processor clock that is at ``now``."""

    def __init__(self) -> None:
        self.now = 100.0

    def process_time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(module, "time", made)
    return made


def spent(work: Callable[[], None], most: int = 1_000) -> int:
    """Return how often some work was done before the budget was spent."""
    for done in range(most):
        try:
            work()
        except Exceeded:
            return done
    return most


def test_steps_end() -> None:
    assert spent(Budget(steps=5).step) == 5


def test_cells_end() -> None:
    budget = Budget(cells=10)
    assert spent(lambda: budget.keep(3)) == 3


def test_the_last_cell_may_be_used() -> None:
    budget = Budget(cells=10)
    budget.keep(10)
    assert budget.cells == 0


def test_steps_take_no_cells() -> None:
    budget = Budget(cells=0, steps=5)
    budget.step()
    assert budget.cells == 0


def test_what_is_spent_stays_spent() -> None:
    budget = Budget(steps=0)
    assert spent(budget.step) == spent(budget.step) == 0


@pytest.mark.parametrize("work", ["tick", "step"])
def test_time_ends_soon_after_the_bound(clock: Clock, work: str) -> None:
    budget = Budget(seconds=2)
    clock.now += 2.5
    assert spent(getattr(budget, work)) < 128


def test_time_ends_for_what_keeps_cells(clock: Clock) -> None:
    budget = Budget(seconds=2)
    clock.now += 2.5
    assert spent(lambda: budget.keep(1)) < 128


def test_time_does_not_end_before_the_bound(clock: Clock) -> None:
    budget = Budget(seconds=2)
    clock.now += 2
    assert spent(budget.tick) == 1_000


@pytest.mark.parametrize(
    ("work", "reason"),
    [
        pytest.param(lambda: Budget(cells=0).keep(1), "states", id="cells"),
        pytest.param(Budget(steps=0).step, "search", id="steps"),
    ],
)
def test_the_reason_says_which_bound_was_reached(work: Callable[[], None], reason: str) -> None:
    with pytest.raises(Exceeded, match=reason):
        work()


def test_the_reason_says_how_much_time_there_was(clock: Clock) -> None:
    budget = Budget(seconds=0.5)
    clock.now += 1
    with pytest.raises(Exceeded, match=r"within 0\.5 seconds"):
        list(map(Budget.tick, [budget] * 1_000))


@pytest.mark.parametrize(
    ("passed", "expected"),
    [
        pytest.param(0, SECONDS, id="a whole budget at first"),
        pytest.param(60 - SECONDS, SECONDS, id="the last whole one"),
        pytest.param(57, 3, id="what is left"),
        pytest.param(60, LITTLE, id="little when all is spent"),
        pytest.param(6_000, LITTLE, id="no less however late"),
    ],
)
def test_many_questions_share_their_time(clock: Clock, passed: float, expected: float) -> None:
    allowance = Allowance(60)
    clock.now += passed
    assert allowance.budget().seconds == expected


def test_how_much_there_is_where_nothing_else_is_said(clock: Clock) -> None:
    budget = Budget()
    assert (budget.cells, budget.steps, budget.seconds) == (3_000_000, 200_000, SECONDS)
    allowance = Allowance()
    clock.now += 59
    assert allowance.budget().seconds == 1


def test_the_clock_is_looked_at_every_128_ticks(clock: Clock) -> None:
    budget = Budget(seconds=2)
    clock.now += 2.5
    assert [spent(budget.tick) for _ in range(2)] == [127, 127]


@pytest.mark.parametrize(
    ("work", "reason"),
    [
        pytest.param(
            lambda: Budget(cells=0).keep(1),
            r"^the automata of the patterns grow past the bound on states$",
            id="cells",
        ),
        pytest.param(
            lambda: Budget(steps=0).step(),
            r"^the search over statements and conditions passed its bound$",
            id="steps",
        ),
    ],
)
def test_the_whole_reason(work: Callable[[], None], reason: str) -> None:
    with pytest.raises(Exceeded, match=reason):
        work()
