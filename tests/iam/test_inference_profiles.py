"""The foundation model of an inference profile."""

from __future__ import annotations

import pytest

from influmojo_cfn.iam.inference_profiles import model_of_profile


@pytest.mark.parametrize(
    ("identifier", "model"),
    [
        ("us.amazon.nova-lite-v1:0", "amazon.nova-lite-v1:0"),
        ("us-gov.amazon.nova-lite-v1:0", "amazon.nova-lite-v1:0"),
        ("amazon.nova-lite-v1:0", ""),
        ("us.nova", ""),
        ("", ""),
    ],
)
def test_a_profile_is_a_geography_and_a_model(identifier: str, model: str) -> None:
    assert model_of_profile(identifier) == model
