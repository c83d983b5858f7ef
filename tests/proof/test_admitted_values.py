"""Values that parameters take now and did not take before."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.proof.admitted_values import admitted_values, matters
from influmojo_cfn.proof.difference import compare_documents

TRUST = {
    "Statement": {
        "Effect": "Allow",
        "Principal": {"Service": "a.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
}


def template(action: Any = "s3:GetObject", resource: Any = "*", **row: Any) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource}
    policy = {"PolicyName": "p", "PolicyDocument": {"Statement": statement}}
    properties = {"AssumeRolePolicyDocument": TRUST, "Policies": [policy]}
    return {
        "Parameters": {"X": {"Type": "String", "Default": "s3:GetObject", **row}},
        "Resources": {
            "Role": {"Type": "AWS::IAM::Role", "Properties": properties},
            "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Ref": "X"}}},
        },
    }


GET, PUT = "s3:GetObject", "s3:PutObject"


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ({}, {}, []),
        ({"AllowedValues": [GET]}, {"AllowedValues": [GET]}, []),
        ({"AllowedValues": [GET, PUT]}, {"AllowedValues": [GET]}, []),
        ({}, {"AllowedValues": [GET]}, []),
        ({"AllowedValues": [GET]}, {"AllowedValues": [GET, PUT]}, [(PUT, "AllowedValues")]),
        ({"AllowedValues": [1]}, {"AllowedValues": ["1", True]}, [("true", "AllowedValues")]),
        ({"AllowedValues": [GET]}, {}, [(None, "AllowedValues")]),
        ({"AllowedPattern": "a"}, {}, [(None, "AllowedPattern")]),
        ({"AllowedPattern": "a"}, {"AllowedPattern": "b"}, [(None, "AllowedPattern")]),
        ({"AllowedPattern": "a"}, {"AllowedPattern": "a"}, []),
        ({}, {"AllowedPattern": "a"}, []),
        ({"AllowedPattern": "a"}, {"AllowedValues": [GET]}, []),
        ({"MaxLength": 3}, {"MaxLength": "4"}, [(None, "MaxLength")]),
        ({"MaxLength": 3}, {"MaxLength": 2}, []),
        ({"MaxLength": 3}, {}, [(None, "MaxLength")]),
        ({"MinValue": 3}, {"MinValue": 2}, [(None, "MinValue")]),
        ({"MinValue": 3}, {"MinValue": 4}, []),
        ({"MinValue": 3}, {"MinValue": "x"}, [(None, "MinValue")]),
        ({}, {"Type": "CommaDelimitedList"}, [(None, "Type")]),
    ],
)
def test_what_a_parameter_takes_now(old: Any, new: Any, found: list[Any]) -> None:
    admitted = admitted_values(template(**old), template(**new), ())
    assert [(each.value, each.limit) for each in admitted] == found


def test_many_values_are_not_compared_one_by_one() -> None:
    old, new = (template(AllowedValues=[*range(count)]) for count in (1, 40))
    found = [each.value for each in admitted_values(old, new, ())]
    assert (len(found), found[-1]) == (21, None)


def test_a_parameter_that_is_given_or_new_is_not_asked_about() -> None:
    old, new = template(AllowedValues=[GET]), template()
    assert list(admitted_values(old, new, ("X",))) == []
    assert list(admitted_values({"Resources": {}}, new, ())) == []


@pytest.mark.parametrize(
    ("data", "matter"),
    [
        (template({"Ref": "X"}), True),
        (template(resource={"Fn::Sub": "arn:aws:s3:::${X}"}), True),
        (template(), False),
        (template({"Ref": "X"}, Type="Number"), True),
    ],
)
def test_whether_a_parameter_matters(data: dict[str, Any], matter: bool) -> None:
    assert matters(Document(data), Environment(), "X") is matter


@pytest.mark.parametrize(
    ("old", "new", "outcome"),
    [
        ({"AllowedValues": [GET]}, {"AllowedValues": [GET, "iam:*"]}, "widened"),
        ({"AllowedValues": [GET]}, {"AllowedValues": [GET, GET]}, "unchanged"),
        ({"AllowedValues": [GET]}, {"AllowedValues": [GET, "${a"]}, "unknown"),
        ({"AllowedValues": [GET]}, {}, "unknown"),
        ({"AllowedPattern": ".*Object"}, {}, "unknown"),
        ({}, {"AllowedPattern": ".*Object"}, "unchanged"),
    ],
)
def test_new_values_are_a_change_of_what_policies_allow(old: Any, new: Any, outcome: str) -> None:
    def compared(**more: Any) -> set[str]:
        before, after = (Document(template(**more, **row)) for row in (old, new))
        return {change.outcome for change in compare_documents(before, after).changes}

    assert compared() == {"unchanged"}
    assert outcome in compared(action={"Ref": "X"})


def test_a_value_that_is_given_is_the_only_one() -> None:
    old, new = (
        Document(template({"Ref": "X"}, AllowedValues=values)) for values in ([GET], [GET, PUT])
    )
    given = Environment(parameters={"X": GET})
    assert not compare_documents(old, new, environment=given).may_be_wider
    found = compare_documents(old, new)
    assert found.may_be_wider
    assert {excess.note for change in found.changes for excess in change.gained.excesses} == {
        f"where X is {PUT}, which AllowedValues has now"
    }


RULES = {"R": {"Assertions": [{"Assert": {"Fn::Equals": [{"Ref": "X"}, "no"]}}]}}


@pytest.mark.parametrize(
    ("rules", "limits"), [({}, ["the rule R changes"]), (RULES, []), ({**RULES, "S": {}}, [])]
)
def test_a_rule_that_is_not_as_it_was_keeps_no_value_from_its_parameters(
    rules: Any, limits: list[str]
) -> None:
    old = {**template(Default="no"), "Rules": RULES}
    new = {**template(Default="no"), "Rules": rules}
    assert [each.limit for each in admitted_values(old, new, ())] == limits
