"""What AWS's pages say of the texts of a condition: a value, none, or nothing at all."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from influmojo_cfn.data import condition_operators
from influmojo_cfn.evaluation.request import context_of
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.iam.values import DOUBTFUL, KINDS, ORDERS, number_text, read_address

ARABIC_THREE = "\N{ARABIC-INDIC DIGIT THREE}"

READ: list[tuple[str, str, Any]] = [
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
    ("Binary", "QQ", None),
    ("IPAddress", "203.0.113.0/33", None),
    ("IPAddress", "203.0.113.0/255.255.255.0", None),
    ("IPAddress", "203.0.113.0/0.0.0.255", None),
    ("IPAddress", f"203.0.113.0/{ARABIC_THREE}", None),
    ("IPAddress", "203.0.113", None),
    ("IPAddress", "010.0.0.0/8", DOUBTFUL),
    ("IPAddress", "10.0.0.0/08", DOUBTFUL),
    ("IPAddress", "fe80::1%eth0", DOUBTFUL),
    ("IPAddress", "256.0.0.010", None),
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
    assert number_text(-1e-05) == "-0.00001"


def test_every_order_has_its_words() -> None:
    assert set(condition_operators.FAILS) == set(ORDERS) - {"equals"}
