"""What a role can do as a whole: its layers, and the verdict on what was found."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.evaluation.request import Request
from influmojo_cfn.iam.document import Policy, parse_policy
from influmojo_cfn.proof.access import Access, ProofAnswer
from influmojo_cfn.proof.question import excess
from tests.proof.policies import NOTHING, allow, document, role


def policy(action: str) -> Policy:
    return parse_policy(document(allow(action)))


GET, PUT, ALL = policy("s3:GetObject"), policy("s3:PutObject"), policy("s3:*")
FOUND = excess(NOTHING, [role(allow("s3:GetObject"))])


@pytest.mark.parametrize(
    ("access", "layers"),
    [
        (Access((GET,)), ((GET,),)),
        (Access((GET,), boundary=(PUT,)), ((GET,), (PUT,))),
        (Access((GET,), session=(PUT,)), ((GET,), (PUT,))),
        (Access((GET,), boundary=()), ((GET,), ())),
        (
            Access((GET,), (PUT,), (ALL,), ((ALL,), (GET,))),
            ((GET,), (PUT,), (ALL,), (ALL,), (GET,)),
        ),
    ],
)
def test_each_group_of_policies_is_a_layer(access: Access, layers: Any) -> None:
    assert access.layers == layers


@pytest.mark.parametrize(
    ("access", "allowed"),
    [
        (Access((GET,)), True),
        (Access((GET,), boundary=(ALL,)), True),
        (Access((GET,), boundary=(PUT,)), False),
        (Access((GET,), session=(PUT,)), False),
        (Access((GET,), service_control=((PUT,),)), False),
        (Access((GET,), boundary=()), False),
        (NOTHING, False),
    ],
)
def test_every_layer_has_to_allow(access: Access, allowed: bool) -> None:
    assert access.evaluator.decide(Request("s3:GetObject", "arn:aws:s3:::b/k")).allowed is allowed


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (ProofAnswer(), "proven"),
        (ProofAnswer(unknown=("why",)), "unknown"),
        (FOUND, "refuted"),
        (ProofAnswer(FOUND.excesses, ("why",)), "refuted"),
    ],
)
def test_an_excess_refutes_and_a_doubt_leaves_open(answer: ProofAnswer, verdict: str) -> None:
    assert answer.verdict == verdict


def test_a_note_is_at_each_excess_and_doubts_stay() -> None:
    noted = ProofAnswer(FOUND.excesses, ("why",)).noted("there")
    assert [found.note for found in noted.excesses] == ["there"]
    assert noted.unknown == ("why",)


def test_what_is_suggested_makes_no_other_answer() -> None:
    assert ProofAnswer(suggested=(("a", "b"),)) == ProofAnswer()


def test_what_two_cases_show_is_said_once_by_its_key() -> None:
    one = ProofAnswer(FOUND.excesses, ("a",))
    noted = ProofAnswer(FOUND.noted("there").excesses, ("b", "a"))
    merged = one.merged(noted, lambda found: found.actions)
    assert (merged.excesses, merged.unknown) == (one.excesses, ("a", "b"))
    assert len(one.merged(noted, lambda found: found.note).excesses) == 2
