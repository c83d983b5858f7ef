"""What the strings of condition values represent: numbers, dates, addresses, ARNs, bytes.

Each function gives None for a string that is not of the kind, and DOUBTFUL where AWS's pages do not
define what it is: ``1e3`` is perhaps a number, and perhaps none.

Sources (read 2026-11-23):
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
https://www.w3.org/TR/NOTE-datetime (the dates that IAM takes)
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from math import isinf
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from influmojo_cfn.iam.patterns import SEGMENTS

if TYPE_CHECKING:
    import ipaddress

    Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Doubt(Enum):
    """What is said of a value that AWS's pages do not define."""

    DOUBTFUL = "doubtful"


DOUBTFUL: Final = Doubt.DOUBTFUL

Read = Callable[[str], "Any | Doubt | None"]
"""What a string represents; None where it is not of the kind."""


def read_text(text: str) -> str:
    """Return a string, which represents itself."""
    return text


def read_arn(text: str) -> str | Doubt | None:
    """Return a string of six segments or more.

    AWS's page tells that each of the six is compared, not what a pattern with fewer represents.
    """
    if text.count(":") >= SEGMENTS - 1:
        return text
    return DOUBTFUL if text.startswith("arn:") or "*" in text or "?" in text else None


def read_whole_arn(text: str) -> str | None:
    """Return a string of six segments or more, and none of another."""
    return text if text.count(":") >= SEGMENTS - 1 else None


def read_boolean(text: str) -> bool | None:
    """Read true or false, in any case."""
    return {"true": True, "false": False}.get(text.lower())


_LONGEST = 1000
"""The length from which on a number is not one that anybody has seen AWS compare."""
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_EXPONENT = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)[eE][+-]?\d+", re.ASCII)


@lru_cache(maxsize=4096)
def read_number(text: str) -> Decimal | Doubt | None:
    """Read an integer or decimal number.

    AWS's page does not say whether one has an exponent, nor how many digits it compares.
    """
    if _NUMBER.fullmatch(text):
        return Decimal(text) if len(text) <= _LONGEST else DOUBTFUL
    return DOUBTFUL if _EXPONENT.fullmatch(text) else None


_EPOCH = re.compile(r"-?\d+", re.ASCII)
_IN_DOUBT = re.compile(r"\d{4}|-?\d+\.\d+|\d{4}-\d{3}|\d{4}-W\d\d(?:-\d)?", re.ASCII)
"""A year of the W3C that is seconds too, seconds with a fraction, and days of the year and weeks of
ISO 8601."""
_DATE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)"
    r"(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d))?)?)?",
    re.ASCII,
)
_OTHER_DATE = re.compile(
    r"(\d{4})-(\d{1,2})(?:-(\d{1,2})(?:[Tt ]\d{1,2}(?::\d{1,2}){0,2}(?:[.,]\d+)?"
    r"(?: ?(?:[Zz]|UTC|[+-]\d\d(?::?\d\d)?))?)?)?|(\d{4})(\d\d)(\d\d)T\d{4,6}Z?",
    re.ASCII,
)
"""Dates that ISO 8601 or people write, and that the W3C's note does not list."""


@lru_cache(maxsize=4096)
def read_date(text: str) -> Decimal | Doubt | None:
    """Read a W3C date of ISO 8601 or an epoch time; give the seconds since 1970 in UTC.

    A string of digits alone is an epoch time, however far off, unless it can be a year too. A date
    without a time is its first instant in UTC. The W3C's dates have no time without a zone.
    """
    if _IN_DOUBT.fullmatch(text):
        return DOUBTFUL
    if _EPOCH.fullmatch(text):
        return Decimal(text) if len(text) <= _LONGEST else DOUBTFUL
    found = _DATE.fullmatch(text)
    if not found:
        return _other_date(text)
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
        return DOUBTFUL if hour == "24" or second == "60" else None
    return Decimal(int(instant.timestamp())) + Decimal(f"0.{fraction or 0}")


def _other_date(text: str) -> Doubt | None:
    found = _OTHER_DATE.fullmatch(text)
    if not found:
        return None
    _, month, day, _, other_month, other_day = found.groups()
    is_one = 1 <= int(month or other_month) <= 12 and 1 <= int(day or other_day or 1) <= 31
    return DOUBTFUL if is_one else None


def _zone(text: str | None) -> timezone:
    if text is None or text == "Z":
        return timezone.utc
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=minutes if text[0] == "+" else -minutes))


_PADDED_BLOCK = re.compile(r"0*(\d+)\.0*(\d+)\.0*(\d+)\.0*(\d+)(?:/0*(\d+))?", re.ASCII)
_PREFIX = re.compile(r"/(\d+)", re.ASCII)


@lru_cache(maxsize=4096)
def read_block(text: str) -> Network | Doubt | None:
    """Read an address or a CIDR block of either version; AWS takes no netmask.

    AWS's page does not define zeros that lead a number, the zone of an address, or an IPv4 address
    that is written as one of IPv6. Nor does it define an address within a block in place of the
    first.
    """
    import ipaddress

    address, slash, prefix = text.partition("/")
    if slash and not _PREFIX.fullmatch(slash + prefix):
        return None
    try:
        block = ipaddress.ip_network(address.partition("%")[0] + slash + prefix, strict=False)
    except ValueError:
        padded = _PADDED_BLOCK.fullmatch(text)
        if not padded:
            return None
        plain = ".".join(padded.groups()[:4]) + (f"/{padded[5]}" if slash else "")
        return DOUBTFUL if plain != text and read_block(plain) is not None else None
    is_plain = "%" not in text and (prefix == "0" or not prefix.startswith("0"))
    starts = block.network_address == ipaddress.ip_address(address.partition("%")[0])
    is_mapped = getattr(block.network_address, "ipv4_mapped", None) is not None
    return block if is_plain and starts and not is_mapped else DOUBTFUL


def block_around(text: str) -> Network | None:
    """Return the block that a string names by an address within it, as 203.0.113.77/24 does."""
    import ipaddress

    address, _, prefix = text.partition("/")
    if "%" in address or not prefix or (prefix != "0" and prefix.startswith("0")):
        return None
    try:
        block = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
    is_mask = not _PREFIX.fullmatch(f"/{prefix}")
    return None if is_mask or block.network_address == ipaddress.ip_address(address) else block


def read_binary(text: str) -> bytes | Doubt | None:
    """Read base64; AWS's page does not say what a string does that is not as base64 is written."""
    digits = text.rstrip("=")
    padding = "=" * (-len(digits) % 4)
    if text not in (digits, digits + padding):
        return None
    is_of_url = "+" not in digits and "/" not in digits
    plain = digits.translate(_OF_URL) if is_of_url else digits
    try:
        found = base64.b64decode(plain + padding, validate=True)
    except (binascii.Error, ValueError):
        return None
    return found if base64.b64encode(found).decode() == text else DOUBTFUL


_OF_URL = str.maketrans("-_", "+/")


def other_base64(written: str) -> Iterator[str]:
    """Yield the other strings that can decode to the bytes of base64.

    They have other bits where none are used, no padding, or the characters of URLs.
    """
    digits = written.rstrip("=")
    padding = written[len(digits) :]
    unused = 1 << 2 * len(padding) if padding else 1
    first = _BASE64.index(digits[-1]) if digits else 0
    ends = _BASE64[first : first + unused] if digits else ""
    for text in (digits[:-1] + end for end in ends):
        for form in dict.fromkeys((text, text.translate(_TO_URL))):
            yield from (each for each in (form, form + padding) if each != written)


_BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_TO_URL = str.maketrans("+/", "-_")


def read_address(text: str) -> Network | Doubt | None:
    """Read one address of either version, as the block of itself alone."""
    return None if "/" in text else read_block(text)


Family = Literal["String", "Numeric", "Date", "Bool", "Binary", "IPAddress", "ARN", "Null"]


class Kind(NamedTuple):
    """What the values of a policy look like under the operators of a family.

    ``a`` is what people call one. ``has_shape`` says that a value that is not known before
    deployment is held to the shape that is known of it.
    """

    read: Read
    a: str
    has_shape: bool = False


KINDS: dict[Family, Kind] = {
    "String": Kind(read_text, "a string", has_shape=True),
    "ARN": Kind(read_arn, "an ARN", has_shape=True),
    "Numeric": Kind(read_number, "a number"),
    "Date": Kind(read_date, "a date"),
    "Bool": Kind(read_boolean, "a Boolean"),
    "Binary": Kind(read_binary, "base64"),
    "IPAddress": Kind(read_block, "an address or a CIDR block"),
    "Null": Kind(read_boolean, "a Boolean"),
}


def scalar_text(value: bool | float) -> str:
    """Return the string that AWS reads a Boolean or a number of JSON as: without an exponent."""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    if isinstance(value, float) and isinf(value):
        return _TOO_LARGE if value > 0 else f"-{_TOO_LARGE}"
    return format(Decimal(text), "f") if "e" in text else text


_TOO_LARGE = "1e309"
"""A number that is too large for Python's: AWS's page does not say how far it compares."""
