"""Numbers and dates that are written are read as the same again."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influmojo_cfn.proof.conditions import parse_date, parse_number
from influmojo_cfn.proof.writing import write_date, write_number, write_signed

DECIMALS = st.builds(lambda n, digits: Fraction(n, 10**digits), st.integers(), st.integers(0, 12))
SECONDS = st.integers(-62_135_596_800 * 1000, 253_402_300_799 * 1000).map(
    lambda milliseconds: Fraction(milliseconds, 1000)
)


@given(DECIMALS)
def test_a_number_is_read_as_it_was(number: Fraction) -> None:
    assert parse_number(write_number(number)) == number


@given(DECIMALS)
def test_a_signed_number_is_a_number_and_no_date(number: Fraction) -> None:
    text = write_signed(number)
    if text is not None:
        assert (parse_number(text), parse_date(text)) == (number, None)


@given(SECONDS)
def test_a_date_is_read_as_it_was(seconds: Fraction) -> None:
    assert parse_date(write_date(seconds)) == seconds


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(12), "12"),
        (Fraction(-12), "-12"),
        (Fraction(1, 2), "0.5"),
        (Fraction(-1, 2), "-0.5"),
        (Fraction(1, 100), "0.01"),
        (Fraction(1201, 100), "12.01"),
    ],
)
def test_a_number_is_written_plainly(number: Fraction, text: str) -> None:
    assert write_number(number) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Fraction(0), "+0"),
        (Fraction(5), "+5"),
        (Fraction(-5), "-5."),
        (Fraction(-1, 2), "-.5"),
        (Fraction(-3, 2), None),
    ],
)
def test_a_number_is_signed_where_that_makes_it_no_date(number: Fraction, text: str | None) -> None:
    assert write_signed(number) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (Fraction(0), "1970-01-01T00:00:00Z"),
        (Fraction(1, 2), "1970-01-01T00:00:00.5Z"),
        (Fraction(-1, 2), "1969-12-31T23:59:59.5Z"),
        (Fraction(10**15), "1000000000000000"),
    ],
)
def test_an_instant_is_a_date_where_it_can_be(seconds: Fraction, text: str) -> None:
    assert write_date(seconds) == text
