"""The resolver with nothing given: every branch, and partly known strings."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.cloudformation.symbols import Symbol, Symbols
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.iam.text import ANY, FIRST_LETTER, LAST_LETTER, PSEUDO, Reach

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


@pytest.mark.parametrize(
    ("name", "reach"),
    [
        ("Stage", Reach.ANYTHING),
        ("LogBucketName", Reach.GUESSED_NAME),
        ("Plain", Reach.NAME),
    ],
)
def test_what_a_value_can_hold_is_told_by_its_character(name: str, reach: Reach) -> None:
    first, last = reach.value
    assert first <= ord(Resolver(TEMPLATE).text({"Ref": name})) <= last


def test_no_character_stands_for_two_things() -> None:
    ranges = [(0xE000, 0xE0FF), (FIRST_LETTER, LAST_LETTER), *(each.value for each in Reach)]
    ends = [end for each in sorted(ranges) for end in each]
    assert ends == sorted(set(ends))
    assert all(0xE000 <= ord(each) <= 0xE0FF for each in (ANY, *PSEUDO.values()))


def test_characters_run_out_loudly() -> None:
    symbols = Symbols()
    first, last = Reach.NAME.value
    for number in range(last - first + 1):
        symbols.of(Symbol(("parameter", str(number))), Reach.NAME)
    assert len(symbols) == last - first + 1
    with pytest.raises(TemplateError, match="more than 32,766 values"):
        symbols.of(Symbol(("parameter", "one more")), Reach.NAME)
