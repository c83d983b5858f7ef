"""Intrinsic functions: what is known is resolved, what is not stays unknown."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.intrinsics import INTRINSICS
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.iam.unknown import Unknown
from tests.cloudformation.example import resolve, sub

SNAKE = "https://sqs.us-east-1.amazonaws.com/111122223333/" * 2 + "*"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"Ref": "Name"}, "uploads"),
        ({"Ref": "Count"}, "3"),
        ({"Ref": "Names"}, ["a", "b", "c"]),
        ({"Ref": "AWS::Region"}, "us-east-1"),
        ({"Ref": "AWS::URLSuffix"}, "amazonaws.com"),
        ({"Ref": "Bucket"}, "uploads"),
        ({"Ref": "Topic"}, "arn:aws:sns:us-east-1:111122223333:t"),
        ({"Ref": "Queue"}, "https://sqs.us-east-1.amazonaws.com/111122223333/q"),
        ({"Ref": "Role"}, "r"),
        ({"Ref": "Policy"}, "arn:aws:iam::111122223333:policy/m"),
        ({"Fn::GetAtt": ["Role", "Arn"]}, "arn:aws:iam::111122223333:role/p/r"),
        ({"Fn::GetAtt": "Bucket.Arn"}, "arn:aws:s3:::uploads"),
        (
            {"Fn::GetAtt": ["Logs", "Arn"]},
            "arn:aws:logs:us-east-1:111122223333:log-group:/ecs/x:*",
        ),
        (
            sub("${Name}/${!aws:username}/${Bucket.Arn}"),
            "uploads/${aws:username}/arn:aws:s3:::uploads",
        ),
        (sub("${Name}-${Other}", Name="own", Other={"Ref": "AWS::AccountId"}), "own-111122223333"),
        ({"Fn::Join": ["-", ["a", {"Ref": "Name"}, {"Ref": "AWS::NoValue"}]]}, "a-uploads"),
        ({"Fn::Join": [",", {"Ref": "Names"}]}, "a,b,c"),
        ({"Fn::Select": ["1", {"Ref": "Names"}]}, "b"),
        ({"Fn::Select": [1, {"Fn::Split": ["/", "x/y/z"]}]}, "y"),
        ({"Fn::FindInMap": ["ByRegion", {"Ref": "AWS::Region"}, "Bucket"]}, "east"),
        ({"Fn::FindInMap": ["ByRegion", "no", "Bucket", {"DefaultValue": "d"}]}, "d"),
        ({"Fn::If": ["HasName", "yes", "no"]}, "yes"),
        ({"Fn::If": ["HasEmpty", "yes", {"Fn::If": ["Either", [1], [2]]}]}, [1]),
        ({"Fn::If": ["Both", "yes", "no"]}, "no"),
        ({"Fn::If": ["MaybeNot", "yes", "no"]}, "no"),
        ([1, {"Fn::If": ["HasEmpty", 2, {"Ref": "AWS::NoValue"}]}, 3], [1, 3]),
        ({"a": {"Ref": "AWS::NoValue"}, "b": [[{"Ref": "AWS::NoValue"}, "x"]]}, {"b": [["x"]]}),
        ({"Fn::Base64": "a"}, "YQ=="),
        ({"Fn::Length": {"Ref": "Names"}}, 3),
        ({"Fn::ToJsonString": {"a": {"Ref": "Name"}}}, '{"a":"uploads"}'),
    ],
)
def test_what_the_template_says_is_resolved(data: Any, expected: Any) -> None:
    assert resolve(data) == expected


@pytest.mark.parametrize(
    ("data", "reason", "covers"),
    [
        ({"Ref": "Latest"}, "is read from the SSM parameter /a/b", "*"),
        ({"Ref": "Unnamed"}, "CloudFormation makes up the name of Unnamed", "*"),
        (sub("arn:aws:s3:::${Unnamed}/x"), "makes up the name", "arn:aws:s3:::*/x"),
        (
            {"Ref": "Secret"},
            "AWS completes Secret",
            "arn:aws:secretsmanager:us-east-1:111122223333:secret:s-??????",
        ),
        ({"Ref": "AWS::StackName"}, "the name of the stack was not given", "*"),
        ({"Ref": "Nothing"}, "neither a parameter nor a resource", "*"),
        ({"Fn::GetAtt": ["Odd", "Value"]}, "Odd.Value (Custom::Odd) is known after", "*"),
        ({"Fn::ImportValue": "x"}, "the export x is of another stack", "*"),
        ({"Fn::GetAZs": ""}, "Fn::GetAZs cannot be resolved", "*"),
        ({"Fn::Cidr": [{"Ref": "Unnamed"}, 2, 8]}, "Fn::Cidr cannot be resolved", "*"),
        ({"Fn::Transform": {"Name": "AWS::Include"}}, "Fn::Transform cannot be resolved", "*"),
        ({"Fn::Nonsense": 1}, "Fn::Nonsense cannot be resolved", "*"),
        ({"Fn::If": ["IsLatest", 1, 2]}, "is read from the SSM parameter", "*"),
        ({"Fn::If": ["Circle", 1, 2]}, "Circle refers to itself", "*"),
        ({"Ref": "Snake"}, "Snake refers to itself", SNAKE),
        ({"Fn::FindInMap": ["ByRegion", "no", "Bucket"]}, "finds nothing at ByRegion.no", "*"),
        ({"Fn::FindInMap": ["ByRegion", {"Ref": "Latest"}, "Bucket"]}, "Latest is read", "*"),
        ({"Fn::Select": [9, {"Ref": "Names"}]}, "Fn::Select finds no item 9", "*"),
        ("x\U000f0000y", "private use area is not known", "x*y"),
        (sub("\U000f0000${Unnamed}"), "private use area is not known", "**"),
        ("x-{{resolve:ssm:/a:1}}-y", "is read when the stack is deployed", "x-*-y"),
    ],
)
def test_what_only_a_deployment_knows_stays_unknown(data: Any, reason: str, covers: str) -> None:
    found = resolve(data)
    assert isinstance(found, Unknown)
    assert reason in found.reason
    assert found.covers == covers or (
        covers.endswith(".*") and found.covers.startswith(covers[:-1])
    )


@pytest.mark.parametrize(
    ("argument", "blocks"),
    [
        pytest.param(["10.0.0.0/16", 2, 8], ["10.0.0.0/24", "10.0.1.0/24"], id="two blocks"),
        pytest.param(["10.0.0.0/24", 2, 8], None, id="more than there are"),
    ],
)
def test_a_block_is_cut_into_blocks(argument: Any, blocks: list[str] | None) -> None:
    found = resolve({"Fn::Cidr": argument})
    assert (None if isinstance(found, Unknown) else found) == blocks


NAME = {"Ref": "Name"}
LETTER = "\ue101"
"""What a statement about every value of a parameter gives it: one character for any text."""
PARTS = {"Fn::Split": [",", NAME]}
OF_A_PARAMETER: dict[str, Any] = {
    "Ref": NAME,
    "Fn::And": {"Fn::And": [{"Condition": "HasName"}, {"Fn::Equals": [NAME, "other"]}]},
    "Fn::Base64": {"Fn::Base64": NAME},
    "Fn::Cidr": {"Fn::Cidr": [NAME, 1, 8]},
    "Fn::Equals": {"Fn::Equals": [NAME, "other"]},
    "Fn::FindInMap": {"Fn::FindInMap": ["ByRegion", NAME, "Bucket"]},
    "Fn::GetAtt": {"Fn::GetAtt": ["Bucket", "Arn"]},
    "Fn::If": {"Fn::If": ["HasName", NAME, {"Ref": "AWS::NoValue"}]},
    "Fn::ImportValue": {"Fn::ImportValue": NAME},
    "Fn::Join": {"Fn::Join": ["/", ["a", NAME, NAME]]},
    "Fn::Length": {"Fn::Length": PARTS},
    "Fn::Not": {"Fn::Not": [{"Condition": "HasName"}]},
    "Fn::Or": {"Fn::Or": [{"Fn::Equals": [NAME, "other"]}, {"Condition": "HasEmpty"}]},
    "Fn::Select": {"Fn::Select": [0, PARTS]},
    "Fn::Split": PARTS,
    "Fn::Sub": sub("${Name}:${Own}", Own=NAME),
    "Fn::ToJsonString": {"Fn::ToJsonString": {"name": NAME}},
}
"""A call of each function that a parameter goes into, as plainly as the function allows."""


def filled_in(value: Any, text: str) -> Any:
    """Return a value in which a text stands for the letter."""
    if isinstance(value, list):
        return [filled_in(item, text) for item in value]
    if isinstance(value, Unknown):
        return value.covers.replace(LETTER, text)
    return value.replace(LETTER, text) if isinstance(value, str) else value


def for_every_value(call: Any, text: str) -> bool:
    """Return whether what a letter gives is what a text gives, once it stands for the letter."""
    of_any = resolve(call, parameters={"Name": LETTER}, unconstrained=frozenset({"Name"}))
    of_one = resolve(call, parameters={"Name": text}, unconstrained=frozenset({"Name"}))
    return bool(filled_in(of_any, text) == filled_in(of_one, text))


def test_every_function_of_the_table_has_a_call() -> None:
    assert set(OF_A_PARAMETER) == set(INTRINSICS)


@pytest.mark.parametrize("name", INTRINSICS)
def test_a_function_composes_just_if_a_letter_stands_for_any_text(name: str) -> None:
    """Else a proof "for every value" would be one of the letter alone."""
    texts = ["one", 'a "b", c/d:e', "x,y", "\N{SNOWMAN}\n", "10.0.0.0/16"]
    composes = all(for_every_value(OF_A_PARAMETER[name], text) for text in texts)
    assert composes == INTRINSICS[name].composes


@pytest.mark.parametrize(
    ("function", "first", "asked", "holds"),
    [
        ("Fn::Or", "x", ["First"], True),
        ("Fn::Or", "", ["First", "Second"], True),
        ("Fn::And", "", ["First"], False),
        ("Fn::And", "x", ["First", "Second"], True),
    ],
)
def test_nothing_is_asked_once_a_condition_is_decided(
    function: str, first: str, asked: list[str], holds: bool
) -> None:
    parts = [{"Fn::Not": [{"Fn::Equals": [{"Ref": name}, ""]}]} for name in ("First", "Second")]
    template = {
        "Parameters": {name: {"Type": "String"} for name in ("First", "Second")},
        "Conditions": {"Both": {function: parts}},
        "Resources": {},
    }
    here = Environment(parameters={"First": first, "Second": "y"})
    resolved = ResolvedTemplate(template, here)
    assert (resolved.condition("Both"), list(resolved.asked)) == (holds, asked)


@pytest.mark.parametrize(
    ("default", "sides", "holds"),
    [
        ("true", [{"Ref": "A"}, True], True),
        (True, [{"Ref": "A"}, "true"], True),
        (True, [True, {"Ref": "A"}], True),
        (False, [{"Ref": "A"}, True], False),
        (1, [{"Ref": "A"}, 1], True),
        ("1", [1, "1"], True),
        ("1", [{"Ref": "A"}, 2], False),
        ("1", [[1, True], ["1", "true"]], True),
        ("True", [{"Ref": "A"}, True], False),
    ],
)
def test_numbers_and_booleans_are_compared_as_strings(
    default: Any, sides: list[Any], holds: bool
) -> None:
    template = {
        "Parameters": {"A": {"Type": "String", "Default": default}},
        "Conditions": {"Same": {"Fn::Equals": sides}},
        "Resources": {},
    }
    assert ResolvedTemplate(template, Environment()).condition("Same") is holds


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"Fn::GetAtt": 7}, "Fn::GetAtt takes a logical ID and an attribute"),
        ({"Fn::GetAtt": {"A": 1, "B": 2}}, "Fn::GetAtt takes a logical ID and an attribute"),
        ({"Fn::GetAtt": ["Bucket"]}, "Fn::GetAtt takes a logical ID and an attribute"),
        ({"Fn::If": [{"Fn::Not": []}, "a", "b"]}, "Fn::Not takes one condition"),
    ],
)
def test_what_a_function_takes_is_told(data: Any, reason: str) -> None:
    found = resolve(data)
    assert isinstance(found, Unknown)
    assert reason in found.reason
