"""Documents are compared by what they say."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.account.policy_comparison import compare_policies

BUCKET = "arn:aws:s3:::a/*"


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(action: Any, resource: Any = BUCKET, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


SAME = {
    "another order": (
        policy(allow("s3:GetObject"), allow("sns:Publish", "*")),
        policy(allow("sns:Publish", "*"), allow("s3:GetObject")),
    ),
    "split": (
        policy(allow(["s3:GetObject", "s3:PutObject"])),
        policy(allow("s3:PutObject"), allow(["s3:getobject"])),
    ),
    "other Sids": (policy(allow("s3:GetObject", Sid="A")), policy(allow("s3:GetObject", Sid="B"))),
    "one redundant": (
        policy(allow("s3:GetObject")),
        policy(allow("s3:GetObject"), allow("s3:GetObject", "arn:aws:s3:::a/b")),
    ),
    "the case of a condition key": (
        policy(allow("s3:GetObject", Condition={"Bool": {"aws:SecureTransport": "true"}})),
        policy(allow("s3:GetObject", Condition={"Bool": {"AWS:securetransport": [True]}})),
    ),
    "a deny of what nothing allows": (
        policy(allow("s3:GetObject")),
        policy(
            allow("s3:GetObject"),
            {"Effect": "Deny", "Action": "sqs:SendMessage", "Resource": "*"},
        ),
    ),
    "another spelling of a wildcard": (
        policy(allow("s3:GetObject")),
        policy(allow("s3:GetObject", "arn:aws:s3:::a/**")),
    ),
}


@pytest.mark.parametrize("case", SAME)
def test_the_same_is_the_same(case: str) -> None:
    assert compare_policies(*SAME[case]).same


DIFFERENT: dict[str, tuple[Any, Any, tuple[list[str], list[str]]]] = {
    "one character, and any number of them": (
        policy(allow("s3:GetObject", "arn:aws:s3:::a/?")),
        policy(allow("s3:GetObject", "arn:aws:s3:::a/*")),
        ([], ["Allow s3:GetObject on arn:aws:s3:::a/*"]),
    ),
    "an action more": (
        policy(allow("s3:GetObject")),
        policy(allow(["s3:GetObject", "s3:PutObject"])),
        ([], ["Allow s3:PutObject on arn:aws:s3:::a/*"]),
    ),
    "a resource less": (
        policy(allow("s3:GetObject", ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"])),
        policy(allow("s3:GetObject")),
        (["Allow s3:GetObject on arn:aws:s3:::b/*"], []),
    ),
    "a condition dropped": (
        policy(allow("s3:GetObject", Condition={"Bool": {"aws:SecureTransport": "true"}})),
        policy(allow("s3:GetObject")),
        (
            ["Allow s3:GetObject on arn:aws:s3:::a/* if aws:SecureTransport Bool true"],
            ["Allow s3:GetObject on arn:aws:s3:::a/*"],
        ),
    ),
    "a deny dropped": (
        policy(allow("s3:GetObject"), {**allow("s3:GetObject"), "Effect": "Deny"}),
        policy(allow("s3:GetObject")),
        (["Deny s3:GetObject on arn:aws:s3:::a/*"], []),
    ),
}


@pytest.mark.parametrize("case", DIFFERENT)
def test_a_difference_is_named(case: str) -> None:
    expected, found, (missing, extra) = DIFFERENT[case]
    comparison = compare_policies(expected, found)
    assert (list(map(str, comparison.missing)), list(map(str, comparison.extra))) == (
        missing,
        extra,
    )


def trust(principal: Any) -> dict[str, Any]:
    return policy({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"})


def test_a_trust_policy_that_names_one_more_differs() -> None:
    one = trust({"Service": "ecs-tasks.amazonaws.com"})
    two = trust({"Service": ["ecs-tasks.amazonaws.com", "ec2.amazonaws.com"]})
    assert [str(each) for each in compare_policies(one, two, kind="trust").extra] == [
        "Allow sts:AssumeRole by Service ec2.amazonaws.com"
    ]


ACCOUNT, ADA = "arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:user/ada"


@pytest.mark.parametrize(
    ("wanted", "there", "in_part"),
    [
        ({"AWS": ADA}, {"AWS": ACCOUNT}, True),
        ({"AWS": ADA}, {"AWS": "111122223333"}, True),
        ({"AWS": ADA}, "*", True),
        ({"AWS": ADA}, {"AWS": "*"}, True),
        ({"AWS": "arn:aws:iam::444455556666:root"}, {"AWS": ACCOUNT}, False),
        ({"Service": "ecs-tasks.amazonaws.com"}, {"AWS": ACCOUNT}, False),
        ({"Service": "ecs-tasks.amazonaws.com"}, {"Service": "ecs.amazonaws.com"}, False),
    ],
)
def test_what_stays_of_whom_a_trust_policy_names(wanted: Any, there: Any, in_part: bool) -> None:
    comparison = compare_policies(trust(wanted), trust(there), kind="trust")
    (extra,) = comparison.extra
    assert bool(comparison.rest_of(extra)) is in_part
