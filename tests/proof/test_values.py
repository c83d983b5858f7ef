"""What the values of one condition key can be: a table of Denies, and what escapes them."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.proof.access import ProofAnswer
from influmojo_cfn.proof.question import excess
from tests.proof.policies import NOTHING, allow, deny, role

TAG = "aws:PrincipalTag/level"
"""A key that may carry any text."""

Condition = dict[str, dict[str, Any]]


def after_denies(key: str, *conditions: Condition) -> ProofAnswer:
    """Allow everything that carries a key and is denied by no condition."""
    present = allow("s3:*", "*", {"Null": {key: "false"}})
    return excess(NOTHING, [role(present, *(deny("*", "*", c) for c in conditions))])


ESCAPED: dict[str, tuple[str, list[Condition], tuple[str, ...]]] = {
    "no number below or above is one": (
        TAG,
        [{"NumericLessThan": {TAG: 5}}, {"NumericGreaterThanEquals": {TAG: 5}}],
        ("x",),
    ),
    "no number equal or not equal is one": (
        TAG,
        [{"NumericEquals": {TAG: 5}}, {"NumericNotEquals": {TAG: 5}}],
        ("x",),
    ),
    "no date": (
        TAG,
        [{"DateLessThan": {TAG: "2020-01-01"}}, {"DateGreaterThanEquals": {TAG: "2020-01-01"}}],
        ("x",),
    ),
    "no address": (TAG, [{"IpAddress": {TAG: ["0.0.0.0/0", "::/0"]}}], ("x",)),
    "neither true nor false": (TAG, [{"Bool": {TAG: ["true", "false"]}}], ("x",)),
    "no ARN": (TAG, [{"ArnLike": {TAG: "arn:*:*:*:*:*"}}], ("x",)),
    "a number that no digit before tells": (
        "s3:max-keys",
        [
            {"NumericLessThanEquals": {"s3:max-keys": "0.12345678901234567890123456789012345678"}},
            {
                "NumericGreaterThanEquals": {
                    "s3:max-keys": "0.12345678901234567890123456789012345679"
                }
            },
        ],
        ("0.123456789012345678901234567890123456785",),
    ),
    "seconds since 1970": (
        "aws:EpochTime",
        [{"NumericLessThan": {"aws:EpochTime": 10}}, {"DateGreaterThan": {"aws:EpochTime": 10}}],
        ("10",),
    ),
    "an empty text beside another": (
        "aws:TagKeys",
        [{"ForAllValues:StringNotEquals": {"aws:TagKeys": [""]}}],
        ("", "x"),
    ),
}


@pytest.mark.parametrize("name", ESCAPED)
def test_a_value_that_escapes_is_found(name: str) -> None:
    key, conditions, values = ESCAPED[name]
    found = after_denies(key, *conditions)
    assert found.excesses[0].witness.request.context[key.lower()] == values


COMPLETE: dict[str, tuple[str, list[Condition]]] = {
    "a number below, at or above": (
        "s3:max-keys",
        [
            {"NumericLessThan": {"s3:max-keys": 5}},
            {"NumericEquals": {"s3:max-keys": "5.0"}},
            {"NumericGreaterThan": {"s3:max-keys": 5}},
        ],
    ),
    "true or false": (
        "aws:SecureTransport",
        [{"Bool": {"aws:SecureTransport": ["true", "false"]}}],
    ),
    "an address of either family": (
        "aws:SourceIp",
        [{"IpAddress": {"aws:SourceIp": ["0.0.0.0/0", "::/0"]}}],
    ),
    "any text": (TAG, [{"StringLike": {TAG: "*"}}]),
    "seconds, asked as number and date": (
        "aws:EpochTime",
        [
            {"NumericLessThan": {"aws:EpochTime": 1577836800}},
            {"DateGreaterThanEquals": {"aws:EpochTime": "2020-01-01T00:00:00Z"}},
        ],
    ),
    "a negated operator without values": (TAG, [{"NumericNotEquals": {TAG: []}}]),
}


@pytest.mark.parametrize("name", COMPLETE)
def test_denies_that_leave_nothing(name: str) -> None:
    key, conditions = COMPLETE[name]
    assert after_denies(key, *conditions).verdict == "proven"


@pytest.mark.parametrize(
    "condition",
    [
        {"Bool": {"aws:SecureTransport": "maybe"}},
        {"BinaryEquals": {TAG: "no base64!"}},
        {"NumericEquals": {"s3:max-keys": "five"}},
        {"IpAddress": {"aws:SourceIp": "10.0.0.0/64"}},
        {"StringLike": {TAG: []}},
    ],
)
def test_a_value_that_cannot_be_compared_allows_nothing(condition: Condition) -> None:
    assert excess(NOTHING, [role(allow("s3:*", "*", condition))]).verdict == "proven"
