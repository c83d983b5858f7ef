"""Parameters: given values and defaults, held to the template's own limits."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.parameters import parameter_values, with_accepted_defaults
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.iam.unknown import Unknown, UnknownPart
from tests.cloudformation.example import TEMPLATE


def test_all_wrong_parameters_are_said_at_once() -> None:
    given = {"Nam": "x", "Count": "9"}
    with pytest.raises(TemplateError) as caught:
        ResolvedTemplate(TEMPLATE, Environment(parameters=given))
    assert [str(problem) for problem in caught.value.problems] == [
        "parameter Nam: is not in the template; did you mean 'Name'?",
        "parameter Count: '9' is over the most, 5",
    ]


@pytest.mark.parametrize(
    ("row", "value", "message"),
    [
        ({"AllowedValues": ["a", "b"]}, "c", "'c' is not one of a, b"),
        ({"AllowedPattern": "[a-z]+"}, "A", "'A' does not match [a-z]+"),
        (
            {"AllowedPattern": "[a-z]+", "ConstraintDescription": "small letters"},
            "A",
            "small letters ('A' does not match [a-z]+)",
        ),
        ({"MinLength": 2}, "a", "'a' is under the least, 2 characters"),
        ({"MaxLength": "1"}, "ab", "'ab' is over the most, 1 characters"),
        ({"Type": "Number"}, "x", "'x' is not a number"),
        ({"NoEcho": True, "AllowedPattern": "x"}, "secret", "its value does not match x"),
        ({}, None, "has no default; give it a value, such as P=..."),
    ],
)
def test_a_parameter_is_held_to_its_constraints(
    row: dict[str, Any], value: str | None, message: str
) -> None:
    template = {"Parameters": {"P": {"Type": "String", **row}}, "Resources": {}}
    given = {} if value is None else {"P": value}
    with pytest.raises(TemplateError) as caught:
        ResolvedTemplate(template, Environment(parameters=given))
    assert str(caught.value) == f"parameter P: {message}"


@pytest.mark.parametrize(
    ("row", "given"),
    [
        ({"AllowedValues": [True, 1]}, "true"),
        ({"AllowedPattern": "(?<bad"}, "a pattern that Python cannot read"),
        ({"MinLength": 2, "MaxLength": 2}, "ab"),
        ({"Type": "Number", "MinValue": 1, "MaxValue": "5"}, "5"),
        ({"Type": "Number", "MinValue": 1}, "1"),
        ({"MinLength": "no number"}, "a"),
        ({"Type": "AWS::SSM::Parameter::Value<String>", "AllowedValues": ["a"]}, "/p"),
    ],
)
def test_a_value_within_its_limits_is_taken(row: dict[str, Any], given: str) -> None:
    assert "P" in parameter_values({"Parameters": {"P": {"Type": "String", **row}}}, {"P": given})


def test_each_item_of_a_list_is_held_to_the_limits() -> None:
    row = {"Type": "CommaDelimitedList", "AllowedValues": ["a", "b"]}
    with pytest.raises(TemplateError) as caught:
        parameter_values({"Parameters": {"P": row}}, {"P": "a, c,d"})
    assert len(caught.value.problems) == 2


def test_an_unconstrained_value_is_held_to_nothing() -> None:
    template = {"Parameters": {"P": {"Type": "Number", "AllowedPattern": "x"}}}
    assert parameter_values(template, {"P": "any"}, unconstrained={"P"}) == {"P": "any"}


def test_a_default_is_held_to_the_limits_where_nothing_is_given() -> None:
    template = {"Parameters": {"P": {"Default": "any", "AllowedPattern": "x"}}}
    with pytest.raises(TemplateError):
        parameter_values(template, {}, unconstrained={"P"})


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ({"Default": True}, "true"),
        ({"Default": False}, "false"),
        ({"Default": 3}, "3"),
        ({"Default": ["a", "b"]}, "a,b"),
        ({"Type": "CommaDelimitedList", "Default": "a, b"}, ["a", "b"]),
        ({"Type": "List<AWS::EC2::Subnet::Id>", "Default": "s-1"}, ["s-1"]),
    ],
)
def test_a_default_is_a_text_or_a_list_of_texts(row: dict[str, Any], value: Any) -> None:
    assert parameter_values({"Parameters": {"P": {"Type": "String", **row}}}, {}) == {"P": value}


@pytest.mark.parametrize(
    ("row", "identity"),
    [
        ({"Type": "String"}, ("parameter", "P")),
        ({"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/p"}, ("ssm parameter", "/p")),
        ("not a mapping", ("parameter", "P")),
    ],
)
def test_an_unknown_value_is_known_by_what_it_is(row: Any, identity: Any) -> None:
    found = parameter_values({"Parameters": {"P": row}}, {}, missing_is_unknown=True)["P"]
    assert isinstance(found, Unknown)
    assert found.parts == (UnknownPart(identity),)


def test_one_read_from_parameter_store_has_no_problem_of_its_own() -> None:
    row = {"Type": "AWS::SSM::Parameter::Value<Number>", "Default": "/p", "MaxLength": 1}
    assert parameter_values({"Parameters": {"P": row}}, {}, missing_is_unknown=True)


def test_what_declares_no_parameters_has_none() -> None:
    assert parameter_values({"Parameters": ["P"]}, {}) == {}


@pytest.mark.parametrize("bound", [10**400, -(10**400), "nine", None, {}])
def test_a_bound_that_is_no_number_bounds_nothing(bound: Any) -> None:
    row = {"Type": "Number", "Default": "5", "MaxValue": bound}
    assert parameter_values({"Parameters": {"Size": row}}, {})["Size"] == "5"


def test_what_is_admitted_is_kept_and_what_is_refused_is_not() -> None:
    admitted: dict[tuple[str, str], Any] = {}
    template = {"Parameters": {"A": {"Type": "String", "AllowedPattern": "[a-z]+"}}}
    assert parameter_values(template, {"A": "a"}, admitted=admitted) == {"A": "a"}
    for _ in range(2):
        with pytest.raises(TemplateError, match="does not match"):
            parameter_values(template, {"A": "B"}, admitted=admitted)
    assert admitted == {("A", "a"): "a"}


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        pytest.param({"Default": "a", "AllowedPattern": "[a-z]"}, True, id="one that matches"),
        pytest.param({"Default": "A", "AllowedPattern": "[a-z]"}, False, id="one that does not"),
        pytest.param({"Default": 1, "AllowedValues": [1, 2]}, True, id="a number of a list"),
        pytest.param({"Default": "c", "AllowedValues": ["a"]}, False, id="one not of a list"),
        pytest.param({"Default": "", "MinLength": 1}, False, id="one that is too short"),
        pytest.param(
            {"Default": "a,B", "Type": "CommaDelimitedList", "AllowedPattern": "[a-z]"},
            False,
            id="a list with an item that does not match",
        ),
        pytest.param(
            {
                "Default": "/name",
                "Type": "AWS::SSM::Parameter::Value<String>",
                "AllowedPattern": "[a-z]",
            },
            True,
            id="the name of an SSM parameter",
        ),
    ],
)
def test_a_default_that_its_own_limits_refuse_is_none(row: dict[str, Any], kept: bool) -> None:
    found = with_accepted_defaults(Document({"Parameters": {"P": row}})).data["Parameters"]["P"]
    assert ("Default" in found) is kept


def test_a_value_is_asked_for_where_the_default_is_refused() -> None:
    template = {"Parameters": {"P": {"Default": "A", "AllowedPattern": "[a-z]"}}}
    data = with_accepted_defaults(Document(template)).data
    found = parameter_values(data, {}, missing_is_unknown=True)["P"]
    assert isinstance(found, Unknown)
    assert "no default that its own limits accept" in found.reason
