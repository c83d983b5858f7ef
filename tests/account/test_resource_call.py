"""What a call of CloudFormation is made for, and the condition that narrows it."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.account.resource_call import ResourceCall


def call(**fields: Any) -> ResourceCall:
    row = {"resource_type": "AWS::IAM::User", "action": "iam:GetUser", "handlers": ("read",)}
    return ResourceCall(**{"logical_id": "Ada", "resources": ("*",), **row, **fields})


CONDITIONS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "nothing": ({}, {}),
    "one service": (
        {"passed_to": ("a.com",)}, {"StringEquals": {"iam:PassedToService": "a.com"}},
    ),
    "services": (
        {"passed_to": ("a.com", "b.com")},
        {"StringEquals": {"iam:PassedToService": ["a.com", "b.com"]}},
    ),
    "a service-linked role": (
        {"linked_to": "a.com"}, {"StringLike": {"iam:AWSServiceName": "a.com"}},
    ),
    "a policy": ({"attached": ("arn",)}, {"ArnEquals": {"iam:PolicyARN": "arn"}}),
}  # fmt: skip


@pytest.mark.parametrize(("fields", "condition"), CONDITIONS.values(), ids=CONDITIONS)
def test_a_call_is_narrowed_by_what_it_names(
    fields: dict[str, Any], condition: dict[str, Any]
) -> None:
    assert call(**fields).condition == condition


def test_a_call_for_a_resource_has_its_place_in_the_template() -> None:
    assert call().place == "Resources.Ada"
    assert call(logical_id="Transform", resource_type="").place == "Transform"


def test_a_call_belongs_to_the_operations_of_its_handlers() -> None:
    assert call(handlers=("delete",)).operations == ("replace", "rollback", "delete")
