"""Policy variables beside what is known of their keys."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.iam.automata import opaque
from influmojo_cfn.iam.budget import Budget
from influmojo_cfn.iam.pattern_questions import glob, literal
from influmojo_cfn.proof.question import excess
from influmojo_cfn.proof.variables import Case, Holding, suggested
from tests.proof.policies import NOTHING, Statement, allow, deny, role

HOME = "arn:aws:s3:::home/${aws:username}/*"
BOB = {"StringEquals": {"aws:username": "bob"}}


def home(name: str, condition: Any = None) -> Statement:
    return allow("s3:*", f"arn:aws:s3:::home/{name}/*", condition)


PROVEN: dict[str, tuple[list[Statement], list[Statement]]] = {
    "the key says whose home": ([allow("s3:*", HOME)], [home("bob", BOB)]),
    "one of two": (
        [allow("s3:*", HOME)],
        [
            home("bob", BOB),
            home("amy", {"StringEquals": {"aws:username": "amy"}}),
        ],
    ),
    "a Deny of the own home spares others": (
        [allow("s3:*", "arn:aws:s3:::home/*"), deny("s3:*", HOME)],
        [home("amy", BOB)],
    ),
    "a Deny of the own home": ([], [home("bob", BOB), deny("s3:*", HOME)]),
    "a Deny of all but the own home": (
        [],
        [home("amy", BOB), deny("s3:*", NotResource=HOME)],
    ),
    "the default where the key is absent": (
        [home("guest")],
        [
            allow(
                "s3:*",
                "arn:aws:s3:::home/${aws:username, 'guest'}/*",
                {"Null": {"aws:username": "true"}},
            )
        ],
    ),
    "an owner's tag": (
        [allow("ec2:*", "*", {"StringEquals": {"ec2:ResourceTag/owner": "${aws:username}"}})],
        [
            allow(
                "ec2:*",
                "*",
                {"StringEquals": {"ec2:ResourceTag/owner": "bob", "aws:username": "bob"}},
            )
        ],
    ),
    "a wildcard in a value is text": (
        [allow("s3:*", "arn:aws:s3:::home/${*}/*")],
        [allow("s3:*", HOME, {"StringEquals": {"aws:username": "*"}})],
    ),
}


@pytest.mark.parametrize("name", PROVEN)
def test_proven(name: str) -> None:
    old, new = PROVEN[name]
    answer = excess(role(*old) if old else NOTHING, [role(*new)])
    assert (answer.verdict, answer.unknown) == ("proven", ())


REFUTED: dict[str, tuple[list[Statement], list[Statement], dict[str, tuple[str, ...]]]] = {
    "the home of another": ([allow("s3:*", HOME)], [home("amy", BOB)], {"aws:username": ("bob",)}),
    "without the key": ([allow("s3:*", HOME)], [home("bob")], {}),
    "a home that is forbidden": (
        [],
        [allow("s3:*", HOME), deny("s3:*", NotResource="arn:aws:s3:::home/admin/*")],
        {"aws:username": ("admin",)},
    ),
    "a key of several values": (
        [allow("s3:*", "*", {"StringLike": {"custom:key": "${custom:key}"}})],
        [allow("s3:*", "*", {"ForAllValues:StringEquals": {"custom:key": ["a", "b"]}})],
        {},
    ),
}


@pytest.mark.parametrize("name", REFUTED)
def test_refuted(name: str) -> None:
    old, new, context = REFUTED[name]
    answer = excess(role(*old) if old else NOTHING, [role(*new)])
    assert answer.excesses[0].counterexample.request.context == context


def test_a_variable_before_the_fifth_colon_gives_unknown() -> None:
    odd = allow("s3:*", "arn:aws:s3:${aws:username}::home")
    assert excess(NOTHING, [role(odd)]).verdict == "unknown"
    assert excess(role(allow("s3:*")), [role(odd)]).verdict == "proven"


def test_a_case_is_split_at_the_key_of_which_least_is_known() -> None:
    some = Case({"aws:username": Holding("other", others=("bob",))})
    texts = {"aws:username": ["amy"], "aws:userid": ["id"]}
    made = some.split(["aws:username", "aws:userid"], texts)
    assert {tuple(case.holdings) for case in made} == {("aws:username", "aws:userid")}
    assert made[0].holdings["aws:userid"] == Holding("text", "id")


def test_a_case_is_split_at_each_string_once() -> None:
    some = Case({"aws:username": Holding("other", others=("bob",))})
    made = some.split(["aws:username"], {"aws:username": ["bob", "amy"]})
    assert [case.holdings["aws:username"] for case in made] == [
        Holding("text", "amy"),
        Holding("other", others=("bob", "amy")),
    ]
    assert some.split(["aws:username"], {"aws:username": ["bob"]}) == []


def test_a_key_of_which_no_string_is_likely_holds_any() -> None:
    made = Case().split(["aws:username"], {})
    assert [case.holdings["aws:username"].kind for case in made] == ["other", "absent", "text"]


def test_a_letter_that_is_there_twice_represents_one_string() -> None:
    letter = opaque(0)
    pattern = glob(f"{letter}-{letter}")
    assert list(suggested([[pattern], [literal("a-b")]], Budget())) == []
    assert list(suggested([[pattern], [literal("a-a")]], Budget())) == [(letter, "a")]
