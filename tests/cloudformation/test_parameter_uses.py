"""What a template does with a parameter: referred to, compared with, looked up by."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influmojo_cfn.cloudformation.parameter_uses import (
    compared_by_aws,
    compared_strings,
    declared,
    lookup_keys,
    lookups,
)
from influmojo_cfn.errors import TemplateError

P = {"Ref": "P"}


def template(condition: Any = None, value: Any = None, **row: Any) -> dict[str, Any]:
    return {
        "Parameters": {"P": {"Type": "String", **row}, "Q": {"Type": "String"}},
        "Mappings": {"M": {"a": {"k": 1}, "b": {"l": 2}}, "Odd": 1},
        "Conditions": {"C": condition},
        "Resources": {"R": value},
    }


def equals(one: Any, other: Any) -> dict[str, Any]:
    return {"Fn::Equals": [one, other]}


def sub(text: str) -> dict[str, Any]:
    return {"Fn::Sub": text}


def lookup(*keys: Any) -> dict[str, Any]:
    return {"Fn::FindInMap": list(keys)}


@pytest.mark.parametrize(
    ("condition", "value", "function"),
    [
        (None, {"Fn::Base64": P}, "Fn::Base64"),
        (None, {"Fn::Select": [0, {"Fn::Split": ["-", sub("${P}")]}]}, "Fn::Select"),
        (None, {"Fn::ToJsonString": {"a": [P]}}, "Fn::ToJsonString"),
        (None, {"Fn::Nonsense": P}, "Fn::Nonsense"),
        (equals(P, {"Ref": "Q"}), None, "Fn::Equals with another parameter"),
        (equals(P, {"Fn::FindInMap": ["M", "a", "k"]}), None, "Fn::Equals"),
        (equals({"Fn::Join": [",", {"Ref": "L"}]}, P), None, "Fn::Equals"),
    ],
)
def test_a_parameter_that_is_taken_apart_is_not_followed(
    condition: Any, value: Any, function: str
) -> None:
    with pytest.raises(TemplateError, match=f"the parameter P goes into {function}, which"):
        list(compared_strings(template(condition, value), "P"))


@pytest.mark.parametrize(
    ("condition", "value", "texts"),
    [
        (equals(P, "prod"), None, {"prod"}),
        (equals("prod", P), None, {"prod"}),
        (equals(sub("${P}"), "prod"), None, {"prod"}),
        (equals(sub("x-${P}"), "x-a"), None, {"a"}),
        (equals(sub("x-${P}"), "y"), None, set()),
        (equals(sub("${P}-${Q}"), "a-b-c"), None, {"a", "a-b"}),
        (equals(sub("${P}${P}"), "aa"), None, {"a"}),
        (equals({"Fn::Join": ["-", ["x", P]]}, "x-a"), None, {"a"}),
        (equals(P, 1), None, {"1"}),
        (equals({"Ref": "Q"}, "q"), None, set()),
        (equals(P, "x"), {"UserData": {"Fn::Base64": sub("s3 cp ${P}")}}, {"x"}),
        ({"Fn::Not": [equals(P, "")]}, None, {""}),
        ({"Fn::And": [equals(P, "a"), equals(P, "b")]}, None, {"a", "b"}),
        (None, {"Fn::If": [equals(P, "in a resource"), 1, 2]}, {"in a resource"}),
        (None, {"Metadata": equals(P, "nobody reads it")}, set()),
        (None, {"Fn::Base64": {"Ref": "Q"}}, set()),
        (None, lookup("M", P, "k", {"DefaultValue": ""}), {"a", "b"}),
        (None, lookup("M", P, "k"), {"a", "b"}),
        (None, lookup("M", "a", P), {"k", "l"}),
        (None, lookup("M", sub("${P}b"), "k", {"DefaultValue": ""}), {""}),
        (None, lookup(P, "a", "k"), {"M", "Odd"}),
        (None, lookup(sub("${Q}"), P, "k"), {"a", "b"}),
        (None, lookup("M", sub("${P}"), "k"), {"a", "b"}),
        (None, lookup("M", {"Fn::Sub": ["${a}", {"a": P}]}, "k"), {"a", "b"}),
        (equals(lookup("M", P, "k"), "x"), None, {"a", "b"}),
        (equals({"Fn::Sub": ["${a}-x", {"a": P}]}, "b-x"), None, {"b"}),
        (None, lookup("M", sub("b${P}"), "k"), {""}),
        (None, lookup("M", "a", "k", {"DefaultValue": P}), set()),
        (None, [sub("${P}"), {"Fn::Join": ["", [P]]}], set()),
        (
            equals(
                P,
                "a",
            ),
            {"Fn::ForEach::X": [P]},
            {"a"},
        ),
    ],
)
def test_the_texts_that_tell_a_parameter_apart(condition: Any, value: Any, texts: set[str]) -> None:
    assert set(compared_strings(template(condition, value), "P")) == texts


@given(st.text("ab-", max_size=5), st.text("ab-", max_size=3))
def test_every_value_for_which_a_comparison_holds_is_told_apart(value: str, start: str) -> None:
    comparison = equals({"Fn::Join": ["", [start, P]]}, start + value)
    assert value in compared_strings(template(comparison), "P")


def test_an_empty_value_is_told_apart_from_others() -> None:
    assert list(compared_strings(template(equals(P, "")), "P")) == [""]


def test_allowed_values_are_all_there_are() -> None:
    given = template({"Fn::Base64": P}, AllowedValues=["a", 1])
    assert list(compared_strings(given, "P")) == ["a", "1"]


def test_lookups_within_lookups_are_found() -> None:
    inner = lookup("M", "a", "k")
    found = lookups([{"x": lookup("M", inner, "k")}, inner, "text"])
    assert found == [["M", inner, "k"], ["M", "a", "k"], ["M", "a", "k"]]


@pytest.mark.parametrize(
    ("value", "keys"),
    [
        (lookup("M", P, "k"), ["a", "b"]),
        (lookup("M", "a", P), ["k", "l"]),
        (lookup("M", "a", "k"), []),
        (lookup("M", sub("b${P}"), "k"), [""]),
        (lookup("M", {"Fn::Select": [0, [P]]}, "k"), ["a", "b"]),
        (lookup(P, "a", "k"), ["M", "Odd"]),
        (lookup("Missing", P, "k"), []),
        (lookup("Odd", P, "k"), []),
        (lookup("M", P), []),
        ({"Fn::FindInMap": "M"}, []),
    ],
)
def test_the_keys_that_a_parameter_looks_up(value: Any, keys: list[str]) -> None:
    assert list(lookup_keys(template(value=value), "P")) == keys


def test_conditions_look_up_too() -> None:
    assert list(lookup_keys(template(equals(lookup("M", P, "k"), "1")), "P")) == ["a", "b"]


@pytest.mark.parametrize("data", [None, [], {}, {"Parameters": []}, {"Parameters": {"P": 1}}])
def test_what_declares_nothing_has_no_parameters(data: Any) -> None:
    assert declared(data) == {}


def test_a_boolean_is_told_apart_as_cloudformation_writes_it() -> None:
    compared = {
        "Parameters": {"A": {"Type": "String"}, "B": {"AllowedValues": [True, False, 1]}},
        "Conditions": {"On": {"Fn::Equals": [{"Ref": "A"}, True]}},
    }
    assert list(compared_strings(compared, "A")) == ["true"]
    assert list(compared_strings(compared, "B")) == ["true", "false", "1"]


@pytest.mark.parametrize("value", ["a" * 100_000, ""])
def test_a_long_string_is_compared_at_once(value: str) -> None:
    assert set(compared_strings(template(equals(P, value)), "P")) == {value}
    assert set(compared_strings(template(equals(sub("x${P}y"), f"x{value}y")), "P")) == {value}


def test_a_long_string_of_two_parameters_is_not_followed() -> None:
    with pytest.raises(TemplateError, match="the parameter P goes into Fn::Equals"):
        list(compared_strings(template(equals(sub("${P}${Q}"), "a" * 200)), "P"))


@pytest.mark.parametrize("sides", [[P], [P, "a", "b"], "a", {"a": 1, "b": 2}])
def test_what_is_no_comparison_compares_with_nothing(sides: Any) -> None:
    assert list(compared_strings(template({"Fn::Equals": sides}), "P")) == []


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        pytest.param({"AuthType": P}, {"AWS_IAM", "NONE"}, id="AuthType of a URL"),
        pytest.param(
            {"Auth": {"AuthType": {"Fn::If": ["C", "NONE", P]}}}, {"AWS_IAM", "NONE"}, id="a branch"
        ),
        pytest.param({"AccessControl": P}, {"PublicRead", "PublicReadWrite"}, id="canned ACL"),
        pytest.param({"AuthType": {"Ref": "Q"}}, set(), id="another parameter"),
    ],
)
def test_a_parameter_is_compared_with_what_aws_lets_others_in_by(
    value: Any, texts: set[str]
) -> None:
    assert set(compared_strings(template(value=value), "P")) == texts
    assert bool(texts) is (P in [*compared_by_aws([value])])
