"""The condition operators of IAM: name, family, comparison, flags, and AWS's words for it.

A flag is ``negated`` (the condition holds where the comparison does not), ``wildcards`` (``*`` and
``?`` in its values are wildcards) or ``variables`` (policy variables stand in its values).

Source: the tables of
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
read 2026-11-23. For each family the page says whether policy variables are supported; the page on
variables agrees but for Bool, which it omits.
"""

from __future__ import annotations

OPERATORS: tuple[tuple[str, str, str, str, str], ...] = (
    ("StringEquals", "String", "text", "variables", "Exact matching, case sensitive"),
    ("StringNotEquals", "String", "text", "negated variables", "Negated matching"),
    (
        "StringEqualsIgnoreCase",
        "String",
        "text in any case",
        "variables",
        "Exact matching, ignoring case",
    ),
    (
        "StringNotEqualsIgnoreCase",
        "String",
        "text in any case",
        "negated variables",
        "Negated matching, ignoring case",
    ),
    (
        "StringLike",
        "String",
        "pattern",
        "wildcards variables",
        "Case-sensitive matching. The values can include multi-character match wildcards (*) and "
        "single-character match wildcards (?) anywhere in the string",
    ),
    (
        "StringNotLike",
        "String",
        "pattern",
        "negated wildcards variables",
        "Negated case-sensitive matching. The values can include multi-character match wildcards "
        "(*) or single-character match wildcards (?) anywhere in the string",
    ),
    ("NumericEquals", "Numeric", "number equals", "", "Matching"),
    ("NumericNotEquals", "Numeric", "number equals", "negated", "Negated matching"),
    ("NumericLessThan", "Numeric", "number less", "", '"Less than" matching'),
    (
        "NumericLessThanEquals",
        "Numeric",
        "number less or equal",
        "",
        '"Less than or equals" matching',
    ),
    ("NumericGreaterThan", "Numeric", "number greater", "", '"Greater than" matching'),
    (
        "NumericGreaterThanEquals",
        "Numeric",
        "number greater or equal",
        "",
        '"Greater than or equals" matching',
    ),
    ("DateEquals", "Date", "date equals", "", "Matching a specific date"),
    ("DateNotEquals", "Date", "date equals", "negated", "Negated matching"),
    ("DateLessThan", "Date", "date less", "", "Matching before a specific date and time"),
    (
        "DateLessThanEquals",
        "Date",
        "date less or equal",
        "",
        "Matching at or before a specific date and time",
    ),
    ("DateGreaterThan", "Date", "date greater", "", "Matching after a specific a date and time"),
    (
        "DateGreaterThanEquals",
        "Date",
        "date greater or equal",
        "",
        "Matching at or after a specific date and time",
    ),
    ("Bool", "Bool", "boolean", "variables", "Boolean matching"),
    (
        "BinaryEquals",
        "Binary",
        "binary",
        "",
        "Compares the value of the specified key byte for byte against a base-64 encoded "
        "representation of the binary value in the policy",
    ),
    ("IpAddress", "IPAddress", "address", "", "The specified IP address or range"),
    (
        "NotIpAddress",
        "IPAddress",
        "address",
        "negated",
        "All IP addresses except the specified IP address or range",
    ),
    (
        "ArnEquals",
        "ARN",
        "arn",
        "wildcards variables",
        "Case-sensitive matching of the ARN. Each of the six colon-delimited components of the ARN "
        "is checked separately and each can include multi-character match wildcards (*) or "
        "single-character match wildcards (?)",
    ),
    (
        "ArnLike",
        "ARN",
        "arn",
        "wildcards variables",
        "The ArnEquals and ArnLike condition operators behave identically",
    ),
    ("ArnNotEquals", "ARN", "arn", "negated wildcards variables", "Negated matching for ARN"),
    (
        "ArnNotLike",
        "ARN",
        "arn",
        "negated wildcards variables",
        "The ArnNotEquals and ArnNotLike condition operators behave identically",
    ),
    (
        "Null",
        "Null",
        "presence",
        "",
        "Use either true (the key doesn't exist, it is null) or false (the key exists and its "
        "value is not null)",
    ),
)

FAILS = {
    "less": "is not less than",
    "less or equal": "is not at most",
    "greater": "is not greater than",
    "greater or equal": "is not at least",
}
"""How a number or date for which an order does not hold stands to the policy's, in words."""
