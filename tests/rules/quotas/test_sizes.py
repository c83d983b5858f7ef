"""The least size of a document: unknowns count as short as they can be."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.rules.quotas.sizes import INLINE_POLICIES, least_size, name_problem

NO_VALUE = {"Ref": "AWS::NoValue"}
TEMPLATE = {
    "Parameters": {"Text": {"Type": "String"}, "Fixed": {"Type": "String", "Default": "abcd"}},
    "Conditions": {"C": {"Fn::Equals": [{"Ref": "Text"}, "x"]}},
    "Resources": {},
}


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ("abc", len('"abc"')),
        ({}, len("{}")),
        ([], len("[]")),
        (["a"], len('["a"]')),
        (["a", "b"], len('["a","b"]')),
        (["a", NO_VALUE], len('["a"]')),
        ([NO_VALUE, NO_VALUE], len("[]")),
        ({"Sid": "a", "b c": ["d", "e"]}, len('{"Sid":"a","bc":["d","e"]}')),
        ({"Fn::If": ["C", "abc", "d"]}, len('"d"')),
        ({"Fn::If": ["C", "abc", NO_VALUE]}, 0),
        (["a", {"Fn::If": ["C", "b", NO_VALUE]}], len('["a"]')),
        ({"Fn::Sub": "x-${Text}"}, len('"x-"')),
    ],
)
def test_the_least_size_of_a_value(value: Any, size: int) -> None:
    assert least_size(value, Resolver(TEMPLATE)) == size


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a" * 64, ""),
        ("a" * 65, "has at least 65 characters of 64"),
        ("a+b=c,d.e@f-g_h", ""),
        ("a/b", "contains '/'"),
        ("\u00e9", "contains '\u00e9'"),
    ],
)
def test_why_a_name_is_not_taken(text: str, problem: str) -> None:
    assert name_problem(text, 64) == problem


def test_the_inline_policies_of_each_principal_are_bounded() -> None:
    assert INLINE_POLICIES == {"Role": 10240, "User": 2048, "Group": 5120}
