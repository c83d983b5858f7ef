"""Items take the place of identifiers in strings and names, and of nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.loop_items import (
    identifiers_in,
    marks_in,
    renamed,
    unknown_string,
    with_items,
)

ITEMS = {"Team": "a-b"}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Role${Team}", "Rolea-b"),
        ("Role&{Team}", "Roleab"),
        ("${ Team }", "a-b"),
        ("${Other}${AWS::Region}", "${Other}${AWS::Region}"),
    ],
)
def test_a_placeholder_is_replaced_by_its_item(text: str, filled: str) -> None:
    assert with_items(text, ITEMS) == filled


def test_identifiers_and_their_marks_are_those_of_the_loops() -> None:
    text = "${Team}&{Team}${Other}"
    assert identifiers_in(text, ITEMS) == {"Team"}
    assert identifiers_in(text, {}) == set()
    assert marks_in(text, ITEMS) == ["$", "&"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        (["Role&{Team}", "Arn"], ["Roleab", "Arn"]),
        ({"Fn::Sub": "Role${Team}"}, "Rolea-b"),
        ({"Fn::Sub": "${Team}${AWS::Region}"}, {"Fn::Sub": "${Team}${AWS::Region}"}),
        (3, 3),
    ],
)
def test_a_name_is_renamed_with_the_items(name: Any, found: Any) -> None:
    assert renamed(name, ITEMS) == found


def test_a_string_that_may_stay_names_its_placeholders() -> None:
    assert unknown_string("${Team} ${Team} ${Other}", ITEMS) == {
        "Fn::ForEach's ${Team} in such a string": "${Team} ${Team} ${Other}"
    }
