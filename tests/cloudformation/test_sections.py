"""A section of a wrong shape is an error with its place."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document, parse
from influmojo_cfn.cloudformation.processed import processed
from influmojo_cfn.cloudformation.sections import (
    check_sections,
    condition_of,
    items_of,
    section,
    strings_in,
    with_parts,
)
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.proof.difference import compare_documents


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ({"Parameters": 7}, "Parameters: is the number 7; expected a mapping"),
        ({"Resources": None}, "Resources: is empty; expected a mapping"),
        ({"Resources": []}, "Resources: is a list; expected a mapping"),
        ({"Conditions": "x", "Resources": {}}, "Conditions: is the string 'x'; expected a mapping"),
        ({"Outputs": True}, "Outputs: is the Boolean true; expected a mapping"),
        ({"Mappings": {"Map": []}}, "Mappings.Map: is a list; expected a mapping"),
        ({"Resources": {"Role": 7}}, "Resources.Role: is the number 7; expected a mapping"),
        ({"Parameters": {"Name": "x"}}, "Parameters.Name: is the string 'x'; expected a mapping"),
    ],
)
def test_a_wrong_shape_is_named(data: dict[str, Any], problem: str) -> None:
    for read in (check_sections, processed, lambda d: compare_documents(d, d)):
        with pytest.raises(TemplateError, match=rf"^{problem}$"):
            read(Document(data))


def test_all_are_named_with_their_lines() -> None:
    with pytest.raises(TemplateError) as raised:
        check_sections(parse("Resources: {}\nParameters: 7\nOutputs:\n  A: 1\n", "t.yaml"))
    places = [problem.where for problem in raised.value.problems]
    assert places == ["t.yaml:4 Outputs.A", "t.yaml:2 Parameters"]


@pytest.mark.parametrize(
    "data", [{}, [], None, {"Resources": {"Fn::Transform": []}}, {"Statement": []}]
)
def test_what_has_no_such_section_is_let_through(data: Any) -> None:
    check_sections(Document(data))


def test_what_is_neither_template_nor_policy_is_not_compared() -> None:
    with pytest.raises(TemplateError, match="is neither a template"):
        compare_documents(Document({"a": 1}, "a.yaml"), Document({"a": 1}, "b.yaml"))


def test_one_value_stands_for_a_list() -> None:
    assert [items_of(value) for value in (None, "a", ["a", "b"])] == [[], ["a"], ["a", "b"]]


@pytest.mark.parametrize("template", [None, [], {}, {"Rules": None}, {"Rules": ["a"]}])
def test_a_section_that_is_no_mapping_is_empty(template: Any) -> None:
    assert section(template, "Rules") == {}


def test_a_section_is_as_it_is_written() -> None:
    assert section({"Rules": {"One": 1}}, "Rules") == {"One": 1}


def test_the_strings_of_a_value_are_at_any_depth() -> None:
    value = {"Key": "a", "List": [{"Inner": ["b"]}, 7, None], "Last": "c"}
    assert [*strings_in(value)] == ["a", "b", "c"]


def test_the_condition_of_a_resource_is_its_own_alone() -> None:
    row = {"Type": "AWS::IAM::Role", "Condition": "IsProd"}
    assert condition_of(row) == {"Condition": "IsProd"}
    assert condition_of({"Type": "AWS::IAM::Role"}) == {}


@pytest.mark.parametrize(
    ("value", "expected"),
    [([1, [2]], ["1", "[2]"]), ({"a": 1, "b": {}}, {"a": "1", "b": "{}"}), ("text", "text")],
    ids=["the items of a list", "the values of a mapping", "no parts"],
)
def test_each_part_of_a_value_is_changed(value: Any, expected: Any) -> None:
    assert with_parts(value, str) == expected
