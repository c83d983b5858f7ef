"""Values of parameters in the place of principals: each caller that statements tell apart."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.iam.automata import opaque
from influmojo_cfn.iam.document import parse_policy
from influmojo_cfn.proof.assignments import Assignment
from influmojo_cfn.proof.difference import compare_documents
from influmojo_cfn.proof.principal_values import principal_values

P: dict[str, Any] = {"Ref": "P"}
Q: dict[str, Any] = {"Ref": "Q"}
ROLE = "arn:aws:iam::111122223333:role/x"
ROOT = "arn:aws:iam::111122223333:root"
ANY_ROLE = "arn:aws:iam::111122223333:role/AnyRole"
ECS = "ecs-tasks.amazonaws.com"


def said(effect: str, principals: Any, key: str = "Principal") -> dict[str, Any]:
    return {"Effect": effect, key: principals, "Action": "sts:AssumeRole"}


def allow(kind: str, name: Any) -> dict[str, Any]:
    return said("Allow", {kind: name})


def deny(kind: str, name: Any) -> dict[str, Any]:
    return said("Deny", {kind: name})


FIRST, SECOND = (opaque(number) for number in range(2))
CASE = Assignment({"R": "a"}, {FIRST: "P", SECOND: "Q"})


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (
            [allow("AWS", ROLE), deny("AWS", FIRST)],
            {("P", ROLE), ("P", ROOT), ("P", ANY_ROLE)},
        ),
        ([allow("AWS", ROLE), deny("AWS", f"arn:aws:iam::{FIRST}:root")], {("P", "111122223333")}),
        ([allow("Service", ECS), deny("Service", FIRST)], {("P", ECS)}),
        ([allow("Service", ECS), deny("AWS", FIRST)], set()),
        ([allow("AWS", ROLE), allow("AWS", FIRST)], set()),
        ([allow("AWS", FIRST), said("Deny", "*")], set()),
        (
            [allow("AWS", FIRST), deny("AWS", SECOND)],
            {(name, "arn:aws:iam::999999999999:role/AnyRole") for name in "PQ"},
        ),
    ],
    ids=[
        "a whole ARN",
        "an account",
        "a service",
        "another kind",
        "no Deny",
        "a Deny of everyone",
        "two parameters",
    ],
)
def test_each_principal_that_a_policy_names_is_a_value(
    statements: list[dict[str, Any]], expected: set[tuple[str, str]]
) -> None:
    policy = parse_policy({"Statement": statements}, kind="trust")
    assert set(principal_values(CASE, [policy])) == expected


def template(*statements: dict[str, Any], pattern: str = "") -> Document:
    limits = {"AllowedPattern": pattern} if pattern else {}
    role = {"AssumeRolePolicyDocument": {"Statement": list(statements)}}
    return Document(
        {
            "Parameters": {name: {"Type": "String", **limits} for name in ("P", "Q")},
            "Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": role}},
        }
    )


PAIRS: dict[str, tuple[list[Any], list[Any], str]] = {
    "a Deny that goes": ([allow("AWS", ROLE), deny("AWS", P)], [allow("AWS", ROLE)], "widened"),
    "a Deny of a service that goes": (
        [allow("Service", ECS), deny("Service", P)],
        [allow("Service", ECS)],
        "widened",
    ),
    "a Deny of one who is perhaps let in": (
        [allow("AWS", P), deny("AWS", ROLE)],
        [allow("AWS", P)],
        "widened",
    ),
    "two parameters": ([allow("AWS", P), deny("AWS", Q)], [allow("AWS", P)], "widened"),
    "the same Deny": (
        [allow("AWS", [ROLE, ROOT]), deny("AWS", P)],
        [allow("AWS", ROLE), deny("AWS", P)],
        "narrowed",
    ),
}


@pytest.mark.parametrize("pair", PAIRS)
def test_what_a_principal_of_a_parameter_changes_is_found(pair: str) -> None:
    old, new, outcome = PAIRS[pair]
    found = compare_documents(template(*old), template(*new))
    assert {each.outcome for each in found.changes if each.part == "trust"} == {outcome}


def test_a_principal_that_the_parameter_does_not_admit_is_none_of_its_values() -> None:
    old, new = (
        template(allow("AWS", ROLE), *denied, pattern="arn:aws:iam::444455556666:.*")
        for denied in ([deny("AWS", P)], [])
    )
    assert not compare_documents(old, new).may_be_wider
