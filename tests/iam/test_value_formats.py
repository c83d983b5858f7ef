"""What AWS's pages define of the strings of a condition: a value, none, or nothing at all."""

from __future__ import annotations

import json
from decimal import Decimal
from ipaddress import ip_network
from typing import Any

import pytest

from influmojo_cfn.evaluation.request import context_of
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.iam.value_formats import (
    DOUBTFUL,
    KINDS,
    block_around,
    read_address,
    scalar_text,
)

ARABIC_THREE = "\N{ARABIC-INDIC DIGIT THREE}"

READ: list[tuple[str, str, Any]] = [
    ("Numeric", "-5.", Decimal(-5)),
    ("Numeric", ".5", Decimal("0.5")),
    ("Numeric", ".", None),
    ("Numeric", "1e", None),
    ("Date", "1970", DOUBTFUL),
    ("Date", "19700", Decimal(19_700)),
    ("Date", "1970-001", DOUBTFUL),
    ("Date", "1970-W01-4", DOUBTFUL),
    ("Date", "1970-02", Decimal(31 * 86_400)),
    ("Date", "1970-01-02", Decimal(86_400)),
    ("Date", "1970-01-01T00:01", DOUBTFUL),
    ("Date", "1970-01-01T01:02Z", Decimal(3_720)),
    ("Date", "1970-01-01T00:00:07.250Z", Decimal("7.25")),
    ("Date", "1970-01-01T12:00:00+0530", DOUBTFUL),
    ("Date", "1970-01-01T12:00:00-10:07", Decimal(43_200 + 36_420)),
    ("Date", "1970-01-01T12:00:00+23:59", Decimal(43_200 - 86_340)),
    ("Date", "1970-01-01T12:00:00+24:00", None),
    ("Date", "1970-01-01T24:00:00Z", DOUBTFUL),
    ("Date", "1970-01-01T23:59:60Z", DOUBTFUL),
    ("Date", "1970-01-01T25:00:00Z", None),
    ("Date", "1970-01-32", None),
    ("Date", "1970-02-30", None),
    ("Date", "1.5", DOUBTFUL),
    ("Date", "1.", None),
    ("Date", "9" * 1001, DOUBTFUL),
    ("Numeric", "9" * 1001, DOUBTFUL),
    ("Date", "2026-1", DOUBTFUL),
    ("Date", "2026-0-1", None),
    ("Date", "2026-12-31 1", DOUBTFUL),
    ("Date", "2026-12-32 1", None),
    ("Date", "2026-1-0", None),
    ("Date", "20261301T120000Z", None),
    ("Date", "20261231T1200", DOUBTFUL),
    ("Date", "20261232T1200", None),
    ("Date", "20260600T1200", None),
    ("Bool", "true", True),
    ("Bool", "", None),
    ("Binary", "", b""),
    ("Binary", "Q Q=", None),
    ("Binary", "\N{BULLET}", None),
    ("IPAddress", "10.0.0.0/", None),
    ("IPAddress", "0.0.0.0/0", ip_network("0.0.0.0/0")),
    ("IPAddress", "10.0.0.0/8", ip_network("10.0.0.0/8")),
    ("IPAddress", "10.1.2.3", ip_network("10.1.2.3/32")),
    ("IPAddress", "2001:db8::/32", ip_network("2001:db8::/32")),
    ("IPAddress", "2001:db8::/032", DOUBTFUL),
    ("IPAddress", "fe80::1%eth0/64", DOUBTFUL),
    ("IPAddress", "010.0.0.0/33", None),
    ("IPAddress", "010.0.0.300", None),
    ("IPAddress", "010.0.0", None),
    ("IPAddress", "010.0.0.1", DOUBTFUL),
    ("ARN", "a:b:c:d:e:f:g", "a:b:c:d:e:f:g"),
    ("ARN", "a:b:c:d:e", None),
    ("ARN", "a:b:c:d:?", DOUBTFUL),
    ("ARN", "", None),
    ("Numeric", "10", Decimal(10)),
    ("Numeric", "+5", Decimal(5)),
    ("Numeric", "0.00001", Decimal("0.00001")),
    ("Numeric", "1e3", DOUBTFUL),
    ("Numeric", "2.5E-7", DOUBTFUL),
    ("Numeric", "ten", None),
    ("Numeric", ARABIC_THREE, None),
    ("Numeric", "1,000", None),
    ("Numeric", "", None),
    ("Date", "1970-01-01T00:00:01.5Z", Decimal("1.5")),
    ("Date", "-1", Decimal(-1)),
    ("Date", "1970-01-01T01:30:01+01:30", Decimal(1)),
    ("Date", "1969-12-31T22:30:01-01:30", Decimal(1)),
    ("Date", "+5", None),
    ("Date", f"197{ARABIC_THREE}-01-01", None),
    ("Date", ARABIC_THREE, None),
    ("Date", "2026-1-1", DOUBTFUL),
    ("Date", "2026-06-01 12:00:00", DOUBTFUL),
    ("Date", "2026-06-01t12:00:00z", DOUBTFUL),
    ("Date", "20260601T120000Z", DOUBTFUL),
    ("Date", "2026-13-01", None),
    ("Date", "2026-13-1", None),
    ("Date", "soon", None),
    ("Bool", "TRUE", True),
    ("Bool", "False", False),
    ("Bool", "yes", None),
    ("Binary", "QQ==", b"A"),
    ("Binary", "QR==", DOUBTFUL),
    ("Binary", "QQ", DOUBTFUL),
    ("Binary", "_-8=", DOUBTFUL),
    ("Binary", "_+8=", None),
    ("Binary", "QQ=", None),
    ("Binary", "Q", None),
    ("IPAddress", "203.0.113.0/33", None),
    ("IPAddress", "203.0.113.0/255.255.255.0", None),
    ("IPAddress", "203.0.113.0/0.0.0.255", None),
    ("IPAddress", f"203.0.113.0/{ARABIC_THREE}", None),
    ("IPAddress", "203.0.113", None),
    ("IPAddress", "010.0.0.0/8", DOUBTFUL),
    ("IPAddress", "10.1.2.3/8", DOUBTFUL),
    ("IPAddress", "10.0.0.0/0", DOUBTFUL),
    ("IPAddress", "2001:db8::1/32", DOUBTFUL),
    ("IPAddress", "10.0.0.0/08", DOUBTFUL),
    ("IPAddress", "fe80::1%eth0", DOUBTFUL),
    ("IPAddress", "256.0.0.010", None),
    ("IPAddress", "::ffff:10.0.0.0/104", DOUBTFUL),
    ("IPAddress", "::ffff:10.1.2.3", DOUBTFUL),
    ("ARN", "arn:aws:sqs:r:1:q", "arn:aws:sqs:r:1:q"),
    ("ARN", "arn:aws:sqs", DOUBTFUL),
    ("ARN", "*", DOUBTFUL),
    ("ARN", "a:?", DOUBTFUL),
    ("ARN", "queue", None),
    ("String", "anything", "anything"),
]


@pytest.mark.parametrize(("family", "text", "value"), READ)
def test_a_text_is_read(family: Any, text: str, value: Any) -> None:
    assert KINDS[family].read(text) == value


@pytest.mark.parametrize("text", ["10.0.0.0/8", "203.0.113.9", "::1", "0.0.0.0/0"])
def test_a_block_is_read(text: str) -> None:
    assert str(KINDS["IPAddress"].read(text)).startswith(text)


def test_an_address_of_a_request_is_no_block() -> None:
    assert read_address("203.0.113.9/32") is None
    assert read_address("203.0.113.09") is DOUBTFUL


def test_a_number_of_json_has_no_exponent() -> None:
    written = '{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition":'
    written += ' {"NumericEquals": {"s3:max-keys": [0.00001, 1e22, 7, 2.50]}}}}'
    (statement,) = parse_policy(json.loads(written)).statements
    assert statement.conditions[0].values == ("0.00001", "10000000000000000000000", "7", "2.5")
    assert context_of({"k": 0.00001, "l": [1e-7, "x"], "m": True}) == {
        "k": ("0.00001",),
        "l": ("0.0000001", "x"),
        "m": ("true",),
    }
    assert scalar_text(-1e-05) == "-0.00001"
    assert scalar_text(float("-inf")) == "-1e309"
    assert scalar_text(10**400) == "1" + "0" * 400


def test_the_end_of_a_year_is_a_second_before_the_next() -> None:
    read = KINDS["Date"].read
    last, first = read("2026-12-31T23:59:59Z"), read("2027-01-01")
    assert isinstance(last, Decimal)
    assert first == last + 1


@pytest.mark.parametrize(
    ("family", "a", "has_shape"),
    [
        ("String", "a string", True),
        ("ARN", "an ARN", True),
        ("Numeric", "a number", False),
        ("IPAddress", "an address or a CIDR block", False),
    ],
)
def test_what_people_call_a_value(family: Any, a: str, has_shape: bool) -> None:
    assert (KINDS[family].a, KINDS[family].has_shape) == (a, has_shape)


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("203.0.113.77/24", "203.0.113.0/24"),
        ("2001:db8::1/64", "2001:db8::/64"),
        ("203.0.113.0/24", None),
        ("203.0.113.77", None),
        ("203.0.113.77/255.255.255.0", None),
        ("203.0.113.77/024", None),
        ("fe80::1%1/64", None),
        ("203.0.113.77/33", None),
    ],
)
def test_a_block_can_be_named_by_an_address_within_it(text: str, block: str | None) -> None:
    found = block_around(text)
    assert (None if found is None else str(found)) == block
