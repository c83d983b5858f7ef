"""One item, or two, represent a list whose items are not known."""

from __future__ import annotations

import pytest

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.language_extensions import with_loops_expanded
from influmojo_cfn.cloudformation.open_items import (
    OpenItem,
    item_in_sub,
    open_items,
    open_string,
    written_item,
)

PARAMETERS = "Parameters: {Names: {Type: CommaDelimitedList}}"


def made(body: str) -> list[str]:
    text = f"Transform: AWS::LanguageExtensions\n{PARAMETERS}\n"
    text += f"Resources: {{'Fn::ForEach::L': [N, !Ref Names, {{'Q${{N}}': {body}}}]}}"
    found = with_loops_expanded(parse(text), open_items=True).data["Resources"]
    return [name for name in found if not name.startswith("Fn::ForEach")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("{Effect: Allow}", ["QNamesItem"], id="allowed by one of them"),
        pytest.param("{Effect: Deny}", ["QNamesItem", "QNamesItem2"], id="denied by another"),
        pytest.param(
            "{'Fn::ForEach::M': [I, [a], {'K${I}': 1}]}",
            ["QNamesItem", "QNamesItem2"],
            id="properties of one resource",
        ),
        pytest.param(
            "{'Fn::ForEach::M': [I, !Ref Names, {'K${I}': 1}]}", [], id="pairs of its items"
        ),
        pytest.param(
            "{'Fn::ForEach::M': [I, !Ref N, {'K${I}': 1}]}", [], id="another list of each"
        ),
    ],
)
def test_two_items_are_looked_at_where_one_is_not_enough(body: str, expected: list[str]) -> None:
    assert made(body) == expected


def test_lists_in_parameter_store_by_other_names_have_other_items() -> None:
    row = {"Type": "AWS::SSM::Parameter::Value<List<String>>", "Default": "/a/b"}
    found = open_items({"Parameters": {"Names": row}}, {"Ref": "Names"})
    assert found == {"NamesItemab": {"Type": "String"}}


@pytest.mark.parametrize("collection", ["Names", {"Ref": "Other"}, {"Fn::Split": [",", "a"]}])
def test_another_collection_has_no_open_items(collection: object) -> None:
    assert not open_items({"Parameters": {"Names": {"Type": "CommaDelimitedList"}}}, collection)


def test_an_open_item_has_the_name_of_no_parameter() -> None:
    row = {"Type": "CommaDelimitedList"}
    assert not open_items({"Parameters": {"Names": row, "NamesItem": {}}}, {"Ref": "Names"})


@pytest.mark.parametrize(
    ("item", "kind", "expected"),
    [
        ({"Ref": "Names"}, "String", "Names"),
        ({"Ref": "Names"}, "CommaDelimitedList", None),
        ({"Ref": "Other"}, "String", None),
        ("Names", "String", None),
    ],
)
def test_an_item_can_be_a_parameter(item: object, kind: str, expected: str | None) -> None:
    assert open_string({"Parameters": {"Names": {"Type": kind}}}, item) == expected


def test_an_item_that_is_a_parameter_without_a_value_is_expanded() -> None:
    text = "Transform: AWS::LanguageExtensions\nParameters: {Name: {Type: String}}\n"
    text += "Resources: {'Fn::ForEach::L': [N, {ITEMS}, {'Q${N}': {V: !Ref N}}]}"
    absent = parse(text.replace("{ITEMS}", "[a, !Ref 'AWS::NoValue']"))
    assert [*with_loops_expanded(absent, open_items=True).data["Resources"]] == ["Qa"]
    text = text.replace("{ITEMS}", "[a, !Ref Name]")
    found = with_loops_expanded(parse(text), open_items=True).data["Resources"]
    assert found == {"Qa": {"V": "a"}, "QName": {"V": {"Ref": "Name"}}}


def test_an_open_item_is_written_as_a_reference() -> None:
    assert [written_item("a"), item_in_sub("a")] == ["a", "a"]
    assert written_item(OpenItem("a")) == {"Ref": "a"}
    assert item_in_sub(OpenItem("a")) == "${a}"
