"""A change in one word, and what several cases show of it put together."""

from __future__ import annotations

import pytest

from influmojo_cfn.proof.access import ProofAnswer
from influmojo_cfn.proof.access_change import (
    AccessChange,
    legible,
    merged,
    noted,
    of_sides,
    shown,
)
from influmojo_cfn.proof.access_comparison import compare
from influmojo_cfn.proof.assignments import Assignment
from tests.proof.policies import NOTHING as NONE
from tests.proof.policies import allow, role

NOTHING = ProofAnswer()
UNKNOWN = ProofAnswer(unknown=("its policy is elsewhere",))


def found(*resources: str) -> ProofAnswer:
    """Return what is gained where these resources are added."""
    old = role(allow("s3:GetObject", "arn:aws:s3:::a"))
    new = role(*(allow("s3:GetObject", each) for each in ("arn:aws:s3:::a", *resources)))
    return compare(old, new).gained


@pytest.mark.parametrize(
    ("gained", "lost", "outcome", "wider"),
    [
        (NOTHING, NOTHING, "unchanged", False),
        (NOTHING, found("arn:aws:s3:::b"), "narrowed", False),
        (found("arn:aws:s3:::b"), NOTHING, "widened", True),
        (found("arn:aws:s3:::b"), found("arn:aws:s3:::b"), "both", True),
        (found("arn:aws:s3:::b"), UNKNOWN, "widened", True),
        (UNKNOWN, NOTHING, "unknown", True),
        (NOTHING, UNKNOWN, "unknown", False),
    ],
)
def test_the_outcome_in_a_word(
    gained: ProofAnswer, lost: ProofAnswer, outcome: str, wider: bool
) -> None:
    change = AccessChange("R", "permissions", gained, lost)
    assert (change.outcome, change.may_be_wider) == (outcome, wider)


def test_what_two_cases_show_is_said_once() -> None:
    one = AccessChange("R", "permissions", found("arn:aws:s3:::b"), UNKNOWN)
    both = merged(one, AccessChange("R", "permissions", found("arn:aws:s3:::b"), UNKNOWN))
    assert both == one


def test_it_is_said_where_something_is_so() -> None:
    change = AccessChange("R", "permissions", found("arn:aws:s3:::b"), UNKNOWN)
    there = noted(change, "where Name is x")
    assert there.gained.excesses[0].note == "where Name is x"
    assert there.lost.unknown == ("where Name is x: its policy is elsewhere",)
    assert noted(change, "") is change


def test_a_case_of_one_side_shows_what_that_side_changes() -> None:
    change = AccessChange("R", "permissions", found("arn:aws:s3:::b"), UNKNOWN)
    assert of_sides(change, (True, False)).gained == NOTHING
    assert of_sides(change, (False, True)).lost == NOTHING


def test_letters_are_shown_as_parameters() -> None:
    letter = "q"
    change = AccessChange("R", "permissions", found(f"arn:aws:s3:::{letter}"), NOTHING)
    legible = shown(change, Assignment({}, {letter: "Bucket"}))
    assert legible.gained.excesses[0].resources == ("arn:aws:s3:::${Bucket}",)


def test_values_of_keys_are_shown_as_parameters() -> None:
    tag = {"StringEquals": {"aws:PrincipalTag/t": "q"}}
    (excess,) = compare(NONE, role(allow("s3:GetObject", "*", tag))).gained.excesses
    request = legible(excess, Assignment({}, {"q": "Tag"})).counterexample.request
    assert request.context == {"aws:principaltag/t": ("${Tag}",)}


def test_what_was_denied_is_shown_with_its_parameters() -> None:
    tag = {"StringEquals": {"aws:PrincipalTag/t": "q"}}
    free = allow("s3:GetObject", "*")
    old = role(free, {**allow("s3:GetObject", "arn:aws:s3:::q/*", tag), "Effect": "Deny"})
    (excess,) = compare(old, role(free)).gained.excesses
    ((_, deny),) = legible(excess, Assignment({}, {"q": "Bucket"})).denied
    assert deny.resources == ("arn:aws:s3:::${Bucket}/*",)
    assert deny.conditions[0].values == ("${Bucket}",)
