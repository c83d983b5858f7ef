"""Which names a part of a template refers to, by whichever function."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.referenced_names import (
    as_parameters,
    inserted_in,
    names_in,
    referred_to,
    refers_to,
)


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ({"Ref": "Topic"}, ["Topic"]),
        ({"Fn::GetAtt": ["Role", "Arn"]}, ["Role"]),
        ({"Fn::GetAtt": "Role.Arn"}, ["Role"]),
        ({"Fn::Sub": "a-${Name}-${!kept}-${Role.Arn}"}, ["Name", "Role"]),
        ({"Fn::Sub": ["${A}", {"A": {"Ref": "B"}}]}, ["A", "B"]),
        ({"Fn::If": ["HasName", {"Ref": "Name"}, "x"]}, ["HasName", "Name"]),
        ({"Condition": "HasName"}, ["HasName"]),
        ({"Condition": {"StringEquals": {"a": {"Ref": "B"}}}}, ["B"]),
        ([{"Fn::Join": ["-", ["a", {"Ref": "B"}]]}], ["B"]),
        ("Ref", []),
        (None, []),
    ],
)
def test_the_names_in_a_value(value: Any, names: list[str]) -> None:
    assert list(names_in(value)) == names


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ({"Ref": "Stage"}, {"Stage"}),
        ({"Fn::Sub": "a-${Stage}-${!Kept}"}, {"Stage"}),
        ({"Fn::Sub": ["${Stage}-${B}", {"B": {"Ref": "Path"}}]}, {"Stage"}),
        ({"Fn::Join": ["-", ["a", {"Ref": "Stage"}, {"Fn::Sub": "${B}"}]]}, {"Stage", "B"}),
        ({"Fn::Select": [1, {"Fn::Split": ["/", {"Ref": "Path"}]}]}, set()),
        ({"Fn::FindInMap": ["Names", {"Ref": "Stage"}, "Bucket"]}, set()),
        ({"Fn::Join": []}, set()),
        ({"Fn::Join": ["", {"Ref": "Names"}]}, set()),
        ("plain", set()),
    ],
)
def test_the_names_whose_values_are_part_of_a_string(value: Any, names: set[str]) -> None:
    assert inserted_in(value) == names


def test_parameters_stand_for_what_is_in_another_stack() -> None:
    passed: dict[str, Any] = {}
    value = {
        "A": [{"Ref": "Cluster"}, {"Ref": "Own"}, {"Fn::Sub": ["${Group}/${X}", {"X": "y"}]}],
        "B": {"Fn::GetAtt": ["Namespace", "Arn"]},
        "C": {"Fn::Sub": "service/${Own.Name}"},
    }
    found = as_parameters(value, ("Cluster", "Namespace", "Group"), passed)
    assert found == {**value, "B": {"Ref": "NamespaceArn"}}
    assert passed == {
        "Cluster": {"Ref": "Cluster"},
        "Group": {"Ref": "Group"},
        "NamespaceArn": {"Fn::GetAtt": ["Namespace", "Arn"]},
    }


@pytest.mark.parametrize(
    ("data", "refers"),
    [
        ({"Ref": "P"}, True),
        ({"a": [1, {"Ref": "P"}]}, True),
        ("x-${P}", True),
        ("${ P }", True),
        ("${!P}", False),
        ("${P.Arn}", True),
        ("P", False),
        ({"Ref": "Q"}, False),
        ({"P": 1}, False),
        ({"Fn::GetAtt": ["P", "Arn"]}, True),
        ({"Fn::GetAtt": "P.Arn"}, True),
    ],
)
def test_a_reference_is_found_wherever_it_is(data: Any, refers: bool) -> None:
    assert refers_to(data, "P") is refers


def test_all_that_a_value_refers_to_is_found_at_once() -> None:
    data = [{"Ref": "A"}, {"x": {"Fn::GetAtt": ["B", "Arn"]}}, {"Fn::Sub": "${C}-${D.Arn}"}, "E"]
    assert referred_to(data) == {"A", "B", "C", "D"}


def test_a_reference_at_a_place_that_is_passed_over_is_none() -> None:
    data = {"Role": {"Ref": "P"}, "Tasks": [{"RoleArn": {"Ref": "P"}}]}
    of_role, of_tasks = ("Role",), ("Tasks", "*", "RoleArn")
    assert refers_to(data, "P", frozenset({of_role}))
    assert not refers_to(data, "P", frozenset({of_role, of_tasks}))


def test_an_expression_that_is_a_parameter_is_none_of_those_in_it() -> None:
    name = '{"Fn::Equals": [{"Fn::Sub": "${Two}.example.com"}, {"Ref": "One"}]}'
    assert referred_to({"Fn::Equals": [{"Ref": name}, "true"]}) == {name}
