"""What conditions and lookups make of parameters, as parameters."""

from __future__ import annotations

import json
from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.derived_parameters import derived_name, with_derived_parameters
from influmojo_cfn.cloudformation.environment import Environment

ITEM = {"Fn::Select": [1, {"Ref": "Names"}]}
PARAMETERS = {
    "Names": {"Type": "CommaDelimitedList", "Default": "a,b"},
    "Open": {"Type": "CommaDelimitedList"},
    "Stage": {"Type": "String", "Default": "dev-1"},
}


def derived(
    side: Any, given: dict[str, str] | None = None, unknown: tuple[str, ...] = ()
) -> tuple[Any, Any]:
    """Return what a comparison asks about, and the row of that parameter."""
    template = {
        "Parameters": PARAMETERS,
        "Conditions": {"C": {"Fn::Equals": [side, "x"]}},
        "Resources": {},
    }
    environment = Environment(parameters=given or {})
    found = with_derived_parameters(Document(template, "t.yaml"), environment, unknown).data
    asked = found["Conditions"]["C"]["Fn::Equals"][0]
    return asked, found["Parameters"].get(asked.get("Ref"))


@pytest.mark.parametrize(
    ("side", "default"),
    [
        (ITEM, "b"),
        ({"Fn::Join": ["-", {"Ref": "Names"}]}, "a-b"),
        ({"Fn::Select": [0, {"Fn::Split": ["-", {"Ref": "Stage"}]}]}, "dev"),
    ],
)
def test_what_is_made_of_a_default_is_the_default(side: Any, default: str) -> None:
    assert derived(side)[1] == {"Type": "String", "Default": default}


def test_what_is_made_of_a_parameter_without_a_value_has_none() -> None:
    assert derived({"Fn::Select": [0, {"Ref": "Open"}]})[1] == {"Type": "String"}


def test_what_is_made_of_every_value_has_no_default() -> None:
    assert derived(ITEM, unknown=("Names",))[1] == {"Type": "String"}


def test_an_item_of_a_list_is_called_so() -> None:
    assert derived(ITEM)[0] == {"Ref": "item 1 of Names"}


@pytest.mark.parametrize(
    "item",
    [
        pytest.param({"Fn::Select": [{"Ref": "N"}, {"Ref": "Names"}]}, id="a computed index"),
        pytest.param({"Fn::Select": [0, {"Ref": ["Names"]}]}, id="no name"),
    ],
)
def test_another_item_is_called_as_it_is_written(item: Any) -> None:
    assert derived_name(item) == json.dumps(item, sort_keys=True)


@pytest.mark.parametrize("side", [{"Ref": "Stage"}, {"Fn::Sub": "${Stage}-x"}])
def test_what_is_followed_as_it_is_stays(side: Any) -> None:
    assert derived(side)[0] == side


def test_what_is_made_of_a_given_value_stays() -> None:
    assert derived(ITEM, {"Names": "a,b"})[0] == ITEM


def test_the_keys_of_a_lookup_are_compared_as_well() -> None:
    side = {"Fn::FindInMap": ["M", ITEM, "k"]}
    assert derived(side)[0] == {"Fn::FindInMap": ["M", {"Ref": "item 1 of Names"}, "k"]}
