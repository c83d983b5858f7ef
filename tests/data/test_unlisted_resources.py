"""What an action is compared with beyond the reference is told of services and actions of IAM."""

from __future__ import annotations

from influmojo_cfn.data import table
from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.service_authorization import action, service


def test_every_action_or_service_exists() -> None:
    named = [row["action"] for row in table("unlisted_resources")["resources"]]
    assert len(named) == len({*named})
    assert [each for each in named if (action if ":" in each else service)(each) is None] == []


def test_every_resource_is_an_arn_or_all() -> None:
    arns = [row["arn"] for row in table("unlisted_resources")["resources"]]
    assert [each for each in arns if each != "*" and parse_arn(each) is None] == []
