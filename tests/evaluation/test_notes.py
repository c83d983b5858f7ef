"""What an answer assumes and its request contradicts."""

from __future__ import annotations

import pytest

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.evaluation.notes import notes_on, notes_on_keys
from influmojo_cfn.evaluation.request import Request


@pytest.mark.parametrize(
    ("resource", "found"),
    [
        ("*", []),
        ("arn:aws:s3:::b", []),
        ("arn:aws:sqs:us-east-1:111122223333:q", []),
        ("arn:aws:sqs:us-east-1:444455556666:q", ["account 444455556666"]),
        ("arn:aws:sqs:eu-west-1:111122223333:q", ["Region eu-west-1"]),
        ("arn:aws:sqs:eu-west-1:444455556666:q", ["account 444455556666", "Region eu-west-1"]),
        ("arn:aws:iam::aws:policy/ReadOnlyAccess", []),
    ],
)
def test_a_resource_elsewhere_is_told(resource: str, found: list[str]) -> None:
    told = notes_on(Request("my:Action", resource), Environment())
    assert [any(what in each for each in told) for what in found] == [True] * len(told)
    assert len(told) == len(found)


@pytest.mark.parametrize(
    ("action", "resource", "types"),
    [
        ("s3:ListBucket", "arn:aws:s3:::b/k", "bucket"),
        ("sqs:SendMessage", "arn:aws:s3:::b", "queue"),
        ("sqs:SendMessage", "arn:aws:sqs:us-east-1:111122223333:q", ""),
        ("sqs:SendMessage", "*", ""),
    ],
)
def test_a_resource_of_another_type_than_the_action_takes_is_told(
    action: str, resource: str, types: str
) -> None:
    told = notes_on(Request(action, resource), Environment())
    assert [types in each and f"no request names {resource}" in each for each in told] == (
        [True] if types else []
    )


def test_a_resource_elsewhere_is_told_with_what_to_do() -> None:
    arn = "arn:aws:sqs:eu-west-1:444455556666:q"
    assert notes_on(Request("sqs:SendMessage", arn), Environment()) == (
        f"{arn} is in account 444455556666, and account 111122223333 is assumed: its own policy "
        "must allow the role too, or give that account",
        f"{arn} is in Region eu-west-1, and Region us-east-1 is assumed; give that Region",
    )


def test_a_key_that_no_service_lists_is_told() -> None:
    (told,) = notes_on_keys(["aws:SourceIp", "s3:NewestKey", "gitlab.com:sub"])
    assert "no service lists the condition key 's3:NewestKey'" in told
