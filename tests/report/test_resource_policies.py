"""What the owner of a resource is told: the policy, how to set it, and when."""

from __future__ import annotations

import json

from influmojo_cfn.account.resource_policies import ResourcePolicy
from influmojo_cfn.report.resource_policies import as_json

POLICY = ResourcePolicy(
    account="444455556666",
    resource="arn:aws:sns:eu-west-1:444455556666:orders",
    policy={"Version": "2012-10-17", "Statement": []},
    command="aws sns set-topic-attributes",
    source="https://docs.aws.amazon.com/",
)


def test_everything_that_the_owner_needs_is_there() -> None:
    (found,) = json.loads(as_json([POLICY]))
    assert found == {
        "account": "444455556666",
        "resource": "arn:aws:sns:eu-west-1:444455556666:orders",
        "policy": {"Version": "2012-10-17", "Statement": []},
        "command": "aws sns set-topic-attributes",
        "when": found["when"],
        "replaces": found["replaces"],
        "documentation": "https://docs.aws.amazon.com/",
    }


def test_the_order_is_told() -> None:
    (found,) = json.loads(as_json([POLICY]))
    assert found["when"].startswith("after the roles exist, and again after a role is")


def test_the_policy_that_is_there_is_not_lost() -> None:
    (found,) = json.loads(as_json([POLICY]))
    assert found["replaces"].startswith("the existing policy")


def test_nothing_is_an_empty_list() -> None:
    assert as_json([]) == "[]"
