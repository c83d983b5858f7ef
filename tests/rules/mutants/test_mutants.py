"""At least 98 of 100 planted mistakes are found by the right rule at the right line."""

from __future__ import annotations

from collections.abc import Callable

from influmojo_cfn.rules.engine import rules
from tests.rules.mutants.plant import Mutant, changes, clean, found, is_found, mutants
from tests.rules.mutants.test_service_roles import MISTAKES

LEAST_FOUND = 0.98
LEAST_MUTANTS = 120
ELSEWHERE = {"I9220", "I9222", "I9614", "E9221", "I9505", "E9851", "W9515", "W9832"}
"""Rules on templates of another kind than the clean one; their own examples test them."""


def test_the_clean_template_is_clean() -> None:
    assert found(Mutant("", "clean", clean(), frozenset())) == set()


def test_nearly_all_planted_mistakes_are_found(counted: Callable[[str], None]) -> None:
    planted = list(mutants("mistakes.yaml"))
    missed = [mutant for mutant in planted if not is_found(mutant)]
    for mutant in missed:
        counted(f"missed: {mutant.rule} {mutant.name}; found {sorted(found(mutant))}")
    counted(f"{len(planted) - len(missed)} of {len(planted)} mistakes found")
    assert len(planted) >= LEAST_MUTANTS
    assert len(missed) <= (1 - LEAST_FOUND) * len(planted)


def test_every_rule_has_a_mutant() -> None:
    planted = {mutant.rule for mutant in mutants("mistakes.yaml")}
    planted |= {row["rule"] for row in changes("access_mistakes.yaml")}
    planted |= {row["rule"] for row in MISTAKES}
    assert {rule.id for rule in rules()} - planted == ELSEWHERE
