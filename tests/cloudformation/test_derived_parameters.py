"""What conditions and lookups make of parameters, as parameters."""

from __future__ import annotations

import json
from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.derived_parameters import (
    compared_with_each_other,
    comparisons,
    derived_name,
    is_possible,
    said,
    with_derived_parameters,
)
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


A, B = {"Ref": "A"}, {"Ref": "B"}
SAME = json.dumps({"Fn::Equals": [A, B]})


def compared(*sides: Any, **given: str) -> Any:
    rows: dict[str, Any] = {name: {"Type": "String", "Default": "x"} for name in "AB"}
    rows |= {"C": {"AllowedValues": ["x", "y"]}, "D": {"AllowedValues": ["z"]}}
    conditions = {"C": {"Fn::Equals": [*sides]}}
    document = Document({"Parameters": rows, "Conditions": conditions, "Resources": {}})
    return with_derived_parameters(document, Environment(parameters=given)).data


@pytest.mark.parametrize("sides", [(A, B), (B, A)])
def test_whether_two_parameters_are_the_same_is_a_parameter(sides: Any) -> None:
    found = compared(*sides)
    assert found["Conditions"]["C"] == {"Fn::Equals": [{"Ref": SAME}, "true"]}
    truths = {"AllowedValues": ["true", "false"], "Default": "true"}
    assert found["Parameters"][SAME] == {"Type": "String", **truths}


@pytest.mark.parametrize(
    ("sides", "given"),
    [((A, A), {}), ((A, "x"), {}), ((A, B), {"A": "x", "B": "y"}), ((A, B, B), {})],
    ids=["one with itself", "one with a string", "two that are given", "three"],
)
def test_another_comparison_stays_as_it_is(sides: Any, given: dict[str, str]) -> None:
    assert compared(*sides, **given)["Conditions"]["C"] == {"Fn::Equals": [*sides]}


@pytest.mark.parametrize(
    ("other", "truths"),
    [("C", ["true", "false"]), ("D", ["false"])],
    ids=["itself", "none of its values"],
)
def test_parameters_without_a_value_in_common_are_never_the_same(
    other: str, truths: list[str]
) -> None:
    rows = compared({"Ref": "C"}, {"Fn::Sub": "${A}"} if other == "C" else {"Ref": other})
    (made,) = (row for name, row in rows["Parameters"].items() if name.startswith("{"))
    assert made["AllowedValues"] == truths


LETTER, OTHER = "\ue101", "\ue102"
JOINED = json.dumps({"Fn::Equals": [{"Fn::Sub": "${A}-x"}, B]})


@pytest.mark.parametrize(
    ("name", "values", "truth"),
    [
        (SAME, {"A": "x", "B": "x"}, "true"),
        (SAME, {"A": "x", "B": "y"}, "false"),
        (SAME, {"A": LETTER, "B": "y"}, "false"),
        (SAME, {"A": LETTER, "B": OTHER}, None),
        (SAME, {"A": "x"}, None),
        (JOINED, {"A": "a", "B": "a-x"}, "true"),
        (JOINED, {"A": LETTER, "B": "a-x"}, None),
    ],
)
def test_what_values_make_of_a_comparison(name: str, values: Any, truth: str | None) -> None:
    assert dict(comparisons([name, "A"], values)) == ({} if truth is None else {name: truth})
    for value in ("true", "false"):
        assert is_possible({**values, name: value}) == (truth in (None, value))


def test_a_comparison_is_said_in_words() -> None:
    assert compared_with_each_other(SAME) == {"A", "B"}
    assert (said(SAME, "true"), said("A", "")) == ("A and B are the same", "A is empty")
    assert said(SAME, "false") == "A and B are not the same"
