"""A guard that asks for another aws:SourceArn than the service sends keeps the service out."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.rules.engine import check_template

EVENTS = "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:"


def is_found(*sources: Any, effect: str = "Allow", operator: str = "ArnLike") -> bool:
    statement = {
        "Effect": effect,
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {operator: {"aws:SourceArn": list(sources)}},
    }
    trust = {"Version": "2012-10-17", "Statement": [statement]}
    role = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust}}
    parameters = {"Given": {"Type": "String"}}
    template = {"Parameters": parameters, "Resources": {"Role": role}}
    return any(one.rule_id == "E9726" for one in check_template(template))


BUS = {"Fn::Sub": f"{EVENTS}event-bus/*"}
RULE = {"Fn::Sub": f"{EVENTS}rule/*"}


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        pytest.param([BUS], True, id="a bus"),
        pytest.param([RULE], False, id="a rule"),
        pytest.param([BUS, RULE], False, id="one of two"),
        pytest.param([{"Ref": "Given"}], False, id="a parameter"),
        pytest.param([{"Fn::Sub": "${Given}:rule/*"}], False, id="a parameter and more"),
        pytest.param(["*"], False, id="everything"),
    ],
)
def test_what_a_service_never_sends_is_found(sources: list[Any], expected: bool) -> None:
    assert is_found(*sources) is expected


@pytest.mark.parametrize("more", [{"effect": "Deny"}, {"operator": "ArnNotLike"}])
def test_what_keeps_another_source_out_is_left_alone(more: dict[str, str]) -> None:
    assert not is_found(BUS, **more)
