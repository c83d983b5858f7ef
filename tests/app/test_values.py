"""What a value of an argument must be, and what is told where it is not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influmojo_cfn.app.model import Parameter, parameter
from influmojo_cfn.app.values import fits, literal, problems_of_argument, type_name
from influmojo_cfn.errors import Problem
from influmojo_cfn.grants.argument_types import ARGUMENT_TYPES
from influmojo_cfn.grants.model import Argument
from influmojo_cfn.iam.operators import OPERATORS
from tests.nonempty import nonempty

EXAMPLES = [kind.name for kind in ARGUMENT_TYPES.values() if not kind.structured]
FIXED = [kind.name for kind in ARGUMENT_TYPES.values() if kind.fixed]


def problems(kind: str, value: object, **more: Any) -> list[Problem]:
    argument = Argument(name="a", kind=kind, description="A.", **more)
    return list(problems_of_argument("a", argument, value))


def places(kind: str, value: object, **more: Any) -> list[str]:
    return [problem.place for problem in problems(kind, value, **more)]


def of_topic(**more: Any) -> Parameter:
    return parameter(**{"name": "Topic", "default": "orders", **more})


REFUSED: dict[str, tuple[str, object, str]] = {
    "a text that does not fit": ("topic_name", "a.b", "a"),
    "an empty string": ("topic_name", "", "a"),
    "a number": ("topic_name", 5, "a"),
    "a list where one is taken": ("topic_name", ("a", "b"), "a"),
    "a text in place of a boolean": ("boolean", "true", "a"),
    "a number in place of a boolean": ("boolean", 1, "a"),
    "a parameter of what is fixed": ("effect", parameter("Effect", default="Deny"), "a"),
    "a name with a hyphen": ("topic_name", of_topic(name="my-topic"), "a.parameter"),
    "a name that begins with a digit": ("topic_name", of_topic(name="1st"), "a.parameter"),
    "a name that is too long": ("topic_name", of_topic(name="T" * 256), "a.parameter"),
    "an empty name": ("topic_name", of_topic(name=""), "a.parameter"),
    "a name of the template": ("topic_name", of_topic(name="TaskPolicy12"), "a.parameter"),
    "a default that does not fit": ("topic_name", of_topic(default="a.b"), "a.default"),
    "a pattern that cannot be read": (
        "topic_name",
        of_topic(allowed_pattern="("),
        "a.allowed_pattern",
    ),
    "a default that its own pattern refuses": (
        "topic_name",
        of_topic(allowed_pattern="[0-9]+"),
        "a.default",
    ),
    "a public parameter of AWS": ("parameter_name", "/aws/service/a", "a"),
    "the ARN of a public parameter": (
        "parameter_arn",
        "arn:aws:ssm:us-east-1:111122223333:parameter/aws/service/a",
        "a",
    ),
    "all public parameters of AWS": ("parameter_path", "aws/service", "a"),
    "a default that is AWS's own": (
        "parameter_name",
        of_topic(default="/aws/service/a"),
        "a.default",
    ),
    "no room": ("topic_name", of_topic(max_length=0), "a.max_length"),
    "more room than a parameter has": ("topic_name", of_topic(max_length=4097), "a.max_length"),
    "a default that is longer than allowed": ("topic_name", of_topic(max_length=5), "a.default"),
}


@pytest.mark.parametrize(("kind", "value", "place"), REFUSED.values(), ids=REFUSED)
def test_a_mistake_is_told_at_its_key(kind: str, value: object, place: str) -> None:
    assert places(kind, value) == [place]


def test_a_pseudo_parameter_in_a_default_would_not_be_filled_in() -> None:
    value = parameter("Arn", default="arn:aws:s3:::${AWS::AccountId}", allowed_pattern=".*")
    (problem,) = problems("resource_arn", value)
    assert "is used as it is" in problem.message


ACCEPTED: dict[str, tuple[str, object]] = {
    "true": ("boolean", True),
    "false": ("boolean", False),
    "the longest name": ("topic_name", of_topic(name="T" * 255)),
    "a name that only begins as one of the template": ("topic_name", of_topic(name="TaskRoles")),
    "an empty default": ("topic_name", of_topic(default="")),
    "an empty default with a pattern": (
        "topic_name",
        of_topic(default="", allowed_pattern="[0-9]+"),
    ),
    "a default that its own pattern takes": (
        "topic_name",
        of_topic(default="a.b", allowed_pattern=r"[a-z.]+"),
    ),
    "room for just the default": ("topic_name", of_topic(max_length=6)),
    "all the room that a parameter has": ("topic_name", of_topic(max_length=4096)),
    "a literal without its prefix": ("resource_arn", "arn:aws:s3:::a"),
}


@pytest.mark.parametrize(("kind", "value"), ACCEPTED.values(), ids=ACCEPTED)
def test_what_is_right_is_told_nothing(kind: str, value: object) -> None:
    assert problems(kind, value) == []


@pytest.mark.parametrize("kind", EXAMPLES)
def test_the_example_of_a_kind_is_right(kind: str) -> None:
    assert problems(kind, ARGUMENT_TYPES[kind].example) == []


@pytest.mark.parametrize("kind", FIXED)
def test_what_is_fixed_is_no_parameter(kind: str) -> None:
    assert places(kind, parameter("P")) == ["a"]


def test_an_empty_text_is_right_where_it_may_be_empty() -> None:
    assert problems("topic_name", "", may_be_empty=True) == []


REPEATED: dict[str, tuple[object, list[str]]] = {
    "one value": ("orders", []),
    "a list": (("orders", "bills"), []),
    "an empty list": ((), ["a"]),
    "one that does not fit": (("orders", "a.b"), ["a[1]"]),
    "one value that does not fit": ("a.b", ["a"]),
    "a value twice": (("orders", "bills", "orders"), ["a[2]"]),
    "a parameter twice": ((of_topic(), of_topic()), ["a[1]"]),
    "a number twice": ((5, 5), ["a[0]", "a[1]"]),
}


@pytest.mark.parametrize(("value", "expected"), REPEATED.values(), ids=REPEATED)
def test_each_element_of_a_list_is_judged(value: object, expected: list[str]) -> None:
    assert places("topic_name", value, repeated=True) == expected


def test_a_parameter_that_is_there_twice_is_shown_by_its_name() -> None:
    (problem,) = problems("topic_name", (of_topic(), of_topic()), repeated=True)
    assert problem.message.startswith("'Topic' ")


CONDITIONS: dict[str, tuple[object, list[str]]] = {
    "a text": ("StringEquals", ["a"]),
    "an operator that is a number": ({5: {"aws:userid": "v"}}, ["a.5"]),
    "an unknown operator": ({"StringEqual": {"aws:userid": "v"}}, ["a.StringEqual"]),
    "an unknown qualifier": ({"ForEach:StringLike": {"aws:userid": "v"}}, ["a.ForEach:StringLike"]),
    "Null with IfExists": ({"NullIfExists": {"aws:userid": "true"}}, ["a.NullIfExists"]),
    "an operator of no key": ({"StringLike": {}}, ["a.StringLike"]),
    "an operator of a text": ({"StringLike": "k"}, ["a.StringLike"]),
    "a key of no value": ({"StringLike": {"aws:userid": []}}, ["a.StringLike.aws:userid"]),
    "a key of a mapping": (
        {"StringLike": {"aws:userid": {"Ref": "A"}}},
        ["a.StringLike.aws:userid"],
    ),
    "a key of a mapping among values": (
        {"StringLike": {"aws:userid": ["a", {}]}},
        ["a.StringLike.aws:userid"],
    ),
    "values of each type": ({"StringLike": {"aws:userid": ["a", True, 5]}}, []),
    "one value of a type": ({"Bool": {"aws:userid": True}, "NumericEquals": {"aws:userid": 5}}, []),
    "a tuple": ({"StringLike": {"aws:userid": ("a",)}}, []),
}


@pytest.mark.parametrize(("value", "expected"), CONDITIONS.values(), ids=CONDITIONS)
def test_conditions_are_judged_by_operator_key_and_value(
    value: object, expected: list[str]
) -> None:
    assert places("conditions", value) == expected


@pytest.mark.parametrize("operator", [row.name for row in OPERATORS])
@pytest.mark.parametrize("form", ["{}", "ForAllValues:{}", "ForAnyValue:{}"])
def test_every_operator_of_iam_is_known(operator: str, form: str) -> None:
    assert problems("conditions", {form.format(operator): {"aws:userid": "v"}}) == []


def test_the_nearest_operator_is_named() -> None:
    (problem,) = problems("conditions", {"StringEqual": {"aws:userid": "v"}})
    assert "did you mean 'StringEquals'?" in problem.message


def test_a_condition_key_that_does_not_exist_has_the_nearest_one() -> None:
    (problem,) = problems("conditions", {"StringEquals": {"s3:ResourceAcount": "111122223333"}})
    assert "did you mean 's3:ResourceAccount'?" in str(problem)


@given(st.text(max_size=20))
def test_a_literal_has_the_prefix_of_its_kind_just_once(value: str) -> None:
    kinds = [kind for kind in ARGUMENT_TYPES.values() if kind.implied_prefix]
    for kind in nonempty(kinds):
        once = literal(kind, value)
        assert once.startswith(kind.implied_prefix)
        assert once.endswith(value)
        assert literal(kind, once) == once


def test_a_literal_of_a_kind_without_prefix_is_as_it_is() -> None:
    assert literal(ARGUMENT_TYPES["topic_name"], "orders") == "orders"


@pytest.mark.parametrize(
    ("value", "expected"),
    [("", False), ("a", False), ("abc", True), ("a" * 63, True), ("a" * 64, False), ("A_c", False)],
)
def test_a_text_fits_by_length_and_pattern(value: str, expected: bool) -> None:
    assert fits(ARGUMENT_TYPES["bucket_name"], value) == expected


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (None, "null"),
        (True, "boolean"),
        (1, "number"),
        (1.5, "number"),
        ("a", "string"),
        ([], "list"),
        ((), "list"),
        ({}, "mapping"),
        ({"Ref": "A"}, "CloudFormation function"),
        ({"Condition": "A"}, "CloudFormation function"),
        ({"Fn::Sub": "A"}, "CloudFormation function"),
        ({"Fn::Sub": "A", "b": "c"}, "mapping"),
        ({"Reference": "A"}, "mapping"),
        (b"a", "bytes"),
    ],
)
def test_the_name_of_a_type_is_that_of_yaml(value: object, name: str) -> None:
    assert type_name(value) == name
