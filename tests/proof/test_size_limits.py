"""Policies at IAM's size limits: most questions have an answer, each within the bound."""

from __future__ import annotations

import random
import time
from collections import Counter

import pytest

from bench.size_limits import HANDED, KINDS, LIMIT, Kind, Statements, allow, characters, deny
from influmojo_cfn.proof.question import excess
from tests.proof.policies import role

NARROWER = deny("s3:*", "arn:aws:s3:::*qq*rr*")


def verdicts(*pairs: tuple[Statements, Statements]) -> Counter[str]:
    """Return the verdicts of pairs of old and new, each found within the bound."""
    found: Counter[str] = Counter()
    for old, new in pairs:
        began = time.process_time()
        found[excess(role(*old), [role(*new)], first_only=True).verdict] += 1
        assert time.process_time() - began < 8
    return found


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_what_one_of_two_large_policies_allows_is_found(kind: Kind) -> None:
    old, new = kind(random.Random(1))
    assert max(characters(old), characters(new)) < LIMIT
    found = verdicts((old, new), (new, old))
    assert found["unknown"] == 0
    assert found["refuted"] > 0


@pytest.mark.parametrize("kind", HANDED, ids=lambda kind: kind.__name__)
def test_a_large_policy_with_one_deny_more_is_narrower(kind: Kind) -> None:
    old, _ = kind(random.Random(2))
    assert verdicts((old, [*old, NARROWER])) == {"proven": 1}


def test_more_pigeons_than_holes_have_no_place() -> None:
    pigeonhole = next(kind for kind in HANDED if kind.__name__ == "pigeonhole")
    old, _ = pigeonhole(random.Random(3))
    assert verdicts(([deny("*")], old), ([*old, NARROWER], old)) == {"proven": 2}


def test_a_limit_that_excludes_every_action_but_one_pattern_is_told_from_another() -> None:
    patterns = [
        f"s3:*{a}*{b}*" for a, b in zip("abcdefgh" * 6, "ijklmnop" * 5 + "qrstuvwx", strict=True)
    ]
    old = [allow("*"), {**deny("*"), "NotAction": patterns[:47]}]
    del old[1]["Action"]
    new = [allow("*"), {**old[1], "NotAction": patterns}]
    assert verdicts((old, new), (new, old)) == {"refuted": 1, "proven": 1}
