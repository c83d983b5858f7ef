"""Pairs of policies whose verdicts are published."""

from __future__ import annotations

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.proof.difference import compare_documents
from tests.proof.policies import document
from tests.proof.published import PAIRS, Pair


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_verdict(pair: Pair) -> None:
    (change,) = compare_documents(
        Document(document(*pair.old), "old"), Document(document(*pair.new), "new")
    ).changes
    assert change.gained.verdict == pair.verdict


def test_there_are_enough_of_each_verdict() -> None:
    verdicts = [pair.verdict for pair in PAIRS]
    assert min(verdicts.count("proven"), verdicts.count("refuted")) >= 60
