"""What a nested template names is named in its parent's scope."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.nested_names import NestedNames, own_name, those_named

TEMPLATE: dict[str, Any] = {
    "Parameters": {
        "Name": {"Type": "String"},
        "Flag": {"Type": "String", "Default": True},
        "List": {"Type": "CommaDelimitedList", "Default": "a, b"},
        "Read": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/own"},
    },
    "Mappings": {"Map": {}},
    "Conditions": {"IsOne": {}},
    "Resources": {"Queue": {}, "Fn::ForEach::L": "odd"},
}
PARENT = {"Ref": "Outer"}
NAMES = NestedNames("N", TEMPLATE, {"Name": PARENT})


@pytest.mark.parametrize(
    ("data", "written"),
    [
        ({"Ref": "Queue"}, {"Ref": "N/Queue"}),
        ({"Ref": "Name"}, PARENT),
        ({"Ref": "Flag"}, "true"),
        ({"Ref": "List"}, ["a", "b"]),
        ({"Ref": "Read"}, {"Fn::Join": ["", ["{{resolve:ssm:", "/own", "}}"]]}),
        ({"Ref": "AWS::Region"}, {"Ref": "AWS::Region"}),
        ({"Ref": "AWS::StackId"}, {"Ref": "N"}),
        ({"Ref": "Elsewhere"}, {"Ref": "Elsewhere"}),
        ({"Ref": {"Fn::Sub": "${Name}"}}, {"Ref": {"Fn::Sub": ["${Name}", {"Name": PARENT}]}}),
        ({"Fn::GetAtt": ["Queue", "Arn"]}, {"Fn::GetAtt": ["N/Queue", "Arn"]}),
        ({"Fn::GetAtt": "Queue.Arn"}, {"Fn::GetAtt": ["N/Queue", "Arn"]}),
        ({"Fn::Sub": "${Queue.Arn}/${!Name}"}, {"Fn::Sub": "${N/Queue.Arn}/${!Name}"}),
        (
            {"Fn::Sub": ["${Name}${x}", {"x": {"Ref": "Queue"}}]},
            {"Fn::Sub": ["${Name}${x}", {"x": {"Ref": "N/Queue"}, "Name": PARENT}]},
        ),
        (
            {"Fn::Sub": ["${!Name}${x}${Name}", {"x": 1}]},
            {"Fn::Sub": ["${!Name}${x}${Name}", {"x": 1, "Name": PARENT}]},
        ),
        ({"Fn::If": ["IsOne", {"Ref": "Name"}, 1]}, {"Fn::If": ["N/IsOne", PARENT, 1]}),
        ({"Fn::If": []}, {"Fn::If": []}),
        ({"Fn::FindInMap": []}, {"Fn::FindInMap": []}),
        ({"Condition": "IsOne"}, {"Condition": "N/IsOne"}),
        ({"Condition": {"Bool": {}}}, {"Condition": {"Bool": {}}}),
        (
            {"Fn::FindInMap": ["Map", {"Ref": "Name"}, "k"]},
            {"Fn::FindInMap": ["N/Map", PARENT, "k"]},
        ),
        (
            {"Fn::FindInMap": [{"Ref": "Name"}, "a", "k"]},
            {"Fn::FindInMap": [{"Fn::Join": ["/", ["N", PARENT]]}, "a", "k"]},
        ),
        ([{"a": {"Ref": "Queue"}}, 7], [{"a": {"Ref": "N/Queue"}}, 7]),
    ],
)
def test_any_part_is_written_in_the_parents_scope(data: Any, written: Any) -> None:
    assert NAMES.written(data) == written


def test_a_loop_keeps_its_name_in_front() -> None:
    assert NAMES.named("Fn::ForEach::L") == "Fn::ForEach::L (of the nested stack N)"


@pytest.mark.parametrize(
    ("row", "outer", "condition"),
    [
        ({}, None, None),
        ({"Condition": "IsOne"}, None, "N/IsOne"),
        ({}, "Outer", "Outer"),
        ({"Condition": "IsOne"}, "Outer", "N/IsOne and Outer"),
    ],
)
def test_a_resource_is_under_both_conditions(row: Any, outer: Any, condition: Any) -> None:
    found = NAMES.resource({"Type": "T", "DependsOn": ["Queue"], **row}, outer)
    assert found.get("Condition") == condition
    assert found["DependsOn"] == ["N/Queue"]


def test_both_conditions_are_put_together_by_name() -> None:
    both = {"Fn::And": [{"Condition": "N/IsOne"}, {"Condition": "Outer"}]}
    assert NAMES.combinations("Outer") == {"N/IsOne and Outer": both}


def test_a_list_is_split_where_it_is_given_as_text() -> None:
    joined = {"Fn::Join": [",", ["a", PARENT]]}
    names = NestedNames("N", TEMPLATE, {"List": joined})
    assert names.written({"Ref": "List"}) == {"Fn::Split": [",", joined]}
    assert NestedNames("N", TEMPLATE, {"List": PARENT}).written({"Ref": "List"}) == PARENT


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("TaskRole", ["TaskRole"]),
        ("Staging/TaskRole", ["Staging/TaskRole"]),
        ("ApiRole", ["Staging/ApiRole", "Production/Inner/ApiRole"]),
        ("Other/ApiRole", ["Staging/ApiRole", "Production/Inner/ApiRole"]),
        ("NoRole", []),
    ],
)
def test_a_name_stands_for_itself_or_for_those_of_nested_stacks(
    name: str, found: list[str]
) -> None:
    names = ["TaskRole", "Staging/TaskRole", "Staging/ApiRole", "Production/Inner/ApiRole"]
    assert those_named(names, name) == found


def test_a_resource_has_its_name_of_its_own_template() -> None:
    assert [own_name(each) for each in ("A", "S/A", "S/T/A")] == ["A"] * 3
