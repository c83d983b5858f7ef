"""What the ARNs of an action's resources look like, and how many colons they can have."""

from __future__ import annotations

import pytest

from influmojo_cfn.iam.pattern_questions import Pattern
from influmojo_cfn.proof.arn_formats import (
    ARNS,
    NO_RESOURCE,
    can_exist,
    example_arns,
    resources_by_colons,
    service_resources_by_colons,
    shapes_of,
)


def any_matches(patterns: tuple[Pattern, ...], text: str) -> bool:
    return any(pattern.matches(text) for pattern in patterns)


HERE = "arn:aws:sqs:us-east-1:111122223333:q"
THERE = "arn:aws-cn:sqs:cn-north-1:444455556666:q"


def test_the_familiar_shape_comes_first() -> None:
    familiar, every = shapes_of("sqs:SendMessage")
    assert [any_matches(familiar, arn) for arn in (HERE, THERE)] == [True, False]
    assert [any_matches(every, arn) for arn in (HERE, THERE)] == [True, True]


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:sqs:us-east-1:111122223333:",
        "arn:aws:sqs::111122223333:q",
        "arn:aws:sns:us-east-1:111122223333:q",
        "*",
    ],
)
def test_a_shape_has_each_part_of_an_arn(arn: str) -> None:
    assert not any_matches(shapes_of("sqs:SendMessage")[1], arn)


def test_a_name_may_hold_a_colon_and_a_region_none() -> None:
    _, every = shapes_of("logs:CreateLogStream")
    streams = "log-group:a:b:log-stream:c"
    assert any_matches(every, f"arn:aws:logs:us-east-1:111122223333:{streams}")
    assert not any_matches(every, f"arn:aws:logs:us:east-1:111122223333:{streams}")


@pytest.mark.parametrize(
    ("action", "shapes"), [("sqs:ListQueues", NO_RESOURCE), ("sqs:NoSuchAction", ())]
)
def test_an_action_without_resources_has_no_shape(
    action: str, shapes: tuple[tuple[Pattern, ...], ...]
) -> None:
    assert shapes_of(action) == shapes


def test_an_action_of_several_types_has_a_shape_of_each() -> None:
    familiar, _ = shapes_of("s3:PutObjectTagging")
    assert any_matches(familiar, "arn:aws:s3:::b/k")


@pytest.mark.parametrize(
    ("arn", "possible"),
    [
        (HERE, True),
        ("*", True),
        ("arn:aws:sqs:us-east-1:111122223333:q:x", False),
        ("arn:aws:sqs:us-east-1:111122223333", False),
    ],
)
def test_a_queue_has_as_many_colons_as_its_shape(arn: str, possible: bool) -> None:
    assert any_matches(resources_by_colons("sqs:SendMessage"), arn) is possible


@pytest.mark.parametrize("action", ["s3:GetObject", "logs:CreateLogStream"])
def test_a_name_that_may_hold_colons_leaves_it_open(action: str) -> None:
    assert resources_by_colons(action) == ()


@pytest.mark.parametrize("action", ["sqs:ListQueues", "sqs:NoSuchAction"])
def test_an_action_that_takes_no_resource_may_have_any_of_its_service(action: str) -> None:
    assert resources_by_colons(action) == service_resources_by_colons("sqs")


def test_a_service_that_is_not_known_leaves_it_open() -> None:
    assert service_resources_by_colons("nosuchservice") == ()


@pytest.mark.parametrize(("text", "asked"), [(HERE, True), ("*", True), ("x", False), ("", False)])
def test_aws_asks_about_arns_alone(text: str, asked: bool) -> None:
    assert any_matches(ARNS, text) is asked


@pytest.mark.parametrize(
    ("action", "resource", "possible"),
    [
        ("s3:GetObject", "arn:aws:s3:::b/k", True),
        ("s3:GetObject", "*", True),
        ("s3:GetObject", "arn:aws:s3:::b", False),
        ("s3:GetObject", "ab:::::", False),
        ("s3:GetObject", "bucket", False),
        ("s3:GetObject", "", False),
        ("s3:ListAllMyBuckets", "arn:aws:s3:::b", True),
        ("sqs:SendMessage", "arn:aws:sqs:x:x:q", True),
        ("sqs:SendMessage", "arn:aws:sqs:us-east-1:ab:q", False),
        ("sqs:SendMessage", "arn:aws:s3:::b/k", False),
        ("nope:Act", "arn:aws:nope:::anything", True),
        ("nope:Act", "arn:aws:N?::anything:", False),
    ],
)
def test_whether_a_request_can_name_a_resource(action: str, resource: str, possible: bool) -> None:
    assert can_exist(action, resource) is possible


@pytest.mark.parametrize(
    ("action", "arns"),
    [
        (
            "sns:Publish",
            ["arn:aws:sns:us-east-1:444455556666:xyz", "arn:aws:sns:us-east-1:111122223333:xyz"],
        ),
        ("s3:ListAllMyBuckets", []),
        ("sns:NoAction", []),
    ],
)
def test_examples_of_an_action_are_of_another_account_first(action: str, arns: list[str]) -> None:
    assert list(example_arns(action)) == arns
