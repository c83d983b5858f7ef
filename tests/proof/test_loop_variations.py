"""Other items of the lists that loops go over."""

from __future__ import annotations

from typing import Any

from influmojo_cfn.proof.assignments import Assignment
from influmojo_cfn.proof.loop_variations import loop_variations

NOTHING = Assignment({}, {})


def template(row: dict[str, Any], value: Any = "x") -> dict[str, Any]:
    fragment = {"R${N}": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": value}}}
    return {
        "Transform": "AWS::LanguageExtensions",
        "Parameters": {"Names": {"Type": "CommaDelimitedList", **row}},
        "Mappings": {"M": {"a": {"k": "1"}, "c": {"k": "2"}}},
        "Resources": {"Fn::ForEach::Loop": ["N", {"Ref": "Names"}, fragment]},
    }


def values(*templates: dict[str, Any], given: tuple[str, ...] = ()) -> list[str]:
    found = loop_variations(templates, [NOTHING], given)
    return [variation.case.values["Names"] for variation in found]


def test_one_item_more_represents_all_that_no_template_names() -> None:
    assert values(template({"Default": "a,b"})) == ["a,b,another"]


def test_the_items_of_an_empty_list_are_compared() -> None:
    assert values(template({"Default": ""})) == ["another"]


def test_the_keys_of_a_mapping_are_items() -> None:
    looked_up = {"Fn::FindInMap": ["M", {"Ref": "N"}, "k"]}
    assert values(template({"Default": "a"}, looked_up)) == ["a,c,another"]


def test_a_list_that_admits_nothing_else_has_its_default_alone() -> None:
    assert values(template({"Default": "a", "AllowedValues": ["a"]})) == []


def test_a_list_that_is_given_stays() -> None:
    assert values(template({"Default": "a"}), given=("Names",)) == []


def test_a_list_that_has_a_default_in_one_template_alone_is_varied() -> None:
    assert values(template({"Default": "a"}), template({})) == ["a,another"]
