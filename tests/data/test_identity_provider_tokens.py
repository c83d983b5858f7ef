"""The examples of the table are in the form that it gives."""

from __future__ import annotations

import pytest

from influmojo_cfn.data.identity_provider_tokens import CUSTOMIZED, PROVIDERS, TokenForm

IDS = [row.subject[0] + row.issuer.pattern[:12] for row in PROVIDERS]


@pytest.mark.parametrize("row", PROVIDERS, ids=IDS)
def test_the_example_is_a_subject(row: TokenForm) -> None:
    assert row.example.startswith(row.subject)
    assert row.wrong is None or not row.wrong.match(row.example)
    assert row.audience


def test_a_customized_subject_begins_with_no_claim_of_a_provider() -> None:
    assert not {start.rstrip(":") for row in PROVIDERS for start in row.subject} & CUSTOMIZED
