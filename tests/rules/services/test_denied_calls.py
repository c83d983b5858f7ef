"""What no policy of a role can allow, whatever is not known of its statements."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.rules.read import read_template
from influmojo_cfn.rules.services.denied_calls import is_denied

QUEUE = "arn:aws:sqs:us-east-1:111122223333:jobs"
OTHER = QUEUE.replace("jobs", "other")
SENDS: dict[str, Any] = {"Effect": "Allow", "Action": "sqs:SendMessage"}
KEY = "aws:sourcearn"


def denied(*statements: Any, sent: str = "") -> bool:
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    trust = {"Version": "2012-10-17", "Statement": []}
    policies = [{"PolicyName": "own", "PolicyDocument": document}]
    role = {"AssumeRolePolicyDocument": trust, "Policies": policies}
    template = {
        "Parameters": {"P": {"Type": "String"}},
        "Conditions": {"Maybe": {"Fn::Equals": [{"Ref": "P"}, "x"]}},
        "Resources": {"Role": {"Type": "AWS::IAM::Role", "Properties": role}},
    }
    model = read_template(template)
    known = {KEY: sent} if sent else {}
    return is_denied(model, model.entities["Role"], "sqs:sendmessage", QUEUE, known)


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        pytest.param({**SENDS, "Resource": QUEUE}, False, id="the queue"),
        pytest.param({**SENDS, "Resource": OTHER}, True, id="another queue"),
        pytest.param({**SENDS, "NotResource": OTHER}, False, id="all but another"),
        pytest.param({**SENDS, "NotResource": QUEUE}, True, id="all but the queue"),
        pytest.param({**SENDS, "Resource": {"Ref": "P"}}, False, id="a parameter"),
        pytest.param({**SENDS, "Effect": "Deny", "Resource": "*"}, True, id="a Deny alone"),
    ],
)
def test_what_a_statement_reaches(statement: Any, expected: bool) -> None:
    assert denied(statement) is expected


def test_a_deny_that_may_not_be_there_denies_nothing_surely() -> None:
    deny = {
        "Fn::If": ["Maybe", {**SENDS, "Effect": "Deny", "Resource": "*"}, {"Ref": "AWS::NoValue"}]
    }
    allow = {**SENDS, "Resource": QUEUE}
    assert not denied(allow, deny)
    assert denied(allow, {**SENDS, "Effect": "Deny", "Resource": "*"})


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"StringEquals": {KEY: QUEUE}}, False),
        ({"StringEquals": {KEY: OTHER}}, True),
        ({"StringNotEquals": {KEY: OTHER}}, False),
        ({"Null": {KEY: "false"}}, False),
    ],
)
def test_a_condition_on_what_is_sent_can_fail(condition: Any, expected: bool) -> None:
    assert denied({**SENDS, "Resource": QUEUE, "Condition": condition}, sent=QUEUE) is expected
