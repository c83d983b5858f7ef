"""What the values of one condition key can be: a table of Denies, and what escapes them."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.evaluation.request import Request
from influmojo_cfn.evaluation.simulate import Decision, Evaluator
from influmojo_cfn.iam.document import Condition as WrittenTest
from influmojo_cfn.proof.access import Fault, ProofAnswer
from influmojo_cfn.proof.access_comparison import compare
from influmojo_cfn.proof.conditions import atom
from influmojo_cfn.proof.letters import Letters
from influmojo_cfn.proof.question import excess
from influmojo_cfn.proof.values import Constraint, KeyModel, solve
from tests.proof.policies import NOTHING, Statement, allow, deny, role

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
    "neither a number below nor above, of those that a pattern names": (
        TAG,
        [
            {"StringNotLike": {TAG: "1*"}},
            {"NumericLessThan": {TAG: 5}},
            {"NumericGreaterThanEquals": {TAG: 5}},
        ],
        ("1x",),
    ),
    "an empty string beside another": (
        "aws:TagKeys",
        [{"ForAllValues:StringNotEquals": {"aws:TagKeys": [""]}}],
        ("", "x"),
    ),
}


@pytest.mark.parametrize(
    ("operator", "compared", "word"),
    [
        ("NumericLessThan", "5", "1e3"),
        ("DateLessThan", "2026-01-01", "2026-1-1"),
        ("DateGreaterThan", "2026-01-01", "2027"),
        ("IpAddress", "10.0.0.0/8", "010.0.0.1"),
        ("BinaryEquals", "QQ==", "QQ"),
    ],
)
def test_a_word_that_a_deny_might_read_is_unknown(operator: str, compared: str, word: str) -> None:
    old = role(allow("*"), deny("*", "*", {operator: {TAG: compared}}))
    found = excess(old, [role(allow("*", "*", {"StringEquals": {TAG: word}}))])
    assert found.verdict == "unknown"
    assert f"AWS does not document whether {word!r} is" in found.unknown[0]


@pytest.mark.parametrize("name", ESCAPED)
def test_a_value_that_escapes_is_found(name: str) -> None:
    key, conditions, values = ESCAPED[name]
    found = after_denies(key, *conditions)
    assert found.excesses[0].counterexample.request.context[key.lower()] == values


@pytest.mark.parametrize(
    "plain",
    [
        pytest.param({"StringEquals": {"aws:TagKeys": "b"}}, id="another value"),
        pytest.param({"StringLike": {"aws:TagKeys": "b?*"}}, id="a longer one"),
        pytest.param(
            {"StringLike": {"aws:TagKeys": "?*"}, "StringNotEquals": {"aws:TagKeys": "a"}},
            id="any but that",
        ),
    ],
)
def test_a_value_that_each_condition_asks_for_otherwise_is_none(plain: Condition) -> None:
    """The empty text is no value to a set operator, but it is one to the others."""
    both = {"ForAllValues:StringEquals": {"aws:TagKeys": ["a"]}, **plain}
    assert excess(NOTHING, [role(allow("s3:*", "*", both))]).is_nothing


IN_DOUBT: dict[str, tuple[str, list[Condition]]] = {
    "a number": (TAG, [{"NumericEquals": {TAG: 5}}, {"NumericNotEquals": {TAG: 5}}]),
    "a date": (TAG, [{"DateEquals": {TAG: "2020-01-01"}}, {"DateNotEquals": {TAG: "2020-01-01"}}]),
    "an address": (
        TAG,
        [{"IpAddress": {TAG: "10.0.0.0/8"}}, {"NotIpAddress": {TAG: "10.0.0.0/8"}}],
    ),
    "an ARN": (
        TAG,
        [{"ArnLike": {TAG: "arn:aws:*:*:*:*"}}, {"ArnNotLike": {TAG: "arn:aws:*:*:*:*"}}],
    ),
}
"""Denies of what a value is and is not: AWS does not tell of a value that is no such thing."""


@pytest.mark.parametrize("name", IN_DOUBT)
def test_it_is_not_known_whether_a_negation_denies_what_it_cannot_compare(name: str) -> None:
    key, conditions = IN_DOUBT[name]
    found = after_denies(key, *conditions)
    assert not found.excesses
    assert [reason for reason in found.unknown if f"is not {name}" in reason]


def test_a_key_of_arns_carries_nothing_else() -> None:
    key = "aws:SourceArn"
    rows: list[Condition] = [
        {f"Arn{name}": {key: "arn:aws:*:*:*:*"}} for name in ("Like", "NotLike")
    ]
    assert after_denies(key, *rows).is_nothing


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


GAINED: dict[str, tuple[list[Statement], list[Statement], str, str]] = {
    "a number that is no date": (
        [],
        [
            allow("*", "*", {"NumericGreaterThan": {TAG: "0"}}),
            deny("*", "*", {"DateGreaterThan": {TAG: "0"}}),
        ],
        "refuted",
        "+1",
    ),
    "a number below zero that is no date": (
        [],
        [
            allow("*", "*", {"NumericLessThan": {TAG: "-3"}}),
            deny("*", "*", {"DateLessThan": {TAG: "0"}}),
        ],
        "refuted",
        "-4.",
    ),
    "a date with a fraction that is no number": (
        [],
        [
            allow("*", "*", {"DateGreaterThan": {TAG: "2026-01-01T00:00:00.2Z"}}),
            deny("*", "*", {"DateGreaterThanEquals": {TAG: "2026-01-01T00:00:00.7Z"}}),
            deny("*", "*", {"NumericGreaterThan": {TAG: "-1000"}}),
        ],
        "refuted",
        "2026-01-01T00:00:00.45Z",
    ),
    "bytes in two writings": (
        [],
        [
            allow("*", "*", {"BinaryEquals": {TAG: "QR=="}}),
            deny("*", "*", {"StringEquals": {TAG: "QQ=="}}),
        ],
        "unknown",
        "whether 'QR==' is base64",
    ),
    "bytes as they are written and not": (
        [],
        [
            allow("*", "*", {"BinaryEquals": {TAG: "QUE="}}),
            deny("*", "*", {"StringEquals": {TAG: "QUE="}}),
        ],
        "unknown",
        "is base64",
    ),
    "a Deny of a list of nothing": (
        [],
        [allow("*"), deny("*", [])],
        "unknown",
        "Resource lists nothing",
    ),
    "a Deny that cannot be read": (
        [],
        [allow("*"), deny("*", "*", {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/33"}})],
        "unknown",
        "cannot read '203.0.113.0/33'",
    ),
    "a Deny of an operator that is none": (
        [],
        [allow("*"), deny("*", "*", {"StringNotEqual": {TAG: "a"}})],
        "unknown",
        "is not an operator of IAM",
    ),
    "the same values of other operators that cannot be read": (
        [allow("*", "*", {"NumericLessThan": {TAG: "1e3"}})],
        [allow("*", "*", {"NumericGreaterThan": {TAG: "1e3"}})],
        "unknown",
        "whether '1e3' is a number",
    ),
    "a variable in any case": (
        [],
        [
            allow("*", "*", {"StringEqualsIgnoreCase": {TAG: "${aws:username}"}}),
            deny("*", "*", {"StringEquals": {TAG: "${aws:username}"}}),
        ],
        "refuted",
        "X",
    ),
    "a multivalued key in a resource": (
        [],
        [allow("s3:*", "arn:aws:s3:::b/${aws:TagKeys}")],
        "unknown",
        "${aws:TagKeys}",
    ),
    "an address that a pattern names": (
        [],
        [allow("*", "*", {"StringLike": {"aws:SourceIp": "10.?.*.7"}})],
        "refuted",
        "10.0.0.7",
    ),
    "a date that a pattern names": (
        [],
        [allow("*", "*", {"StringLike": {"aws:CurrentTime": "2026-*"}})],
        "refuted",
        "2026-01-01T00:00:00Z",
    ),
}


@pytest.mark.parametrize("name", GAINED)
def test_what_is_gained_or_not_known(name: str) -> None:
    old, new, verdict, words = GAINED[name]
    found = excess(role(*old) if old else NOTHING, [role(*new)])
    assert found.verdict == verdict
    if verdict == "unknown":
        assert any(words in reason for reason in found.unknown)
    else:
        assert (words,) in found.excesses[0].counterexample.request.context.values()


UNCHANGED: dict[str, tuple[list[Statement], list[Statement]]] = {
    "no address is a number": (
        [allow("*", "*", {"NumericLessThan": {"aws:SourceIp": "6"}})],
        [allow("*", "*", {"StringEquals": {"aws:SourceIp": "5"}})],
    ),
    "no number is a word": (
        [],
        [allow("*", "*", {"StringEquals": {"s3:max-keys": "five"}})],
    ),
    "a call that needs no permission": ([], [allow("sts:GetCallerIdentity")]),
    "the same that cannot be read": (
        [allow("*"), deny("*", "*", {"NumericNotEquals": {TAG: "ten"}})],
        [allow("*"), deny("*", "*", {"NumericNotEquals": {TAG: "ten"}})],
    ),
    "what is left is one writing of bytes": (
        [allow("*", "*", {"StringEquals": {TAG: "QQ=="}})],
        [allow("*", "*", {"StringEquals": {TAG: "QQ=="}, "BinaryEquals": {TAG: "QQ=="}})],
    ),
}


@pytest.mark.parametrize("name", UNCHANGED)
def test_what_is_not_gained(name: str) -> None:
    old, new = UNCHANGED[name]
    assert excess(role(*old) if old else NOTHING, [role(*new)]).verdict == "proven"


def test_a_wildcard_that_could_be_the_call_that_needs_no_permission() -> None:
    found = excess(NOTHING, [role(allow(["sts:GetCallerIdentity*", "sts:getcallerident?ty"]))])
    assert "sts:GetCallerIdentity" not in found.excesses[0].actions
    assert found.excesses[0].counterexample.request.action.lower() != "sts:getcalleridentity"


def test_a_fault_of_the_prover_concerns_one_question(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where evaluator and prover disagree, that one answer is not known, and says why."""
    pair = role(allow("s3:*")), role(allow("s3:*"), allow("sqs:*"))
    monkeypatch.setattr(Evaluator, "decide", _deny_everything)
    with pytest.raises(Fault):
        excess(*pair[:1], [pair[1]])
    change = compare(*pair)
    assert change.outcome == "unknown"
    assert "a fault in influmojo_cfn itself was found" in change.gained.unknown[0]


def _deny_everything(self: Evaluator, request: Request) -> Decision:
    return Decision("implicitDeny", request, _evaluator=self)


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ({"Bool": {"aws:SecureTransport": "maybe"}}, "Bool cannot read 'maybe'"),
        ({"NumericEquals": {"s3:max-keys": "five"}}, "NumericEquals cannot read 'five'"),
        ({"IpAddress": {"aws:SourceIp": "10.0.0.0/64"}}, "IpAddress cannot read '10.0.0.0/64'"),
        ({"Null": {TAG: "maybe"}}, "Null cannot read 'maybe'"),
        ({"NumericNotEquals": {TAG: []}}, "lists no value"),
        (
            {"ArnLike": {TAG: "arn:aws:iam::*"}},
            "AWS does not document whether 'arn:aws:iam::*' is an",
        ),
    ],
)
def test_a_deny_does_not_vanish_with_what_cannot_be_read(condition: Condition, reason: str) -> None:
    answer = excess(NOTHING, [role(allow("s3:*"), deny("*", "*", condition))])
    assert answer.verdict == "unknown"
    assert reason in answer.unknown[0]
    same = role(allow("s3:*"), deny("*", "*", condition))
    assert excess(same, [same]).verdict == "proven"


def test_a_number_that_one_of_several_values_must_be() -> None:
    written = WrittenTest("ForAnyValue:NumericEquals", TAG, ("5",))
    constraint = Constraint(atom(written, Letters(), variables=True), True)
    assert solve([constraint], KeyModel(several=True)) == ("5",)


def test_a_value_that_a_test_forbids_alone_is_beside_another() -> None:
    rows = [
        ("ForAllValues:StringEquals", ("a", "b"), True),
        ("ForAnyValue:StringEquals", ("a",), True),
        ("StringEquals", ("a",), False),
        ("StringEquals", ("b",), False),
    ]
    constraints = [
        Constraint(atom(WrittenTest(operator, TAG, values), Letters(), variables=True), holds)
        for operator, values, holds in rows
    ]
    assert solve(constraints, KeyModel(several=True)) == ("a", "b")
    assert solve(constraints, KeyModel(several=False)) is None
