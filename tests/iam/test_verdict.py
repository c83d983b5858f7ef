"""The three-valued logic with two kinds of doubt."""

from __future__ import annotations

import pytest

from influmojo_cfn.iam.verdict import NO, READING, UNKNOWN, YES, Verdict, negate, of

ALL = [NO, UNKNOWN, READING, YES]
NAMES = ["no", "unknown", "reading", "yes"]


def test_and_is_min_and_or_is_max() -> None:
    assert sorted(set(ALL)) == ALL


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        pytest.param(NO, YES, id="no becomes yes"),
        pytest.param(YES, NO, id="yes becomes no"),
        pytest.param(UNKNOWN, UNKNOWN, id="what is not known stays so"),
        pytest.param(READING, READING, id="a doubt of reading stays one"),
    ],
)
def test_negate(verdict: Verdict, expected: Verdict) -> None:
    assert negate(verdict) == expected


@pytest.mark.parametrize("verdict", ALL, ids=NAMES)
def test_the_opposite_of_the_opposite(verdict: Verdict) -> None:
    assert negate(negate(verdict)) == verdict


@pytest.mark.parametrize("verdict", ALL, ids=NAMES)
def test_only_no_is_false(verdict: Verdict) -> None:
    assert bool(verdict) is (verdict != NO)


@pytest.mark.parametrize(("matches", "expected"), [(True, YES), (False, NO)])
def test_of(matches: bool, expected: Verdict) -> None:
    assert of(matches) == expected
