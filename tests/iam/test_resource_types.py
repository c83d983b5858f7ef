"""The resources that requests of an action can name."""

from __future__ import annotations

import pytest

from influmojo_cfn.iam.resource_types import is_of_another_type, types_other_than

HERE = "arn:aws:sqs:us-east-1:111122223333:q"


@pytest.mark.parametrize(
    ("action", "resource", "another"),
    [
        ("s3:ListBucket", "arn:aws:s3:::b/k", True),
        ("s3:ListBucket", "arn:aws:s3:::b", False),
        ("s3:GetObject", "arn:aws:s3:::b/k", False),
        ("dynamodb:GetItem", "arn:aws:dynamodb:us-east-1:111122223333:table/t/index/i", True),
        ("dynamodb:Query", "arn:aws:dynamodb:us-east-1:111122223333:table/t/index/i", False),
        ("sqs:SendMessage", HERE, False),
        ("sqs:MadeUp", HERE, False),
        ("made:Up", HERE, False),
    ],
)
def test_what_is_below_the_resources_of_an_action(
    action: str, resource: str, another: bool
) -> None:
    assert is_of_another_type(action, resource) == another


@pytest.mark.parametrize(
    ("action", "resource", "types"),
    [
        ("s3:ListBucket", "arn:aws:s3:::b/k", ("accesspoint", "bucket")),
        ("s3:ListBucket", "arn:aws:s3:::b", ()),
        ("sqs:SendMessage", "arn:aws:s3:::b", ("queue",)),
        ("sqs:SendMessage", HERE, ()),
        ("ecr:GetAuthorizationToken", HERE, ()),
        ("made:Up", HERE, ()),
    ],
)
def test_the_types_that_an_action_takes_where_an_arn_is_of_another(
    action: str, resource: str, types: tuple[str, ...]
) -> None:
    assert types_other_than(action, resource) == types
