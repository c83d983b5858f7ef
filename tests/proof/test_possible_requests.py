"""Requests that AWS can receive: by accounts, Regions, and what names are made of."""

from __future__ import annotations

import pytest

from influmojo_cfn.evaluation.request import Request, context_of
from influmojo_cfn.iam.automata import opaque
from influmojo_cfn.proof.possible_requests import (
    can_name_resource,
    impossible_keys,
    is_possible_resource,
    possible_requests,
)

LETTER = opaque(0)
ACCOUNT = "444455556666"


@pytest.mark.parametrize(
    ("action", "resource", "possible"),
    [
        ("s3:GetObject", "arn:aws:s3:::uploads/x", True),
        ("s3:GetObject", "arn:aws:s3:::up/x", False),
        ("s3:GetObject", "arn:aws:s3:::Uploads/x", False),
        ("s3:GetObject", f"arn:aws:s3:::{'x' * 64}/x", False),
        ("s3:GetObject", "arn:aws:s3:::/x", False),
        ("s3:GetObject", f"arn:aws:s3:::{LETTER}/x", True),
        ("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/a/path/worker", True),
        ("iam:PassRole", f"arn:aws:iam::{ACCOUNT}:role/{'x' * 65}", False),
        ("iam:PassRole", "arn:aws:iam::x:role/worker", False),
        ("sqs:SendMessage", f"arn:aws:sqs:x:{ACCOUNT}:jobs", False),
        ("sqs:SendMessage", f"arn:x:sqs:us-east-1:{ACCOUNT}:jobs", False),
        ("sqs:SendMessage", f"arn:aws:sqs:us-east-1:{ACCOUNT}:jobs.fifo", True),
        ("sqs:SendMessage", f"arn:aws:sqs:us-east-1:{ACCOUNT}:jobs/a", False),
        ("kms:Decrypt", f"arn:aws:kms:us-east-1:{ACCOUNT}:key/x", True),
        ("logs:DescribeLogStreams", f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/ecs/a:*", True),
        ("logs:DescribeLogStreams", f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:a b", False),
        ("sqs:ListQueues", "arn:aws:sqs:x:x:x", True),
        ("nope:Act", "arn:aws:nope:::x", True),
        ("sqs:SendMessage", "*", True),
    ],
)
def test_which_resources_can_be(action: str, resource: str, possible: bool) -> None:
    assert is_possible_resource(action, resource) is possible


@pytest.mark.parametrize(
    ("key", "value", "possible"),
    [
        ("aws:SourceAccount", "x", False),
        ("aws:SourceAccount", ACCOUNT, True),
        ("aws:PrincipalArn", "arn:aws:iam:::role/x", False),
        ("aws:PrincipalArn", f"arn:aws:iam::{ACCOUNT}:role/x", True),
        ("aws:SourceArn", "arn:aws:s3:::uploads", True),
        ("aws:SourceArn", "x", True),
        ("aws:PrincipalTag/team", "x", True),
    ],
)
def test_which_values_of_a_key_can_be(key: str, value: str, possible: bool) -> None:
    request = Request("sqs:SendMessage", "*", context_of({key: value}))
    assert impossible_keys(request) == (() if possible else (key.lower(),))


def test_what_is_possible_near_to_a_request_is_tried() -> None:
    context = context_of({"aws:SourceAccount": "x", "aws:PrincipalAccount": "x"})
    near = next(
        possible_requests(Request("dynamodb:GetItem", "arn:x:dynamodb:x:1:table/a", context))
    )
    assert near.resource == f"arn:aws:dynamodb:us-east-1:{ACCOUNT}:table/axx"
    assert set(near.context.values()) == {(ACCOUNT,)}


def test_a_name_that_is_too_long_is_not_shortened() -> None:
    assert not [*possible_requests(Request("s3:GetObject", f"arn:aws:s3:::{'x' * 64}/x"))]


@pytest.mark.parametrize(
    ("action", "pattern", "possible"),
    [
        ("s3:GetObject", "arn:aws:s3:::/*", False),
        ("s3:GetObject", "arn:aws:s3:::*", True),
        ("s3:GetObject", "arn:aws:s3:::upl*/*", True),
        ("s3:GetObject", f"arn:aws:s3:::{LETTER}/*", True),
        ("s3:GetObject", "arn:*", True),
        ("sqs:SendMessage", f"arn:aws:sqs:us-east-1:{ACCOUNT}:", False),
        ("sqs:SendMessage", "arn:aws:sqs:*:*:jobs", True),
    ],
)
def test_which_patterns_name_what_can_be(action: str, pattern: str, possible: bool) -> None:
    assert can_name_resource(action, pattern) is possible
