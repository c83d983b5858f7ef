"""A queue's policy lets the service in that sends to it, or nobody knows that it does not."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.rules.engine import check_template

ORDERS = {"Fn::GetAtt": ["Orders", "Arn"]}
SNS = {"Service": "sns.amazonaws.com"}
OTHER = {"Service": "s3.amazonaws.com"}
SENDS = "sqs:SendMessage"


def is_found(*statements: dict[str, Any], **parameters: Any) -> bool:
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    subscription = {"Protocol": "sqs", "TopicArn": {"Ref": "Placed"}, "Endpoint": ORDERS}
    policy = {"Queues": [{"Ref": "Orders"}], "PolicyDocument": document}
    resources = {
        "Placed": {"Type": "AWS::SNS::Topic"},
        "Orders": {"Type": "AWS::SQS::Queue"},
        "Subscription": {"Type": "AWS::SNS::Subscription", "Properties": subscription},
        "OrdersPolicy": {"Type": "AWS::SQS::QueuePolicy", "Properties": policy},
    }
    template = {"Parameters": parameters or {"P": {"Type": "String"}}, "Resources": resources}
    return any(one.rule_id == "E9722" for one in check_template(template))


def allow(principal: Any, action: Any = SENDS, resource: Any = ORDERS, **more: Any) -> Any:
    names = {"Principal": principal, "Action": action, "Resource": resource}
    return {"Effect": "Allow", **{k: v for k, v in names.items() if v is not None}, **more}


FOUND: dict[str, tuple[list[dict[str, Any]], bool]] = {
    "the service and the action": ([allow(SNS)], False),
    "every queue": ([allow(SNS, resource="*")], False),
    "another service": ([allow(OTHER)], True),
    "another service, all actions but one": (
        [allow(OTHER, None, NotAction="sqs:DeleteMessage")],
        True,
    ),
    "the service, all actions but one": ([allow(SNS, None, NotAction="sqs:DeleteMessage")], False),
    "another action": ([allow(SNS, "sqs:ReceiveMessage")], True),
    "one of two": ([allow(OTHER), allow(SNS)], False),
    "an action that is misspelled has a finding of its own": (
        [allow(OTHER), allow(SNS, "sqs:SendMesage")],
        False,
    ),
    "everybody but one": (
        [allow(None, NotPrincipal={"AWS": "111122223333"})],
        False,
    ),
    "a principal that is not known": ([allow({"Service": {"Ref": "P"}})], False),
    "an account that is not known": ([allow({"AWS": {"Ref": "P"}})], False),
}


@pytest.mark.parametrize("name", FOUND)
def test_who_is_let_in(name: str) -> None:
    statements, expected = FOUND[name]
    assert is_found(*statements) is expected


def test_a_parameter_that_takes_accounts_alone_is_no_service() -> None:
    account = {"Type": "String", "AllowedPattern": "[0-9]{12}"}
    assert is_found(allow({"AWS": {"Ref": "P"}}), P=account)
    assert not is_found(allow({"Service": {"Ref": "P"}}), P=account)
