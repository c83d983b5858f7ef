"""An action meets the resources that are given where it is given."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.rules.engine import check_template

QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders"
OBJECTS = "arn:aws:s3:::influmojo-uploads/*"
NOTHING = {"Ref": "AWS::NoValue"}


@pytest.mark.parametrize(
    ("read", "is_without_effect"),
    [
        pytest.param(["Shared", "s3:GetObject", NOTHING], False, id="under the same condition"),
        pytest.param(["Shared", NOTHING, "s3:GetObject"], True, id="under the opposite"),
    ],
)
def test_an_action_by_a_condition_meets_the_resources_of_its_branch(
    read: list[Any], is_without_effect: bool
) -> None:
    statement = {
        "Effect": "Allow",
        "Action": ["sqs:SendMessage", {"Fn::If": read}],
        "Resource": [QUEUE, {"Fn::If": ["Shared", OBJECTS, NOTHING]}],
    }
    document = {"Version": "2012-10-17", "Statement": [statement]}
    policy = {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document}}
    conditions = {"Shared": {"Fn::Equals": [{"Ref": "AWS::Region"}, "eu-west-1"]}}
    found = check_template({"Conditions": conditions, "Resources": {"App": policy}})
    assert ("E9201" in {one.rule_id for one in found}) is is_without_effect


@pytest.mark.parametrize("depth", [3, 9], ids=["few", "many"])
def test_the_resources_of_a_tower_of_choices_are_judged(depth: int) -> None:
    chosen: list[Any] = [f"{QUEUE}-{index}" for index in range(2**depth)]
    for number in range(depth):
        pairs = zip(chosen[::2], chosen[1::2], strict=True)
        chosen = [{"Fn::If": [f"C{number}", *pair]} for pair in pairs]
    (resource,) = chosen
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": resource}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    policy = {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document}}
    names = [f"P{number}" for number in range(depth)]
    conditions = {f"C{name[1:]}": {"Fn::Equals": [{"Ref": name}, "a"]} for name in names}
    parameters = {name: {"Type": "String"} for name in names}
    template = {"Parameters": parameters, "Conditions": conditions, "Resources": {"App": policy}}
    found = check_template(template)
    assert "E9201" in {one.rule_id for one in found}
