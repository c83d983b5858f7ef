"""What a condition of a rule compares: which types of keys and which values its operator takes.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
(read 2026-11-23). The table of operators is :mod:`influmojo_cfn.iam.operators`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from influmojo_cfn.iam.text import PLAUSIBLE, has_unknown
from influmojo_cfn.iam.value_formats import DOUBTFUL, KINDS, Doubt, Family, block_around, read_block
from influmojo_cfn.iam.written import WrittenCondition

if TYPE_CHECKING:
    from influmojo_cfn.iam.value_formats import Network

AS_TEXT = frozenset({"String", "ARN", "Bool", "Numeric", "Binary"})
"""The types of keys whose text a String operator compares."""

BOTH_DATE_AND_NUMERIC = frozenset({"aws:epochtime"})

PROBLEMS: dict[Family, str] = {
    "Bool": "is neither true nor false",
    "Null": "is neither true nor false",
    "Numeric": "is not a number",
    "Date": "is not a date such as 2027-01-31T00:00:00Z",
    "Binary": "is not base64",
    "IPAddress": "is not an IP address or CIDR range",
    "ARN": "is not an ARN",
}
"""What is said of a value that the operators of a family cannot surely compare."""


def fits(condition: WrittenCondition, key_type: str) -> bool:
    """Return whether an operator can ever hold for a key of a type."""
    family = condition.family
    if not family or condition.asks_presence or key_type not in KINDS:
        return True
    if condition.key.lower() in BOTH_DATE_AND_NUMERIC and family in ("Date", "Numeric"):
        return True
    return key_type == family or (family == "String" and key_type in AS_TEXT)


def takes_wildcards(condition: WrittenCondition) -> bool:
    """Return whether the operator compares strings with patterns."""
    use = condition.use
    return use is not None and use.operator.family == "String" and use.operator.wildcards


def value_problem(condition: WrittenCondition, text: str) -> str:
    """Return why a value can never be compared by an operator; an empty string where it can."""
    text = text.translate(PLAUSIBLE)
    if condition.use is None or has_unknown(text):
        return ""
    operator = condition.use.operator
    if "${" in text:
        fixed = operator.family in ("String", "ARN") or not _VARIABLE.search(text)
        return "" if fixed else "holds a policy variable, which only String and ARN operators read"
    if operator.family == "ARN" and text.endswith("*"):
        return ""
    if operator.family == "IPAddress" and block_around(text):
        return ""
    if operator.family == "Date" and _YEAR.fullmatch(text):
        return ""
    read = operator.kind.read(text)
    return PROBLEMS[operator.family] if read is None or read is DOUBTFUL else ""


_YEAR = re.compile(r"\d{4}", re.ASCII)
"""What the W3C's note takes for a date, and AWS perhaps for seconds."""
_VARIABLE = re.compile(r"\$\{[A-Za-z0-9-]+:[^}:][^}]*\}")


def is_private(text: str) -> bool:
    """Return whether a range lies within the private addresses of RFC 1918."""
    found = _network(text)
    return found is not None and any(
        found.version == known.version and known[0] <= found[0] and found[-1] <= known[-1]  # type: ignore[operator]
        for known in map(_network, _PRIVATE)
        if known
    )


def _network(text: str) -> Network | None:
    block = read_block(text)
    return block_around(text) if isinstance(block, Doubt) else block


_PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
