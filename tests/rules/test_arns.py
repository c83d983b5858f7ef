"""Which resource types an ARN may name: what is certain, and what an unknown may come to."""

from __future__ import annotations

import pytest

from influmojo_cfn.iam.service_authorization import ResourceType, action, action_resource_types
from influmojo_cfn.iam.text import ACCOUNT, ANY, PARTITION, REGION, Reach
from influmojo_cfn.rules.arns import examples, may_be, may_name, read_arn, starts_unknown, takes
from influmojo_cfn.rules.resources.shape import problem

NAME, OTHER = Reach.NAME.character(0), Reach.ANYTHING.character(0)


def kind_of(name: str, kind: str) -> ResourceType:
    found = action(name)
    assert found is not None
    return next(each for each in action_resource_types(found) if each.name == kind)


BUCKET = kind_of("s3:ListBucket", "bucket")
OBJECT = kind_of("s3:GetObject", "object")
QUEUE = kind_of("sqs:SendMessage", "queue")
ROLE = "arn:${Partition}:iam::${Account}:role/${Role}"


@pytest.mark.parametrize(
    ("text", "kind", "possible"),
    [
        ("*", BUCKET, True),
        ("arn:aws:s3:::b", BUCKET, True),
        ("arn:aws:s3:::b/*", BUCKET, False),
        ("arn:aws:s3:::b*", BUCKET, True),
        ("arn:aws:s3:::*/k", BUCKET, False),
        (f"arn:aws:s3:::{NAME}", BUCKET, True),
        (f"arn:aws:s3:::{NAME}/k", BUCKET, False),
        (f"arn:aws:s3:::{OTHER}", BUCKET, True),
        ("arn:aws:s3:::b/k", OBJECT, True),
        ("arn:aws:s3:::b", OBJECT, False),
        (f"arn:aws:s3:::{NAME}", OBJECT, False),
        (f"arn:aws:s3:::{OTHER}", OBJECT, True),
        ("arn:aws:sqs:us-east-1:111122223333:q", QUEUE, True),
        (f"arn:{PARTITION}:sqs:{REGION}:{ACCOUNT}:q", QUEUE, True),
        ("arn:aws:sqs:us-east-1:111122223333:q/x", QUEUE, False),
        ("arn:aws:sns:us-east-1:111122223333:q", QUEUE, False),
        ("arn:aws:sqs:*", QUEUE, True),
        ("${aws:PrincipalTag/queue}", QUEUE, True),
        (OTHER, QUEUE, True),
        ("text", QUEUE, False),
    ],
)
def test_an_arn_may_be_of_a_type(text: str, kind: ResourceType, possible: bool) -> None:
    assert may_be(text, kind) is possible


@pytest.mark.parametrize(
    ("text", "type_arn", "possible"),
    [
        ("arn:aws:s3:::b/k", BUCKET.arn, True),
        ("arn:aws:iam::111122223333:role/r", ROLE, True),
        (
            "arn:aws:iam::111122223333:user/r",
            ROLE,
            False,
        ),
        (
            f"arn:aws:organizations::111122223333:account/{NAME}/{NAME}",
            "arn:${Partition}:organizations::${Account}:account/o-${Organization}/${Id}",
            True,
        ),
    ],
)
def test_an_arn_may_name_what_a_type_describes(text: str, type_arn: str, possible: bool) -> None:
    assert may_name(text, type_arn) is possible


@pytest.mark.parametrize(
    ("name", "text", "taken"),
    [
        ("s3:GetObject", "arn:aws:s3:::b/k", True),
        ("s3:GetObject", "arn:aws:sqs:us-east-1:111122223333:q", False),
        ("s3:ListAllMyBuckets", "arn:aws:s3:::b", False),
        ("s3:ListAllMyBuckets", "*", True),
    ],
)
def test_an_action_takes_what_one_of_its_types_may_be(name: str, text: str, taken: bool) -> None:
    found = action(name)
    assert found is not None
    assert takes(found, text) is taken


def test_a_policy_variable_counts_as_unknown() -> None:
    found = read_arn("arn:aws:s3:::b/${aws:username}")
    assert found is not None
    assert found.resource == f"b/{ANY}"
    assert read_arn("text") is None


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        (OTHER, True),
        (f"{OTHER}:x", True),
        ("${aws:username}", True),
        ("arn:${aws:username}", False),
        (f"a{OTHER}", False),
        ("", False),
    ],
)
def test_a_text_may_begin_with_what_is_not_known(text: str, unknown: bool) -> None:
    assert starts_unknown(text) is unknown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("sqs:SendMessage", "arn:${Partition}:sqs:${Region}:${Account}:${QueueName}"),
        ("sqs:ListQueues", ""),
    ],
)
def test_the_arns_of_an_action_are_shown(name: str, shown: str) -> None:
    found = action(name)
    assert found is not None
    assert examples(found) == shown


def test_no_more_than_three_arns_are_shown() -> None:
    found = action("ec2:CreateTags")
    assert found is not None
    assert examples(found).endswith(" or others")
    assert examples(found).count("arn:") == 3


@pytest.mark.parametrize(
    ("start", "wrong"),
    [
        ("aws:sqs:eu-west-1", False),
        ("aws:sqs:eu-isoe-west-1", True),
        ("aws:sqs:us-isob-east-1", True),
        ("aws:sqs:cn-*", True),
        ("aws-us-gov:sqs:cn-*", True),
        ("aws-cn:sqs:*", False),
        ("aws-cn:sqs:cn-north-1", False),
        ("aws-cn:sqs:eu-west-1", True),
    ],
)
def test_a_region_of_another_partition_is_found(start: str, *, wrong: bool) -> None:
    found = problem(f"arn:{start}:123456789012:orders")
    assert (found is not None and "is not in the partition" in found.message) is wrong
