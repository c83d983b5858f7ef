"""The condition operators of IAM, and which types of keys they fit.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
(read 2026-11-23).
"""

from __future__ import annotations

import ipaddress
import re
from datetime import datetime

from influmojo_cfn.rules import text as t

FAMILIES: dict[str, str] = {
    "StringEquals": "String",
    "StringNotEquals": "String",
    "StringEqualsIgnoreCase": "String",
    "StringNotEqualsIgnoreCase": "String",
    "StringLike": "String",
    "StringNotLike": "String",
    "NumericEquals": "Numeric",
    "NumericNotEquals": "Numeric",
    "NumericLessThan": "Numeric",
    "NumericLessThanEquals": "Numeric",
    "NumericGreaterThan": "Numeric",
    "NumericGreaterThanEquals": "Numeric",
    "DateEquals": "Date",
    "DateNotEquals": "Date",
    "DateLessThan": "Date",
    "DateLessThanEquals": "Date",
    "DateGreaterThan": "Date",
    "DateGreaterThanEquals": "Date",
    "Bool": "Bool",
    "BinaryEquals": "Binary",
    "IpAddress": "IPAddress",
    "NotIpAddress": "IPAddress",
    "ArnEquals": "ARN",
    "ArnLike": "ARN",
    "ArnNotEquals": "ARN",
    "ArnNotLike": "ARN",
    "Null": "Null",
}
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
    r"^(?:[+-]?\d{4,}(?:-\d{2}(?:-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?)?)?)$"
)


def fits(operator: str, key_type: str, key: str) -> bool:
    """Whether an operator (lower case, bare) can ever hold for a key of a type."""
    family = BY_LOWER.get(operator)
    if family is None or key_type not in FITS["Null"]:
        return True
    if key.lower() in BOTH_DATE_AND_NUMERIC and family in ("Date", "Numeric"):
        return True
    return key_type in FITS[family]


def value_problem(operator: str, text: str) -> str:
    """Say why a value can never be compared by an operator; an empty text where it can."""
    family = BY_LOWER.get(operator)
    if family is None or t.has_unknown(text) or "${" in text:
        return ""
    if family in ("Bool", "Null"):
        return "" if text.lower() in ("true", "false") else "is neither true nor false"
    if family == "Numeric":
        return "" if re.fullmatch(r"[+-]?\d+(\.\d+)?", text) else "is no number"
    if family == "Date":
        return "" if _DATE.match(text) else "is no date such as 2027-01-31T00:00:00Z"
    if family == "IPAddress":
        return _address_problem(text)
    if family == "ARN" and text != "*" and text.count(":") < 5 and not text.endswith("*"):
        return "is no ARN"
    return ""


def _address_problem(text: str) -> str:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return "is no IP address or CIDR range"
    return ""


def moment(text: str) -> float | None:
    """Give a date's or number's place on its scale, or None where it cannot be read."""
    try:
        return float(text)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).replace(tzinfo=None).timestamp()
    except (ValueError, OverflowError, OSError):
        return None
