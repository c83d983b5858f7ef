"""What a line of the table counts as."""

from __future__ import annotations

import pytest

from influmojo_cfn.rehearsal.results import JudgedBy, Result


def result(judge: JudgedBy, expected: str, seen: str) -> Result:
    return Result(group="a", tried="b", expected=expected, seen=seen, judge=judge)


CASES: list[tuple[JudgedBy, str, str, bool, bool]] = [
    ("emulator", "allowed", "allowed", True, False),
    ("emulator", "allowed", "denied", True, True),
    ("emulator", "denied", "", True, True),
    ("emulator's evaluator", "denied", "denied", True, False),
    ("emulator's evaluator", "denied", "allowed", True, True),
    ("not enforced by the emulator", "denied", "", False, False),
]


@pytest.mark.parametrize(("judge", "expected", "seen", "counts", "differs"), CASES)
def test_only_what_somebody_judged_counts_and_differs(
    judge: JudgedBy, expected: str, seen: str, counts: bool, differs: bool
) -> None:
    found = result(judge, expected, seen)
    assert (found.counts, found.differs) == (counts, differs)


def test_the_emulator_judges_unless_somebody_else_does() -> None:
    assert Result(group="a", tried="b", expected="c", seen="c").judge == "emulator"
