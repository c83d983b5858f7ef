"""The resolver with nothing given: every branch, and partly known strings."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.iam.branches import ALWAYS

EQUALS = "Fn::Equals"
IS_PROD = {EQUALS: [{"Ref": "Stage"}, "prod"]}
TEMPLATE: dict[str, Any] = {
    "Parameters": {
        "Stage": {"Type": "String", "Default": "prod"},
        "LogBucketName": {"Type": "String"},
        "Plain": {"Type": "String", "AllowedPattern": "[a-z]+"},
    },
    "Conditions": {
        "IsProd": IS_PROD,
        "IsProdToo": {EQUALS: ["prod", {"Ref": "Stage"}]},
        "IsTest": {EQUALS: [{"Ref": "Stage"}, "test"]},
        "NotProd": {"Fn::Not": [{"Condition": "IsProd"}]},
        "Both": {"Fn::And": [{"Condition": "IsProd"}, {"Condition": "NotProd"}]},
        "Either": {"Fn::Or": [{"Condition": "IsProd"}, {"Condition": "NotProd"}]},
        "Neither": {"Fn::Not": [{"Fn::Or": [IS_PROD, {"Condition": "NotProd"}]}]},
        "Always": {EQUALS: ["a", "a"]},
        "Circle": {"Fn::Not": [{"Condition": "Circle"}]},
    },
    "Resources": {"Bucket": {"Type": "AWS::S3::Bucket"}},
}


def shown(data: Any) -> list[str]:
    resolver = Resolver(TEMPLATE)
    return [resolver.show(text) for text, _ in resolver.texts(data)]


def choice(condition: Any, yes: Any, no: Any) -> dict[str, Any]:
    return {"Fn::If": [condition, yes, no]}


def joined(*items: Any) -> dict[str, Any]:
    return {"Fn::Join": ["-", list(items)]}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"Fn::Sub": "${Stage}/${Bucket.Arn}"}, ["${Stage}/arn:${AWS::Partition}:s3:::${Bucket}"]),
        (choice("IsProd", "a", "b"), ["a", "b"]),
        (choice(IS_PROD, "a", choice("IsProd", "b", "c")), ["a", "c"]),
        (choice("IsProd", choice("NotProd", "a", "b"), "c"), ["b", "c"]),
        (choice("IsProd", choice("IsTest", "a", "b"), "c"), ["b", "c"]),
        (choice("IsProd", choice("IsProdToo", "a", "b"), "c"), ["a", "c"]),
        (choice("Both", "a", "b"), ["b"]),
        (choice("Either", "a", "b"), ["a"]),
        (choice("Neither", "a", "b"), ["b"]),
        (choice("Always", "a", "b"), ["a"]),
        (choice("Circle", "a", "b"), ["a", "b"]),
        (choice("Missing", "a", "b"), ["a", "b"]),
        (joined(choice("IsProd", "a", "b"), choice("NotProd", "c", "d")), ["a-d", "b-c"]),
        (joined("x", choice("IsProd", "a", {"Ref": "AWS::NoValue"})), ["x-a", "x"]),
        ({"Fn::Sub": "a-{{resolve:ssm:/p}}-${Stage}"}, ["a-${...}-${Stage}"]),
        ({"Fn::Sub": "{{resolve:ssm:/${Stage}/p}}"}, ["${...}"]),
        ({"Fn::Select": ["²", ["a", "b", "c"]]}, ["${...}"]),
        ({"Fn::Select": ["٢", ["a", "b", "c"]]}, ["${...}"]),
        ({"Fn::Select": [1, {"Fn::Split": [":", {"Fn::Sub": "arn:${Stage}:x"}]}]}, ["${Stage}"]),
    ],
)
def test_every_branch_has_its_string(data: Any, expected: list[str]) -> None:
    assert shown(data) == expected


def test_no_value_is_omitted_in_its_branch() -> None:
    nothing = {"Ref": "AWS::NoValue"}
    items = Resolver(TEMPLATE).items([choice("IsProd", "a", nothing), "b"], ())
    assert [(item, path) for item, path, _ in items] == [("a", (0, "Fn::If", 1)), ("b", (1,))]


def test_the_branch_of_a_condition_that_never_holds_is_its_own() -> None:
    never = {"Fn::Equals": ["a", "b"]}
    open_one = {"Fn::Equals": [{"Ref": "P"}, "b"]}
    resolver = Resolver(
        {
            "Parameters": {"P": {"Type": "String"}},
            "Conditions": {"Never": never, "Open": open_one},
            "Resources": {},
        }
    )
    assert resolver.under("Never") == frozenset({("Never", True)})
    assert resolver.assume("Never", True) is None
    assert resolver.under("Open") == resolver.assume("Open", True)


def test_an_item_of_a_list_in_one_branch_is_of_that_branch() -> None:
    resolver = Resolver(TEMPLATE)
    rows = list(resolver.items([choice("IsProd", ["a"], "b")], ("P",)))
    assert rows == [
        ("a", ("P", 0, "Fn::If", 1, 0), resolver.assume("IsProd", True)),
        ("b", ("P", 0, "Fn::If", 2), resolver.assume("IsProd", False)),
    ]


def test_the_strings_of_a_list_are_of_its_branch() -> None:
    resolver = Resolver(TEMPLATE)
    branch = resolver.under("Open")
    assert [each.branch for each in resolver.values(["a", "b"], ("P",), branch)] == [branch] * 2


def test_a_string_of_a_list_is_known_to_be_written_as_it_is() -> None:
    found = Resolver(TEMPLATE).values(["a", {"Ref": "Stage"}], ())
    assert [value.literal for value in found] == [True, False]


def test_a_parameter_is_one_of_the_values_that_it_allows() -> None:
    row = {"Type": "String", "AllowedValues": ["a", 1]}
    resolver = Resolver({"Parameters": {"P": row, "Free": {"Type": "String"}}})
    given, free = resolver.ref("P"), resolver.ref("Free")
    assert [resolver.can_be(given, text, ALWAYS) for text in ("a", "1", "b")] == [True, True, False]
    assert resolver.can_be(free, "b", ALWAYS)
