"""What is the ARN of a KMS key."""

from __future__ import annotations

import pytest

from influmojo_cfn.iam.key_arn import key_arn_problem


def test_the_arn_of_a_key_has_no_problem() -> None:
    assert key_arn_problem("arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab") == ""


@pytest.mark.parametrize(
    "text",
    [
        "1234abcd",
        "arn:aws:kms:eu-west-1:111122223333:alias/a",
        "arn:aws:s3:::key/a",
        "arn:aws:kms",
        "",
    ],
)
def test_what_is_no_key_is_told(text: str) -> None:
    assert "is not the ARN of a KMS key" in key_arn_problem(text)


def test_a_key_is_in_a_region_that_exists() -> None:
    assert "eu-wset-1" in key_arn_problem("arn:aws:kms:eu-wset-1:111122223333:key/1234abcd-12ab")
