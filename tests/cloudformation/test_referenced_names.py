"""Which names a part of a template refers to, by whichever function."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.referenced_names import names_in


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
