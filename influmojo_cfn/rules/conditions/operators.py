"""The condition operators of IAM, and which types of keys they fit.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
(read 2026-11-23).
"""

from __future__ import annotations

import ipaddress
import math
import re
from datetime import datetime, timezone

from influmojo_cfn.data.condition_operators import OPERATORS
from influmojo_cfn.iam import text as t

FAMILIES: dict[str, str] = {name: family for name, family, *_ in OPERATORS}
"""Operator to the type that it compares."""

BY_LOWER = {name.lower(): family for name, family in FAMILIES.items()}
WITHOUT_WILDCARDS = frozenset(
    ("stringequals", "stringnotequals", "stringequalsignorecase", "stringnotequalsignorecase")
)

FITS: dict[str, frozenset[str]] = {
    "String": frozenset({"String", "ARN", "Bool", "Numeric", "Binary"}),
    "ARN": frozenset({"ARN"}),
    "Numeric": frozenset({"Numeric"}),
    "Date": frozenset({"Date"}),
    "Bool": frozenset({"Bool"}),
    "IPAddress": frozenset({"IPAddress"}),
    "Binary": frozenset({"Binary"}),
    "Null": frozenset({"String", "ARN", "Bool", "Numeric", "Binary", "Date", "IPAddress"}),
}
"""An operator's type to the types of keys that it can hold for; String compares their text."""

BOTH_DATE_AND_NUMERIC = frozenset({"aws:epochtime"})

_DATE = re.compile(
    r"(\d{4})(?:-(\d{2})(?:-(\d{2})"
    r"(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?)?)?"
)
"""The forms of ISO 8601 that https://www.w3.org/TR/NOTE-datetime lists, which IAM takes."""


def fits(operator: str, key_type: str, key: str) -> bool:
    """Return whether an operator (lower case, bare) can ever hold for a key of a type."""
    family = BY_LOWER.get(operator)
    if family is None or key_type not in FITS["Null"]:
        return True
    if key.lower() in BOTH_DATE_AND_NUMERIC and family in ("Date", "Numeric"):
        return True
    return key_type in FITS[family]


def value_problem(operator: str, text: str) -> str:
    """Say why a value can never be compared by an operator; an empty text where it can."""
    family = BY_LOWER.get(operator)
    if family is None or t.has_unknown(text):
        return ""
    if "${" in text:
        fixed = family in ("String", "ARN") or not _VARIABLE.search(text)
        return "" if fixed else "holds a policy variable, which only String and ARN operators read"
    if family in ("Bool", "Null"):
        return "" if text.lower() in ("true", "false") else "is neither true nor false"
    if family == "Numeric":
        return "" if re.fullmatch(r"[+-]?\d+(\.\d+)?", text) else "is no number"
    if family == "Date":
        known = moment(text) is not None
        return "" if known else "is no date such as 2027-01-31T00:00:00Z"
    if family == "IPAddress":
        return "" if address_range(text) else "is no IP address or CIDR range"
    if family == "ARN" and text != "*" and text.count(":") < 5 and not text.endswith("*"):
        return "is no ARN"
    return ""


_VARIABLE = re.compile(r"\$\{[A-Za-z0-9-]+:[^}:][^}]*\}")


def address_range(text: str) -> tuple[int, int] | None:
    """Return the first and last address of a CIDR range; those of IPv6 come after all of IPv4."""
    try:
        found = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return None
    offset = 0 if found.version == 4 else 1 << 32
    return offset + int(found.network_address), offset + int(found.broadcast_address)


def is_private(text: str) -> bool:
    """Return whether a range lies within the private addresses of RFC 1918."""
    found = address_range(text)
    within = [(known[0], known[1]) for known in map(address_range, _PRIVATE) if known]
    return found is not None and any(low <= found[0] <= found[1] <= high for low, high in within)


_PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")


def moment(text: str) -> float | None:
    """Return a date's or number's place on its scale, or None where it cannot be read."""
    found = _DATE.fullmatch(text)
    if found and not text.isdigit():
        year, *rest = [
            int(part or first) for part, first in zip(found.groups(), _FIRST, strict=True)
        ]
        month, day, hour, minute, second = rest
        try:
            moment = datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc)
        except ValueError:
            return None
        return moment.timestamp() - _offset(text)
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


_FIRST = ("1970", "1", "1", "0", "0", "0")
"""What a date means that stops early: January, the first, midnight."""


def _offset(text: str) -> int:
    """Return the seconds by which a date's time zone is ahead."""
    found = re.search(r"T.*([+-])(\d{2}):?(\d{2})$", text)
    if not found:
        return 0
    seconds = int(found[2]) * 3600 + int(found[3]) * 60
    return seconds if found[1] == "+" else -seconds
