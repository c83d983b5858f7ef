"""ARNs, taken apart and put together."""

from __future__ import annotations

import pytest

from influmojo_cfn.iam.arn import Arn, account_arn, arn_problem, is_region, parse_arn

ARNS = [
    ("arn:aws:s3:::bucket/key", Arn("aws", "s3", "", "", "bucket/key")),
    (
        "arn:aws:logs:eu-west-1:111122223333:log-group:a:*",
        Arn("aws", "logs", "eu-west-1", "111122223333", "log-group:a:*"),
    ),
    ("arn:*:*:*:*:*", Arn("*", "*", "*", "*", "*")),
]


@pytest.mark.parametrize(("text", "arn"), ARNS)
def test_an_arn_is_taken_apart(text: str, arn: Arn) -> None:
    assert parse_arn(text) == arn


@pytest.mark.parametrize("text", [text for text, _ in ARNS])
def test_an_arn_is_put_together_again(text: str) -> None:
    assert str(parse_arn(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("arn:aws:sqs:a:1:q", "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:q"),
        ("arn:aws:sqs:b:2:q", "arn:${AWS::Partition}:sqs:b:2:q"),
        ("arn:aws:s3:::bucket/1/a", "arn:${AWS::Partition}:s3:::bucket/1/a"),
    ],
    ids=["of this place", "of another place", "of no place"],
)
def test_an_arn_has_pseudo_parameters_for_its_own_place(text: str, expected: str) -> None:
    arn = parse_arn(text)
    assert arn is not None
    assert str(arn.with_pseudo_parameters("a", "1")) == expected


@pytest.mark.parametrize("text", ["", "*", "arn:aws:s3", "bucket", "xarn:aws:s3:::b"])
def test_what_is_no_arn_gives_none(text: str) -> None:
    assert parse_arn(text) is None


@pytest.mark.parametrize(
    ("text", "written"),
    [
        pytest.param("ap-south-1", True, id="a Region"),
        pytest.param("us-gov-west-1", True, id="a Region of another partition"),
        pytest.param("ap-south", False, id="no number"),
        pytest.param("ap-south-1a", False, id="an Availability Zone"),
        pytest.param("*", False, id="a wildcard"),
    ],
)
def test_what_is_written_as_a_region(text: str, written: bool) -> None:
    assert is_region(text) is written


def test_an_account_is_named_by_its_root() -> None:
    assert account_arn("aws-cn", "111122223333") == "arn:aws-cn:iam::111122223333:root"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("arn:aws-cn:s3:::a", "", id="an ARN"),
        pytest.param("bucket", "", id="no ARN"),
        pytest.param("arn:a*:s3:::a", "", id="a wildcard"),
        pytest.param(
            "arn:awss:s3:::a",
            "has no partition of AWS: 'awss'; did you mean 'aws'?",
            id="another partition",
        ),
        pytest.param(
            "arn:aws:sqs:us-east-1:11112222333:a",
            "has '11112222333' where an account ID of 12 digits is expected",
            id="an account of 11 digits",
        ),
        pytest.param(
            "arn:aws:sqs:us-east-1:1111-2222-3333:a",
            "has '1111-2222-3333' where an account ID of 12 digits is expected",
            id="an account with hyphens",
        ),
    ],
)
def test_what_no_arn_of_aws_has(text: str, why: str) -> None:
    assert arn_problem(text) == why
