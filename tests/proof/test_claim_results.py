"""What is found of a claim in several cases together."""

from __future__ import annotations

import pytest

from influmojo_cfn.evaluation.request import Request
from influmojo_cfn.iam.document import Policy, Statement
from influmojo_cfn.proof.access import Counterexample, Excess, ProofAnswer
from influmojo_cfn.proof.claim_results import ClaimResult, ProofReport, together
from influmojo_cfn.proof.claims import Claim

CLAIM = Claim("no IAM", "never", {"actions": "iam:*"})
ALLOW = Statement("Allow", ("iam:*",), ("*",))
ASKED = Counterexample(Request("iam:CreateUser"))
SHOWN = Excess(Policy((ALLOW,)), ALLOW, ("iam:*",), ("*",), ASKED)
PROVEN, REFUTED = ProofAnswer(), ProofAnswer((SHOWN,))
UNKNOWN = ProofAnswer(unknown=("an export",))


def result(answer: ProofAnswer) -> ClaimResult:
    return ClaimResult(CLAIM, "Role", answer)


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        (PROVEN, PROVEN, "proven"),
        (PROVEN, REFUTED, "refuted"),
        (REFUTED, UNKNOWN, "refuted"),
        (UNKNOWN, REFUTED, "refuted"),
        (PROVEN, UNKNOWN, "unknown"),
    ],
    ids=["both proven", "refuted then", "refuted first", "refuted after", "one not known"],
)
def test_one_case_that_refutes_a_claim_is_enough(
    one: ProofAnswer, other: ProofAnswer, verdict: str
) -> None:
    assert together(result(one), result(other)).verdict == verdict
    assert together(None, result(other)) == result(other)


@pytest.mark.parametrize(
    ("answer", "unread", "proven"),
    [(PROVEN, (), True), (UNKNOWN, (), False), (PROVEN, ("a macro",), False)],
    ids=["all proven", "one not known", "not wholly read"],
)
def test_a_report_is_proven_where_nothing_is_open(
    answer: ProofAnswer, unread: tuple[str, ...], proven: bool
) -> None:
    assert ProofReport((result(answer),), unread=unread).proven is proven
