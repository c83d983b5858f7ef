"""Intrinsic functions: what is known is resolved, what is not stays unknown."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influmojo_cfn.cloudformation.environment import Environment, partition_of
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.iam.patterns import matches
from influmojo_cfn.iam.unknown import Unknown, covered

TEMPLATE: dict[str, Any] = {
    "Parameters": {
        "Name": {"Type": "String", "Default": "uploads"},
        "Empty": {"Type": "String", "Default": ""},
        "Count": {"Type": "Number", "Default": 3, "MinValue": 1, "MaxValue": 5},
        "Names": {"Type": "CommaDelimitedList", "Default": "a, b,c"},
        "Latest": {"Type": "AWS::SSM::Parameter::Value<String>", "Default": "/a/b"},
    },
    "Mappings": {"ByRegion": {"us-east-1": {"Bucket": "east", "List": ["x", "y"]}}},
    "Conditions": {
        "HasName": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Name"}, ""]}]},
        "HasEmpty": {"Fn::Not": [{"Fn::Equals": [{"Ref": "Empty"}, ""]}]},
        "Both": {"Fn::And": [{"Condition": "HasName"}, {"Condition": "HasEmpty"}]},
        "Either": {"Fn::Or": [{"Condition": "HasName"}, {"Condition": "HasEmpty"}]},
        "IsLatest": {"Fn::Equals": [{"Ref": "Latest"}, "1"]},
        "MaybeNot": {"Fn::And": [{"Condition": "IsLatest"}, {"Condition": "HasEmpty"}]},
        "Circle": {"Fn::Not": [{"Condition": "Circle"}]},
    },
    "Resources": {
        "Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": {"Ref": "Name"}}},
        "Unnamed": {"Type": "AWS::S3::Bucket"},
        "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "t"}},
        "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "q"}},
        "Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "/ecs/x"}},
        "Secret": {"Type": "AWS::SecretsManager::Secret", "Properties": {"Name": "s"}},
        "Role": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "r", "Path": "/p/"}},
        "Policy": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"ManagedPolicyName": "m"}},
        "Snake": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Ref": "Snake"}}},
        "Dropped": {"Type": "AWS::S3::Bucket", "Condition": "HasEmpty"},
        "Odd": {"Type": "Custom::Odd"},
    },
}

SNAKE = "https://sqs.us-east-1.amazonaws.com/111122223333/" * 2 + "*"


def resolve(data: Any, **environment: Any) -> Any:
    return ResolvedTemplate(TEMPLATE, Environment(**environment)).value(data)


def sub(text: str, **names: Any) -> dict[str, Any]:
    return {"Fn::Sub": [text, names] if names else text}


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
        ({"Fn::Cidr": ["10.0.0.0/16", 2, 8]}, "Fn::Cidr cannot be resolved", "*"),
        ({"Fn::Transform": {"Name": "AWS::Include"}}, "Fn::Transform cannot be resolved", "*"),
        ({"Fn::Nonsense": 1}, "Fn::Nonsense cannot be resolved", "*"),
        ({"Fn::If": ["IsLatest", 1, 2]}, "is read from the SSM parameter", "*"),
        ({"Fn::If": ["Circle", 1, 2]}, "Circle refers to itself", "*"),
        ({"Ref": "Snake"}, "Snake refers to itself", SNAKE),
        ({"Fn::FindInMap": ["ByRegion", "no", "Bucket"]}, "finds nothing at ByRegion.no", "*"),
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


def test_region_and_partition_go_into_what_is_made_of_them() -> None:
    found = resolve({"Ref": "Topic"}, region="cn-north-1", account="444455556666")
    assert found == "arn:aws-cn:sns:cn-north-1:444455556666:t"


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("eu-west-1", "aws"),
        ("cn-north-1", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"),
        ("eusc-de-east-1", "aws-eusc"),
        ("us-iso-east-1", "aws-iso"),
        ("us-isob-east-1", "aws-iso-b"),
    ],
)
def test_a_region_has_its_partition(region: str, partition: str) -> None:
    assert partition_of(region) == partition


def test_a_resource_whose_condition_fails_is_not_there() -> None:
    resolved = ResolvedTemplate(TEMPLATE)
    assert "Dropped" not in resolved.of_type("AWS::S3::Bucket")


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


def test_a_parameter_without_a_value_can_stay_unknown() -> None:
    template = {"Parameters": {"P": {"Type": "String"}}, "Resources": {}}
    resolved = ResolvedTemplate(template, missing_is_unknown=True)
    assert isinstance(resolved.value({"Ref": "P"}), Unknown)


def test_the_place_of_resolved_data_is_found_again() -> None:
    data = [
        {"Fn::If": ["HasEmpty", "a", {"Ref": "AWS::NoValue"}]},
        {"Fn::If": ["HasName", {"Fn::If": ["HasEmpty", "b", {"Sid": "c"}]}, "d"]},
    ]
    resolved = ResolvedTemplate(TEMPLATE)
    assert resolved.value(data, ("x",)) == [{"Sid": "c"}]
    assert resolved.source_path(("x", 0, "Sid")) == ("x", 1, "Fn::If", 1, "Fn::If", 2, "Sid")


def test_what_is_not_a_template_is_said_so() -> None:
    with pytest.raises(TemplateError, match="it has no Resources"):
        ResolvedTemplate({"Statement": []})


@pytest.mark.parametrize(
    ("branches", "covers"),
    [
        (["arn:aws:s3:::a-one/x", "arn:aws:s3:::a-two/x"], "arn:aws:s3:::a-*/x"),
        (["aa", "a"], "a*"),
        (["one", {"Ref": "Latest"}], "*"),
        ([sub("${Unnamed}/x"), "b/x"], "*/x"),
        (["one", {"Ref": "AWS::NoValue"}], "one"),
        (["one", ["one"]], "*"),
    ],
)
def test_an_unknown_condition_keeps_what_both_branches_share(
    branches: list[Any], covers: str
) -> None:
    found = resolve({"Fn::If": ["IsLatest", *branches]})
    assert isinstance(found, Unknown)
    assert "is read from the SSM parameter" in found.reason
    assert found.covers == covers


def test_an_unknown_condition_between_equals_decides_nothing() -> None:
    assert resolve({"Fn::If": ["IsLatest", {"Ref": "Name"}, "uploads"]}) == "uploads"
    nothing = {"Ref": "AWS::NoValue"}
    assert resolve([{"Fn::If": ["IsLatest", nothing, nothing]}]) == []


def either(one: Any, other: Any) -> str:
    found = resolve({"Fn::If": ["IsLatest", one, other]})
    assert isinstance(found, Unknown) or one == other
    return covered(found)


@pytest.mark.parametrize(
    ("one", "other", "covers"),
    [
        pytest.param("logs", "logs", "logs", id="the same"),
        pytest.param("dev-logs", "prod-logs", "*-logs", id="the end"),
        pytest.param("logs-dev", "logs-prod", "logs-*", id="the beginning"),
        pytest.param("a", "b", "*", id="nothing in common"),
        pytest.param("", "logs", "*", id="one is empty"),
        pytest.param("aa", "aaa", "aa*", id="a character is not counted for both ends"),
        pytest.param("aba", "aa", "a*a", id="one begins and ends as the other does"),
        pytest.param(sub("logs-${Unnamed}"), "logs-1", "logs-*", id="an unknown one"),
    ],
)
def test_what_is_known_of_one_or_the_other(one: Any, other: Any, covers: str) -> None:
    assert either(one, other) == covers


WORDS = st.text("ab:", max_size=6)


@given(WORDS, WORDS)
def test_what_is_known_of_either_covers_both(one: str, other: str) -> None:
    covers = either(one, other)
    assert [word for word in (one, other) if not matches(covers, word)] == []


def test_names_that_cloudformation_makes_up_differ_by_resource() -> None:
    resources = {"Queue": {"Type": "AWS::S3::Bucket"}, "Topic": {"Type": "AWS::S3::Bucket"}}
    resolved = ResolvedTemplate({"Resources": resources}, Environment(stand_ins=True))
    names = {resolved.name_of(name, "AWS::S3::Bucket") for name in resources}
    assert len(names) == 2
    assert not any(str(name).isascii() for name in names)
