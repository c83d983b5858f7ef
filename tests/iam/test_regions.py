"""Regions that exist, and misspelt ones."""

from __future__ import annotations

import cfnlint.helpers
import pytest

from influmojo_cfn.data.regions import REGIONS
from influmojo_cfn.iam import regions
from influmojo_cfn.iam.regions import region_problem, region_problem_of


@pytest.mark.parametrize("code", sorted(REGIONS))
def test_a_region_of_aws_is_one(code: str) -> None:
    assert region_problem(code) == ""
    assert region_problem_of(f"arn:aws:sqs:{code}:111122223333:jobs") == ""


@pytest.mark.parametrize(
    ("code", "nearest"),
    [
        ("eu-centrl-1", "eu-central-1"),
        ("ap-suoth-1", "ap-south-1"),
        ("us-east-3", "us-east-2"),
        ("us-gov-wst-1", "us-gov-west-1"),
        ("EU-WEST-1", "eu-west-1"),
        ("eu_west_1", "eu-west-1"),
        ("eu-west-1a", "eu-west-1"),
    ],
)
def test_a_misspelt_region_is_told_with_the_nearest(code: str, nearest: str) -> None:
    assert region_problem(code).endswith(f"; did you mean {nearest!r}?")


def test_a_region_that_is_newer_than_the_table_is_one_once_cfn_lint_lists_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "as far as the installed cfn-lint knows" in region_problem("nz-north-1")
    monkeypatch.setattr(cfnlint.helpers, "REGIONS", ["nz-north-1"])
    regions._regions_of_cfn_lint.cache_clear()
    try:
        assert region_problem("nz-north-1") == ""
    finally:
        regions._regions_of_cfn_lint.cache_clear()


@pytest.mark.parametrize(
    "arn",
    [
        "*",
        "arn:aws:s3:::uploads/*",
        "arn:aws:sqs:*:111122223333:jobs",
        "arn:aws:sqs:eu-*:111122223333:jobs",
        "arn:aws:sqs:${AWS::Region}:111122223333:jobs",
        "arn:aws:health:global::event/EC2",
    ],
)
def test_what_names_no_region_is_not_looked_at(arn: str) -> None:
    assert region_problem_of(arn) == ""


def test_the_region_of_an_arn_exists() -> None:
    assert "'eu-west-1'" in region_problem_of("arn:aws:sqs:eu-wst-1:111122223333:jobs")
    assert "'us-east-1'" in region_problem_of("arn:aws:sqs:us-east1:111122223333:jobs")
