"""How a value of the request is compared with a value of the policy, by kind of value.

Each function takes the policy's value once and gives a function of the request's value. That gives
None where the two cannot be compared at all, such as a text under a numeric operator: then neither
the operator nor its negation matches.
"""

from __future__ import annotations

import base64
import binascii
import operator
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from functools import lru_cache

from influmojo_cfn.iam.patterns import (
    SEGMENTS,
    Token,
    Wildcard,
    compile_segments,
    compile_tokens,
    split_segments,
)

Comparison = Callable[[str], "bool | None"]
"""Whether a value of the request matches; None where it cannot be compared."""

Order = Callable[[object, object], bool]
ORDERS: dict[str, Order] = {
    "equals": operator.eq,
    "less": operator.lt,  # type: ignore[dict-item]
    "less or equal": operator.le,  # type: ignore[dict-item]
    "greater": operator.gt,  # type: ignore[dict-item]
    "greater or equal": operator.ge,  # type: ignore[dict-item]
}

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_DATE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)"
    r"(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:?\d\d)?)?)?)?"
)
_EPOCH = re.compile(r"-?\d+(\.\d+)?")


def literal(tokens: Sequence[Token]) -> str:
    """Return the text of tokens in which wildcards are ordinary characters."""
    return "".join(token.value if isinstance(token, Wildcard) else str(token) for token in tokens)


def equal_text(tokens: Sequence[Token]) -> Comparison:
    """Compare texts, case and all."""
    expected = literal(tokens)
    return lambda value: value == expected


def equal_text_ignoring_case(tokens: Sequence[Token]) -> Comparison:
    """Compare texts without regard to case."""
    expected = literal(tokens).lower()
    return lambda value: value.lower() == expected


def like_text(tokens: Sequence[Token]) -> Comparison:
    """Match a text with a pattern."""
    return compile_tokens(tokens)


def like_arn(tokens: Sequence[Token]) -> Comparison:
    """Match each of the six segments of an ARN by itself."""
    segments = split_segments(tokens)
    if len(segments) != SEGMENTS:
        return _incomparable
    matches = compile_segments(segments)
    return lambda value: matches(value) if value.count(":") >= SEGMENTS - 1 else None


def boolean(tokens: Sequence[Token]) -> Comparison:
    """Compare ``true`` and ``false``, in any case."""
    expected = literal(tokens).lower()
    if expected not in ("true", "false"):
        return _incomparable

    def compare(value: str) -> bool | None:
        lowered = value.lower()
        return lowered == expected if lowered in ("true", "false") else None

    return compare


def binary(tokens: Sequence[Token]) -> Comparison:
    """Compare the bytes that two base64 texts stand for."""
    expected = decode_binary(literal(tokens))
    if expected is None:
        return _incomparable

    def compare(value: str) -> bool | None:
        found = decode_binary(value)
        return None if found is None else found == expected

    return compare


def number(order: str) -> Callable[[Sequence[Token]], Comparison]:
    """Compare whole and decimal numbers."""
    return _ordered(ORDERS[order], parse_number)


def date(order: str) -> Callable[[Sequence[Token]], Comparison]:
    """Compare instants."""
    return _ordered(ORDERS[order], parse_date)


def _ordered(
    order: Order, parse: Callable[[str], object | None]
) -> Callable[[Sequence[Token]], Comparison]:
    def of_policy(tokens: Sequence[Token]) -> Comparison:
        expected = parse(literal(tokens))
        if expected is None:
            return _incomparable

        def compare(value: str) -> bool | None:
            found = parse(value)
            return None if found is None else order(found, expected)

        return compare

    return of_policy


def ip_address(tokens: Sequence[Token]) -> Comparison:
    """Return whether an IPv4 or IPv6 address lies in a CIDR block."""
    import ipaddress

    try:
        network = ipaddress.ip_network(literal(tokens), strict=False)
    except ValueError:
        return _incomparable

    def compare(value: str) -> bool | None:
        try:
            return ipaddress.ip_address(value) in network
        except ValueError:
            return None

    return compare


def _incomparable(value: str) -> None:
    return None


@lru_cache(maxsize=4096)
def parse_number(text: str) -> Decimal | None:
    """Read an integer or decimal number, without exponent."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


@lru_cache(maxsize=4096)
def parse_date(text: str) -> Decimal | None:
    """Read a W3C date of ISO 8601 or an epoch time; give the seconds since 1970 in UTC.

    A text of digits alone is an epoch time, however far off, a date without a time its first
    instant, and a time without a zone is UTC.
    """
    if _EPOCH.fullmatch(text):
        return Decimal(text)
    found = _DATE.fullmatch(text)
    if not found:
        return None
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    try:
        instant = datetime(
            int(year),
            int(month or 1),
            int(day or 1),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            tzinfo=_zone(zone),
        )
    except ValueError:
        return None
    return Decimal(int(instant.timestamp())) + Decimal(f"0.{fraction or 0}")


def _zone(text: str | None) -> timezone:
    if text is None or text == "Z":
        return timezone.utc
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=minutes if text[0] == "+" else -minutes))


def decode_binary(text: str) -> bytes | None:
    """Read base64, or give None."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
