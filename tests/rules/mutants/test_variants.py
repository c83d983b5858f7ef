"""Nothing is found in what is right, however it is written."""

from __future__ import annotations

import pytest

from tests.rules.mutants.plant import Mutant, found, mutants

VARIANTS = list(mutants("variants.yaml"))


def test_there_are_enough() -> None:
    assert len(VARIANTS) >= 40


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: variant.name)
def test_a_clean_variant_is_clean(variant: Mutant) -> None:
    assert {one for one in found(variant) if not one[0].startswith("I")} == set()
