"""Changes between two templates that an update cannot make."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.rules.against import check_against


def template(kind: str = "AWS::IAM::ManagedPolicy", **properties: Any) -> dict[str, Any]:
    return {"Resources": {"P": {"Type": kind, "Properties": properties}}}


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ({"Description": "a"}, {"Description": "b"}, ["Description"]),
        ({"Description": "a"}, {"Description": "a"}, []),
        ({}, {"Path": "/team/"}, ["Path"]),
        ({"Path": "/"}, {}, []),
        ({"Description": "a"}, {}, ["Properties"]),
        ({"Description": {"Fn::Sub": "a"}}, {"Description": "a"}, []),
    ],
)
def test_a_fixed_name_with_a_changed_property(
    old: dict[str, Any], new: dict[str, Any], found: list[str]
) -> None:
    name: dict[str, Any] = {"ManagedPolicyName": {"Fn::Sub": "${Project}-policy"}}
    findings = check_against(template(**{**name, **new}), template(**{**name, **old}))
    assert [one.path[-1] for one in findings] == found


def test_without_a_fixed_name_the_replacement_works() -> None:
    assert check_against(template(Description="b"), template(Description="a")) == []


def test_with_a_changed_name_the_replacement_works() -> None:
    new = template(ManagedPolicyName="new", Description="b")
    assert check_against(new, template(ManagedPolicyName="old", Description="a")) == []


def test_a_role_may_change_its_description() -> None:
    new = template("AWS::IAM::Role", RoleName="r", Description="b")
    assert check_against(new, template("AWS::IAM::Role", RoleName="r", Description="a")) == []


def test_another_logical_id_under_the_same_name_fails() -> None:
    old = template("AWS::IAM::Role", RoleName={"Fn::Sub": "${Project}-role"})
    new = {"Resources": {"Other": old["Resources"]["P"]}}
    (finding,) = check_against(new, old)
    assert finding.path == ("Resources", "Other", "Properties", "RoleName")


def test_another_logical_id_under_another_name_works() -> None:
    new = {"Resources": {"Q": template("AWS::IAM::Role", RoleName="new")["Resources"]["P"]}}
    assert check_against(new, template("AWS::IAM::Role", RoleName="old")) == []
