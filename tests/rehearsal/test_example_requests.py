"""Resources and contexts that a statement covers, and neighbors that it does not cover."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influmojo_cfn.iam.conditions import CompiledCondition
from influmojo_cfn.iam.document import Condition
from influmojo_cfn.iam.operators import OPERATORS, Operator
from influmojo_cfn.iam.patterns import matches
from influmojo_cfn.iam.unknown import Unknown
from influmojo_cfn.iam.verdict import NO, YES
from influmojo_cfn.rehearsal.example_requests import (
    ELSEWHERE,
    FILLER,
    FilledParts,
    arn_expression,
    context_that_meets,
    contexts_that_fail,
    filled,
    neighbor,
    of_type,
)

PLACE = {"account": "111122223333", "region": "eu-west-1", "partition": "aws"}
QUEUE = "arn:aws:sqs:eu-west-1:111122223333"


def test_a_part_without_a_value_is_filled() -> None:
    assert "{a}-{b}".format_map(FilledParts(a="x")) == f"x-{FILLER}"


PARTS: dict[str, tuple[str, str, dict[str, str] | None]] = {
    "a queue": (
        "arn:{partition}:sqs:{region}:{account}:{queue}",
        f"{QUEUE}:jobs",
        {"queue": "jobs"},
    ),
    "a queue of another account": (
        "arn:{partition}:sqs:{region}:{account}:{queue}",
        "arn:aws:sqs:eu-west-1:444455556666:jobs",
        None,
    ),
    "an object": (
        "arn:{partition}:s3:::{bucket}/{key}",
        "arn:aws:s3:::a/b/c",
        {"bucket": "a", "key": "b/c"},
    ),
    "a bucket is no object": ("arn:{partition}:s3:::{bucket}/{key}", "arn:aws:s3:::a", None),
    "a table and no index of it": (
        "arn:{partition}:dynamodb:{region}:{account}:table/{table}",
        "arn:aws:dynamodb:eu-west-1:111122223333:table/a/index/b",
        None,
    ),
    "a secret with its six characters": (
        "{partition}:secret:{secret}-{random}",
        "aws:secret:a-b-AbCd12",
        {"secret": "a-b", "random": "AbCd12"},
    ),
    "a secret without them": ("{partition}:secret:{secret}-{random}", "aws:secret:a-b", None),
    "every stream of a group": (
        "log-group:{group}:log-stream:{stream}",
        "log-group:a:log-stream:",
        {"group": "a", "stream": ""},
    ),
    "a dot is a dot": ("a.b", "axb", None),
}


@pytest.mark.parametrize(("arn", "text", "parts"), PARTS.values(), ids=PARTS)
def test_the_parts_of_an_arn_are_found(arn: str, text: str, parts: dict[str, str] | None) -> None:
    found = arn_expression(arn, PLACE).fullmatch(text)
    assert (found.groupdict() if found else None) == parts


@given(st.text("ab*?-/", max_size=12), st.text("xy", min_size=1, max_size=3))
def test_a_pattern_matches_what_it_is_filled_to(pattern: str, tail: str) -> None:
    text = filled(pattern, tail)
    assert "*" not in text
    assert "?" not in text
    assert matches(pattern, text)


FILLED = {
    "jobs": "jobs",
    "jobs-*": "jobs-tail",
    "*": "tail",
    "a*b*": "a-rehearsalbtail",
    "*/*": "rehearsal/tail",
    "a-??????": "a-AbCdEf",
}


@pytest.mark.parametrize(("pattern", "text"), FILLED.items())
def test_the_last_wildcard_becomes_the_tail(pattern: str, text: str) -> None:
    assert filled(pattern, "tail") == text


NEIGHBORS = {
    ("sqs:SendMessage", f"{QUEUE}:jobs"): f"{QUEUE}:{ELSEWHERE}",
    ("s3:GetObject", "arn:aws:s3:::a/b"): f"arn:aws:s3:::{ELSEWHERE}/{ELSEWHERE}",
    ("s3:ListBucket", "arn:aws:s3:::a"): f"arn:aws:s3:::{ELSEWHERE}",
    ("sqs:SendMessage", "arn:aws:s3:::a"): None,
    ("sqs:SendNothing", f"{QUEUE}:jobs"): None,
    ("xray:PutTraceSegments", "*"): None,
}


@pytest.mark.parametrize(("asked", "found"), NEIGHBORS.items())
def test_a_neighbor_is_of_the_same_type(asked: tuple[str, str], found: str | None) -> None:
    assert neighbor(*asked, PLACE) == found


def test_a_type_is_filled_with_the_place_and_one_name() -> None:
    arn = "arn:${Partition}:sqs:${Region}:${Account}:${QueueName}"
    assert of_type(arn, PLACE, "a") == f"{QUEUE}:a"


def condition(operator: str, *values: str) -> Condition:
    return Condition(operator=operator, key="aws:RequestTag/a", values=values)


WRITABLE = {
    "String": ("a-*", "b"),
    "ARN": ("arn:aws:sqs:*:111122223333:a", "arn:aws:sqs:*:111122223333:b"),
    "Bool": ("true",),
}
KNOWN = [row for row in OPERATORS if row.family in WRITABLE]


@pytest.mark.parametrize("operator", KNOWN, ids=lambda row: row.name)
def test_a_condition_is_met_by_the_context_that_meets_it(operator: Operator) -> None:
    written = condition(operator.name, *WRITABLE[operator.family])
    context, reason = context_that_meets([written])
    assert reason is None
    assert context is not None
    test = CompiledCondition(written, variables=False).test
    assert test({written.key.lower(): (context[written.key],)}) == YES


@pytest.mark.parametrize("operator", KNOWN, ids=lambda row: row.name)
def test_a_context_that_fails_does_not_meet_the_condition(operator: Operator) -> None:
    written = condition(operator.name, WRITABLE[operator.family][0])
    context, _ = context_that_meets([written])
    assert context is not None
    (failing,) = contexts_that_fail([written], context)
    test = CompiledCondition(written, variables=False).test
    assert test({written.key.lower(): (failing[written.key],)}) == NO


def test_one_condition_at_a_time_fails() -> None:
    one = Condition(operator="StringEquals", key="a", values=("x",))
    other = Condition(operator="StringEquals", key="b", values=("y",))
    assert list(contexts_that_fail([one, other], {"a": "x", "b": "y"})) == [
        {"a": ELSEWHERE, "b": "y"},
        {"a": "x", "b": ELSEWHERE},
    ]


@pytest.mark.parametrize(("value", "other"), [("true", "false"), ("false", "true")])
def test_the_other_boolean_fails(value: str, other: str) -> None:
    written = Condition(operator="Bool", key="a", values=(value,))
    assert list(contexts_that_fail([written], {"a": value})) == [{"a": other}]


def test_an_address_fails_by_another_address() -> None:
    written = Condition(operator="StringEquals", key="a", values=("me@shop.example",))
    (failing,) = contexts_that_fail([written], {"a": "me@shop.example"})
    assert failing == {"a": f"{FILLER}@{ELSEWHERE}.example"}


@pytest.mark.parametrize(
    "written",
    [
        condition("NumericEquals", "5"),
        condition("DateLessThan", "2030-01-01T00:00:00Z"),
        condition("StringAlmost", "a"),
        condition("StringEquals"),
        Condition(operator="StringEquals", key="aws:RequestTag/a", values=(Unknown("a"),)),
    ],
)
def test_a_condition_that_no_value_is_written_for_is_named(written: Condition) -> None:
    context, reason = context_that_meets([condition("Bool", "true"), written])
    assert context is None
    assert reason == (f"no request that meets {written.operator} on {written.key} is known")
