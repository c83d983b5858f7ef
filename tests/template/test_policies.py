"""Statements as awacs writes them: kept where their parameters are given, and only there."""

from __future__ import annotations

from typing import Any

import pytest
from awacs import s3
from troposphere import encode_to_dict

from influmojo_cfn.template.conditions import Conditions
from influmojo_cfn.template.policies import document, filled, kept_of, substituted, written
from influmojo_cfn.template.statements import GrantCondition, GrantStatement, SubText

PREFIX = "${EnvironmentPrefix}"


def statement(*resources: SubText, **values: Any) -> GrantStatement:
    given: dict[str, Any] = {
        "verbs": ("Do",),
        "nouns": (),
        "actions": {"s3:GetObject": s3.GetObject},
        "sid": "Do",
        **values,
    }
    return GrantStatement(resources=resources, **given)


def plain(value: Any) -> Any:
    return encode_to_dict(value)


def needing(*names: str) -> SubText:
    return SubText(text="".join(f"${{{name}}}" for name in names), needs=names)


TEXTS: dict[str, tuple[SubText, Any]] = {
    "a literal": (SubText(text="arn:aws:s3:::a"), "arn:aws:s3:::a"),
    "a policy variable": (SubText(text="a/${!aws:username}"), "a/${aws:username}"),
    "one parameter": (SubText(text="${Topic}"), {"Ref": "Topic"}),
    "a pseudo parameter": (SubText(text="${AWS::Region}"), {"Ref": "AWS::Region"}),
    "two parameters": (SubText(text="${A}${B}"), {"Fn::Sub": "${A}${B}"}),
    "a parameter within": (SubText(text="a-${B}"), {"Fn::Sub": "a-${B}"}),
    "a parameter that is empty by default": (
        SubText(text="a-${B}", empty=("B",)),
        {"Fn::Sub": ["a-${B}", {"B": {"Ref": "B"}}]},
    ),
}


@pytest.mark.parametrize(("text", "expected"), TEXTS.values(), ids=TEXTS)
def test_a_text_is_the_least_function_that_makes_it(text: SubText, expected: Any) -> None:
    assert plain(substituted(text)) == expected
    assert plain(filled(text, Conditions())) == expected


def test_a_text_of_every_environment_takes_its_prefix() -> None:
    conditions = Conditions()
    found = plain(filled(SubText(text=f"a-{PREFIX}b-${{C}}", empty=("C",)), conditions))
    prefix = {"Fn::If": ["HasEnvironmentName", {"Fn::Sub": "${EnvironmentName}-"}, ""]}
    assert found == {
        "Fn::Sub": [f"a-{PREFIX}b-${{C}}", {"EnvironmentPrefix": prefix, "C": {"Ref": "C"}}]
    }
    assert list(conditions.by_name) == ["HasEnvironmentName"]


def one_of(*names: str) -> GrantCondition:
    return GrantCondition(operator="StringLike", key="k", values=tuple(map(needing, names)))


KEPT: dict[str, tuple[GrantStatement, str | None]] = {
    "a resource that is always there": (statement(SubText(text="a"), needing("A")), None),
    "a resource that needs a parameter": (statement(needing("A")), "HasA"),
    "a resource that needs two": (statement(needing("A", "B")), "HasAAndB"),
    "one of two resources": (statement(needing("A"), needing("B")), "TaskPolicyDoHasResource"),
    "a condition's value": (
        statement(SubText(text="a"), conditions=(one_of("C"),)),
        "HasC",
    ),
    "a condition of which a value stays": (
        statement(
            SubText(text="a"),
            conditions=(
                GrantCondition(
                    operator="StringLike", key="k", values=(needing("C"), SubText(text="c"))
                ),
            ),
        ),
        None,
    ),
    "a resource and a condition": (
        statement(needing("A"), conditions=(one_of("C"),)),
        "TaskPolicyDoIsGranted",
    ),
    "one of the values of a condition": (
        statement(SubText(text="a"), conditions=(one_of("C", "D"),)),
        "TaskPolicyDoHasConditionValue",
    ),
    "one of the values of a second condition": (
        statement(SubText(text="a"), conditions=(one_of("C"), one_of("D", "E"))),
        "TaskPolicyDoIsGranted",
    ),
    "what it is for": (statement(SubText(text="a"), needs=(("D",),)), "HasD"),
    "one of what it is for": (
        statement(SubText(text="a"), needs=(("D", "E"),)),
        "TaskPolicyDoHasUse",
    ),
}


@pytest.mark.parametrize(("of", "name"), KEPT.values(), ids=KEPT)
def test_a_statement_is_kept_where_something_of_it_is_left(
    of: GrantStatement, name: str | None
) -> None:
    assert kept_of(of, Conditions(), "TaskPolicy") == name


def element(of: GrantStatement, name: str | None = None, *, asked: bool = False) -> Any:
    conditions = Conditions()
    kept = kept_of(of, conditions, "TaskPolicy")
    return plain(written(of, conditions, kept if name is None else name, asked))


def test_a_statement_that_is_always_there_is_written_as_it_is() -> None:
    assert element(statement(SubText(text="a"))) == {
        "Sid": "Do",
        "Effect": "Allow",
        "Action": ["s3:GetObject"],
        "Resource": ["a"],
    }


def test_a_statement_that_may_go_stands_in_its_condition() -> None:
    found = element(statement(needing("A")))
    name, inner, otherwise = found["Fn::If"]
    assert (name, inner["Resource"]) == ("HasA", [{"Ref": "A"}])
    assert otherwise == {"Ref": "AWS::NoValue"}


def test_what_something_around_it_asks_for_is_not_asked_again() -> None:
    assert element(statement(needing("A")), asked=True)["Sid"] == "Do"


def test_a_resource_among_several_goes_alone() -> None:
    assert element(statement(SubText(text="a"), needing("B")))["Resource"] == [
        "a",
        {"Fn::If": ["HasB", {"Ref": "B"}, {"Ref": "AWS::NoValue"}]},
    ]


def test_a_statement_of_everything_else_says_so() -> None:
    assert "NotResource" in element(statement(SubText(text="a"), not_resource=True))


def conditioned(*conditions: GrantCondition) -> Any:
    return element(statement(SubText(text="a"), conditions=conditions))["Condition"]


def equals(key: str, *values: str, operator: str = "StringEquals") -> GrantCondition:
    return GrantCondition(
        operator=operator, key=key, values=tuple(SubText(text=value) for value in values)
    )


def test_a_condition_of_one_value_is_a_text_and_of_several_a_list() -> None:
    assert conditioned(equals("k", "a"), equals("l", "a", "b")) == {
        "StringEquals": {"k": "a", "l": ["a", "b"]}
    }


@pytest.mark.parametrize(
    "operator", ["ForAllValues:StringLike", "BinaryEquals", "NumericEqualsIfExists", "Null"]
)
def test_an_operator_is_written_under_its_name(operator: str) -> None:
    assert conditioned(equals("k", "a", operator=operator)) == {operator: {"k": "a"}}


def test_a_document_has_the_version_that_knows_variables() -> None:
    assert plain(document([])) == {"Version": "2012-10-17", "Statement": []}
