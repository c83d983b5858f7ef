"""A parameter that conditions compare as a number, date, address or Boolean: one of each place."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.proof.assignments import ComparedStrings, assignments
from influmojo_cfn.proof.difference import Difference, compare_documents
from influmojo_cfn.proof.typed_values import TypedParameters

B: dict[str, str] = {"Ref": "B"}
SUBNET: dict[str, Any] = {"IpAddress": {"aws:SourceIp": B}}


def template(*statements: Any, **rows: Any) -> dict[str, Any]:
    trust = {"Version": "2012-10-17", "Statement": []}
    own = {
        "PolicyName": "p",
        "PolicyDocument": {"Version": "2012-10-17", "Statement": [*statements]},
    }
    role = {"AssumeRolePolicyDocument": trust, "Policies": [own]}
    return {
        "Parameters": {name: {"Type": "String", **row} for name, row in ({"B": {}} | rows).items()},
        "Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": role}},
    }


def statement(conditions: Any = None, action: str = "s3:ListBucket", **more: Any) -> dict[str, Any]:
    under = {"Condition": conditions} if conditions else {}
    return {"Effect": "Allow", "Action": action, "Resource": "*", **under, **more}


def values(*conditions: Any, **rows: Any) -> dict[str, list[str]]:
    found = ComparedStrings([template(*map(statement, conditions), **rows)])
    return found.typed_values(dict.fromkeys(("B", *rows)))


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ({"Bool": {"aws:SecureTransport": B}}, ["true", "false"]),
        ({"Null": {"aws:PrincipalTag/t": B}}, ["true", "false"]),
        ({"NumericLessThan": {"s3:max-keys": B}}, ["1"]),
        ({"NumericLessThanIfExists": {"s3:max-keys": [B, "5", 9]}}, ["10", "5", "9", "4", "7"]),
        ({"DateGreaterThan": {"aws:CurrentTime": B}}, ["2026-01-01T00:00:00Z"]),
        (SUBNET, ["198.51.100.0/24"]),
        (
            {"NotIpAddress": {"aws:SourceIp": [{"Fn::If": ["C", B, "10.0.0.0/8"]}]}},
            ["198.51.100.0/24", "10.0.0.0/8", "10.0.0.0/7", "10.0.0.0", "10.255.255.255"],
        ),
        ({"ForAnyValue:Bool": {"k": {"Fn::Sub": "${B}"}}}, ["true", "false"]),
    ],
)
def test_one_value_of_each_place_among_others(conditions: Any, found: list[str]) -> None:
    assert values(conditions) == {"B": found}


@pytest.mark.parametrize(
    "conditions",
    [
        {"StringEquals": {"aws:SourceVpc": B}},
        {"IpAddress": {"aws:SourceIp": {"Fn::Sub": "${B}/32"}}},
        {**SUBNET, "StringEquals": {"aws:SourceVpc": B}},
        {**SUBNET, "NumericLessThan": {"s3:max-keys": B}},
        {"IpAddresses": {"aws:SourceIp": B}},
    ],
    ids=["a string", "a part of an address", "a string too", "a number too", "no operator"],
)
def test_a_value_of_another_kind_is_represented_by_a_letter(conditions: Any) -> None:
    data = template(statement(conditions))
    assert ComparedStrings([data]).typed_values(["B"]) == {}
    (case,) = assignments([data], ["B"]) or []
    assert list(case.letters.values()) == ["B"]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({"AllowedPattern": r"[0-9.]+/[0-9]+"}, {"B": ["198.51.100.0/24"]}),
        ({"AllowedPattern": r"[0-9.]+/32"}, {"B": ["198.51.100.7/32"]}),
        ({"AllowedPattern": r"10\.[0-9.]+/16"}, {}),
    ],
    ids=["any block", "single addresses", "no block apart from others"],
)
def test_an_address_is_within_the_limits_of_its_parameter(row: Any, found: Any) -> None:
    assert values(SUBNET, B=row) == found


def test_a_number_has_the_ends_of_its_limits_as_places() -> None:
    row = {"Type": "Number", "MinValue": 3, "MaxValue": 9}
    assert values({"NumericLessThan": {"s3:max-keys": B}}, B=row) == {"B": ["3", "9", "6"]}


def test_a_second_parameter_is_in_each_place_among_those_of_the_first() -> None:
    both = {"NumericLessThan": {"s3:max-keys": [B, {"Ref": "C"}]}}
    assert values(both, C={}) == {"B": ["1"], "C": ["2", "1", "0"]}


def test_many_combinations_are_not_looked_at() -> None:
    compared = {"NumericLessThan": {"s3:max-keys": [B, *map(str, range(20))]}}
    assert values(compared) == {}


@pytest.fixture(name="compared")
def _compared() -> Callable[[Any, Any], Difference]:
    def compared(old: Any, new: Any) -> Difference:
        return compare_documents(Document(template(*old)), Document(template(*new)))

    return compared


TEN: dict[str, Any] = {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}
DENY = statement({"NotIpAddress": {"aws:SourceIp": "10.0.0.0/8"}}, Effect="Deny")


@pytest.mark.parametrize(
    ("old", "new", "outcome"),
    [
        ([statement(SUBNET), statement(SUBNET, "s3:GetObject")], [statement(SUBNET)], "narrowed"),
        ([statement(SUBNET)], [statement(SUBNET, "s3:*")], "widened"),
        ([statement()], [statement(), statement(SUBNET, Effect="Deny")], "narrowed"),
        ([statement(), statement(SUBNET, Effect="Deny")], [statement()], "widened"),
        ([statement(TEN)], [statement(SUBNET)], "both"),
        ([statement(SUBNET), DENY], [statement(TEN)], "widened"),
        ([statement(SUBNET), DENY], [statement(SUBNET)], "widened"),
        ([statement({"Null": {"aws:SourceIp": B}})], [statement()], "widened"),
        ([statement(Effect=B)], [statement()], "widened"),
        ([statement(), statement(action="s3:*", Effect=B)], [statement()], "both"),
    ],
    ids=[
        "fewer actions",
        "more actions",
        "a Deny of the parameter",
        "no Deny of the parameter",
        "the parameter in place of a block",
        "a block in place of the parameter within it",
        "the parameter outside a block as well",
        "presence that a parameter asks for",
        "an Allow in place of an Effect that is open",
        "no statement in place of one whose Effect is open",
    ],
)
def test_a_change_is_judged_in_each_place(
    old: Any, new: Any, outcome: str, compared: Callable[[Any, Any], Difference]
) -> None:
    found = {change.part: change for change in compared(old, new).changes}["permissions"]
    assert (found.outcome, found.gained.unknown) == (outcome, ())


def test_parameters_are_found_in_resources_of_any_shape() -> None:
    odd = {"Resources": {"A": {"Properties": {"Condition": {"Bool": [B]}}}, "C": None}}
    assert TypedParameters([odd, {}]).values(["B"], lambda _, text: text == "true") == {
        "B": ["true"]
    }
