"""ARNs of fewer than six parts: IAM fills them up in identity policies, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.rules.engine import check_policy, check_template


def rules_for(resource: str, **statement: Any) -> set[str]:
    """Return the rules on the shape of ARNs that find something in a policy of one resource."""
    found = check_policy(
        {
            "Version": "2012-10-17",
            "Statement": {
                "Effect": "Allow",
                "Action": "sqs:SendMessage",
                "Resource": resource,
                **statement,
            },
        }
    )
    return {one.rule_id for one in found} & {"E9207", "W9224"}


@pytest.mark.parametrize(
    ("resource", "expected"),
    [
        ("arn:aws:sqs", {"W9224"}),
        ("arn:aws:sqs:eu-west-1", {"W9224"}),
        ("arn:aws:sqs:eu-west-1:111122223333", {"W9224"}),
        ("arn:aws:sqs:eu-west-1:orders", {"E9207"}),
        ("arn:aws:sqs:orders", {"E9207"}),
        ("arn:aws", {"W9224"}),
        ("arn:aws:sqs:*", set()),
        ("arn:aws:sqs:eu-west-1:111122223333:orders", set()),
        ("sqs:orders", {"E9207"}),
    ],
)
def test_in_an_identity_policy(resource: str, expected: set[str]) -> None:
    assert rules_for(resource) == expected


def test_in_a_deny() -> None:
    assert rules_for("arn:aws:sqs", Effect="Deny") == {"W9224"}


def test_in_the_policy_of_a_resource_nothing_is_filled_up() -> None:
    principal = {"AWS": "arn:aws:iam::111122223333:root"}
    assert rules_for("arn:aws:sqs", Principal=principal) == {"E9207"}


def test_a_parameter_may_hold_the_parts_that_seem_to_lack() -> None:
    template = {
        "Parameters": {"Queue": {"Type": "String"}},
        "Resources": {
            "Policy": {
                "Type": "AWS::IAM::ManagedPolicy",
                "Properties": {
                    "PolicyDocument": {
                        "Version": "2012-10-17",
                        "Statement": {
                            "Effect": "Allow",
                            "Action": "sqs:SendMessage",
                            "Resource": {"Fn::Sub": "arn:${AWS::Partition}:sqs:${Queue}"},
                        },
                    }
                },
            }
        },
    }
    assert check_template(template) == []


@pytest.mark.parametrize(
    ("resource", "message"),
    [
        ("arn:aws:s3::${Uploads}/*", "is a colon short: Uploads is not an account"),
        ("arn:aws:s3::${BucketName}", "is a colon short: BucketName is not an account"),
        (
            "arn:aws:sqs:${AWS::Region}:${QueueName}",
            "is a colon short: QueueName is not an account",
        ),
        (
            "arn:aws:iam:${AWS::AccountId}:role/${Any}",
            "has Region and account in each other's place",
        ),
        (
            "arn:aws:dynamodb:${AWS::Region}:table/${Any}",
            "'table/*' is not an account ID: twelve digits are expected",
        ),
        ("arn:aws:sqs:${AWS::Region}:${AccountName}", ""),
        ("arn:aws:sqs:${AWS::Region}:${Any}", ""),
        ("arn:aws:${Any}", ""),
    ],
)
def test_a_name_is_no_account(resource: str, message: str) -> None:
    names = ("Any", "BucketName", "QueueName", "AccountName")
    statement = {"Effect": "Allow", "Action": "*", "Resource": {"Fn::Sub": resource}}
    document = {"Version": "2012-10-17", "Statement": statement}
    policy = {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document}}
    template = {
        "Parameters": {name: {"Type": "String"} for name in names},
        "Resources": {"Uploads": {"Type": "AWS::S3::Bucket"}, "Policy": policy},
    }
    found = [each.message for each in check_template(template) if each.rule_id == "E9207"]
    assert found == ([f"{resource!r}: {message}"] if message else [])
