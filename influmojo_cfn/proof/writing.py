"""Numbers and dates written as a request can carry them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from fractions import Fraction


def write_number(number: Fraction) -> str:
    """Write a number whose decimals end: all ends of intervals and middles between them do."""
    digits = 0
    while number.denominator != 1:
        number *= 10
        digits += 1
    text = str(abs(number.numerator)).rjust(digits + 1, "0")
    sign = "-" if number < 0 else ""
    return f"{sign}{text[:-digits]}.{text[-digits:]}" if digits else f"{sign}{text}"


def write_signed(number: Fraction) -> str | None:
    """Write a number so that it is not an epoch time, or None where it has no such writing."""
    if number >= 0:
        return f"+{write_number(number)}"
    if number.denominator == 1:
        return f"{write_number(number)}."
    return f"-{write_number(-number)[1:]}" if number > -1 else None


def write_date(seconds: Fraction) -> str:
    """Write an instant as ISO 8601 in UTC, or as seconds since 1970 where that cannot say it."""
    whole = seconds.numerator // seconds.denominator
    try:
        moment = datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(seconds=whole)
    except OverflowError:
        return write_number(seconds)
    fraction = write_number(seconds - whole)[1:] if seconds != whole else ""
    return f"{moment.replace(tzinfo=None).isoformat()}{fraction}Z"
