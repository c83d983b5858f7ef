"""What Globals gives to resources of AWS SAM."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.sam_globals import with_globals, without_globals

IF: dict[str, Any] = {"Fn::If": ["C", {}, {}]}


@pytest.mark.parametrize(
    ("shared", "own", "merged"),
    [
        ({"Layers": ["a"]}, {"Layers": ["b"]}, {"Layers": ["a", "b"]}),
        ({"Auth": {"A": 1, "B": 1}}, {"Auth": {"B": 2}}, {"Auth": {"A": 1, "B": 2}}),
        ({"Timeout": 3}, {"Timeout": 5}, {"Timeout": 5}),
        (
            {"Environment": IF},
            {"Environment": {"Variables": {}}},
            {"Environment": {"Variables": {}}},
        ),
        ({"Environment": {"Variables": {}}}, {"Environment": IF}, {"Environment": IF}),
        ({"Timeout": 3}, None, {"Timeout": 3}),
        ({"Timeout": 3}, "x", {}),
        ("x", {"Timeout": 3}, {"Timeout": 3}),
    ],
)
@pytest.mark.parametrize("kind", ["Function", "StateMachine", "Api", "HttpApi", "CapacityProvider"])
def test_a_resource_has_what_globals_gives_its_type(
    kind: str, shared: Any, own: Any, merged: Any
) -> None:
    row = {"Type": f"AWS::Serverless::{kind}", "Properties": own}
    assert with_globals(row, {"Globals": {kind: shared, "Other": {"Timeout": 9}}}) == merged


def test_a_resource_of_another_type_has_its_own_alone() -> None:
    row = {"Type": "AWS::Lambda::Function", "Properties": {"Timeout": 5}}
    assert with_globals(row, {"Globals": {"Function": {"MemorySize": 1}}}) == {"Timeout": 5}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"Api": {"Name": "a"}, "SimpleTable": {"A": 1}}, {"SimpleTable": {"A": 1}}),
        ("x", "x"),
    ],
)
def test_what_resources_have_taken_is_gone(given: Any, kept: Any) -> None:
    assert without_globals({"Globals": given, "Resources": {}}) == {
        "Globals": kept,
        "Resources": {},
    }
