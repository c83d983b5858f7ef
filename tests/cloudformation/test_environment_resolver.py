"""The resolver in one environment: one value, or what is known of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.environment_resolver import EnvironmentResolver
from influmojo_cfn.cloudformation.intrinsics import Resolved
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.iam.patterns import matches
from influmojo_cfn.iam.unknown import Unknown, UnknownPart, covered
from tests.cloudformation.example import resolve, sub


def test_region_and_partition_go_into_what_is_made_of_them() -> None:
    found = resolve({"Ref": "Topic"}, region="cn-north-1", account="444455556666")
    assert found == "arn:aws-cn:sns:cn-north-1:444455556666:t"


def test_a_parameter_without_a_value_can_stay_unknown() -> None:
    template = {"Parameters": {"P": {"Type": "String"}}, "Resources": {}}
    resolved = ResolvedTemplate(template, missing_is_unknown=True)
    assert isinstance(resolved.value({"Ref": "P"}), Unknown)


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


@pytest.mark.parametrize(
    ("data", "is_arn"),
    [
        ({"Fn::GetAtt": ["Odd", "Value"]}, False),
        ({"Fn::GetAtt": ["Odd", "Arn"]}, True),
        ({"Ref": "AWS::StackName"}, False),
    ],
)
def test_what_aws_gives_has_a_stand_in(data: Any, is_arn: bool) -> None:
    template = {"Resources": {"Odd": {"Type": "AWS::Acme::Odd"}}}
    found = ResolvedTemplate(template, Environment(stand_ins=True)).value(data)
    assert isinstance(found, str)
    assert found.startswith("arn:aws:") is is_arn


def test_what_aws_adds_to_a_name_has_a_stand_in() -> None:
    template = {"Resources": {"S": {"Type": "AWS::SecretsManager::Secret"}}}
    resolved = ResolvedTemplate(template, Environment(stand_ins=True))
    assert isinstance(resolved.identifier("S", "Ref"), str)


@pytest.mark.parametrize(
    ("data", "holds"),
    [
        ({"Fn::GetAtt": ["Odd", "Value"]}, True),
        ({"Ref": "Latest"}, True),
        ({"Fn::ImportValue": "x"}, True),
        ("{{resolve:ssm:/a:1}}", True),
        ({"Fn::GetAZs": ""}, True),
        ({"Fn::Cidr": [{"Fn::GetAtt": ["Odd", "Value"]}, 1, 8]}, True),
        ({"Fn::Select": [0, {"Fn::GetAZs": ""}]}, True),
        ({"Fn::Transform": {"Name": "AWS::Include"}}, None),
        (sub("{{resolve:ssm:${Latest}}}"), True),
        (sub("{{resolve:ssm:/${AWS::StackName}/${Unnamed}}}"), True),
        ({"Fn::ImportValue": sub("${AWS::StackName}-a")}, True),
        ({"Fn::FindInMap": ["ByRegion", "no", "Bucket"]}, True),
        (sub("{{resolve:ssm:/${Missing}}}", Missing={"Fn::Transform": {"Name": "a"}}), None),
    ],
)
def test_an_unknown_equals_itself_where_it_is_known_whose_it_is(
    data: Any, holds: bool | None
) -> None:
    found = resolve({"Fn::Equals": [data, data]})
    assert (None if isinstance(found, Unknown) else found) == holds


STORE, BUCKET = "AWS::SSM::Parameter", "AWS::S3::Bucket"


@pytest.mark.parametrize(
    ("data", "own", "changed"),
    [
        (sub("{{resolve:ssm:/${AWS::StackName}/a}}"), {"Name": sub("/${AWS::StackName}/a")}, {}),
        (sub("{{resolve:ssm:/${AWS::Region}/a}}"), {"Name": sub("/${AWS::Region}/a")}, {}),
        (sub("{{resolve:ssm:/${AWS::Region}/a}}"), {"Name": {"Fn::Transform": {"Name": "a"}}}, {}),
        (sub("{{resolve:ssm:${Own}}}"), {}, {}),
        (sub("{{resolve:ssm:/${Bucket}/a}}"), {"Name": "b"}, {"ObjectLockEnabled": True}),
        ({"Fn::ImportValue": sub("${Bucket}-a")}, {"Name": "b"}, {"ObjectLockEnabled": True}),
    ],
)
def test_what_is_read_is_the_same_while_what_decides_it_is(
    data: Any, own: dict[str, Any], changed: dict[str, Any]
) -> None:
    def read(value: str, **bucket: Any) -> Any:
        stored = {"Type": STORE, "Properties": {**own, "Value": value}}
        rows = {"Own": stored, "Bucket": {"Type": BUCKET, "Properties": bucket}}
        return ResolvedTemplate({"Resources": rows}).value(data)

    assert read("a").is_same(read("a"))
    assert not read("a").is_same(read("a", **changed) if changed else read("b"))


@pytest.mark.parametrize(
    ("attribute", "is_same"), [("LatestVersionNumber", True), ("Other", False)]
)
def test_the_newest_version_is_the_same_of_any(attribute: str, is_same: bool) -> None:
    def read(image: str) -> Any:
        properties = {"LaunchTemplateData": {"ImageId": image}}
        row = {"Type": "AWS::EC2::LaunchTemplate", "Properties": properties}
        found = ResolvedTemplate({"Resources": {"L": row}})
        return found.value({"Fn::GetAtt": ["L", attribute]})

    assert read("a").is_same(read("b")) is is_same


def test_what_was_written_otherwise_is_another_value() -> None:
    cut = {"Fn::Cidr": [{"Ref": "Unnamed"}, 1, 8]}
    wider = {"Fn::Cidr": [{"Ref": "Unnamed"}, 1, 16]}
    assert resolve(cut) == resolve(cut)
    named = {"a": {"Ref": "Unnamed"}, "b": "c"}
    call, swapped = (
        {"Fn::ToJsonString": dict(each)} for each in (named.items(), [*named.items()][::-1])
    )
    assert resolve(call) == resolve(swapped)
    assert resolve(cut) != resolve(wider)
    assert resolve(sub("a-${X}", X=cut)) != resolve(sub("a-${X}", X=wider))
    assert resolve({"Fn::GetAZs": {"Ref": "Name"}}) != resolve({"Fn::GetAZs": "uploads2"})


def test_a_partly_known_text_is_not_split() -> None:
    found = resolve({"Fn::Select": [0, {"Fn::Split": [":", sub("arn:${Unnamed}")]}]})
    assert isinstance(found, Unknown)


@pytest.mark.parametrize("given", ["\U000f0000", "\ue101"])
@pytest.mark.parametrize(
    "data",
    [
        pytest.param({"Ref": "Name"}, id="a text"),
        pytest.param({"Fn::Select": [0, {"Ref": "Names"}]}, id="an item of a list"),
        pytest.param(sub("a-${Name}"), id="in a text"),
    ],
)
def test_a_character_that_stands_for_unknowns_is_not_known(data: Any, given: str) -> None:
    found = resolve(data, parameters={"Name": given, "Names": f"{given},b"})
    assert isinstance(found, Unknown)
    assert found.reason == "a character of Unicode's private use area is not known"


def test_a_letter_that_stands_for_every_value_is_the_value() -> None:
    letter = {"parameters": {"Name": "\ue101"}, "unconstrained": frozenset({"Name"})}
    assert resolve({"Ref": "Name"}, **letter) == "\ue101"


@pytest.mark.parametrize(
    ("path", "arn"),
    [
        ({"Ref": "AWS::NoValue"}, "arn:aws:iam::111122223333:role/r"),
        ("/p/", "arn:aws:iam::111122223333:role/p/r"),
        (["/p/"], "arn:aws:iam::111122223333:role/*r"),
    ],
)
def test_a_path_goes_into_an_arn(path: Any, arn: str) -> None:
    role = {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "r", "Path": path}}
    assert covered(ResolvedTemplate({"Resources": {"R": role}}).identifier("R", "Arn")) == arn


def test_a_name_that_is_no_text_is_unknown() -> None:
    role = {"Type": "AWS::IAM::Role", "Properties": {"RoleName": ["r"]}}
    found = ResolvedTemplate({"Resources": {"R": role}}).name_of("R", "AWS::IAM::Role")
    assert isinstance(found, Unknown)
    assert found.reason == "the name of R is not a string"


def test_a_stack_has_its_name_in_its_id() -> None:
    found = resolve({"Ref": "AWS::StackId"}, stack_name="app")
    assert covered(found) == "arn:aws:cloudformation:us-east-1:111122223333:stack/app/*"
    assert resolve({"Fn::Equals": [{"Ref": "AWS::StackId"}, {"Ref": "AWS::StackId"}]}) is True


@pytest.mark.parametrize("name", ["AWS::NotificationARNs", "AWS::StackId"])
def test_a_pseudo_parameter_without_a_value_is_unknown(name: str) -> None:
    assert isinstance(resolve({"Ref": name}), Unknown)


def test_an_unknown_has_the_parts_that_are_known() -> None:
    found = resolve(sub("a-${Unnamed}-b"))
    assert found.parts == ("a-", UnknownPart(("name", "Unnamed", "AWS::S3::Bucket")), "-b")


def test_what_no_condition_is_decides_nothing() -> None:
    found = resolve({"Fn::If": [{"a": 1, "b": 2}, "x", "y"]})
    assert isinstance(found, Unknown)
    assert '{"a": 1, "b": 2} is not a condition' in found.reason


def test_an_unknown_that_was_resolved_before_stays_the_same() -> None:
    template = {"Parameters": {"P": {"Type": "String"}}, "Resources": {}}
    resolver = EnvironmentResolver(template, Environment(), missing_is_unknown=True)
    text = resolver.text({"Ref": "P"})
    assert resolver.literal(Resolved(text)) == text
    assert resolver.literal(text) != text


def of_attribute(kind: str, attribute: str, **properties: Any) -> Any:
    resources = {"X": {"Type": kind, "Properties": properties}}
    return ResolvedTemplate({"Resources": resources}).value({"Fn::GetAtt": ["X", attribute]})


@pytest.mark.parametrize(
    ("kind", "attribute", "value"),
    [
        ("AWS::SSM::Parameter", "Value", "a"),
        ("AWS::EC2::VPC", "CidrBlock", "10.0.0.0/8"),
        ("AWS::EC2::Subnet", "VpcId", "vpc-1"),
    ],
)
def test_an_attribute_that_is_a_property_is_known(kind: str, attribute: str, value: str) -> None:
    assert of_attribute(kind, attribute, **{attribute: value}) == value


def test_a_property_of_a_custom_resource_is_no_attribute() -> None:
    assert isinstance(of_attribute("Custom::X", "Value", Value="a"), Unknown)
    nested = of_attribute("AWS::SSM::Parameter", "Value", Value={"Fn::GetAtt": ["X", "Value"]})
    assert isinstance(nested, Unknown)


@pytest.mark.parametrize(
    ("kind", "attribute", "one", "other", "same"),
    [
        ("AWS::RDS::DBInstance", "Endpoint.Port", {"Port": "1"}, {"Port": "2"}, False),
        ("AWS::RDS::DBInstance", "Endpoint.Port", {"Port": "1"}, {"Port": "1"}, True),
        ("AWS::RDS::DBInstance", "Endpoint.Port", {}, {"Tags": []}, True),
        ("AWS::Route53::RecordSet", "Ref", {"Name": "a"}, {"Name": "b"}, False),
        ("AWS::Route53::RecordSet", "Ref", {"TTL": "1"}, {"TTL": "2"}, True),
        ("AWS::AppConfig::Application", "ApplicationId", {"Name": "a"}, {"Name": "b"}, False),
    ],
)
def test_an_attribute_is_the_same_where_what_it_comes_from_is(
    kind: str, attribute: str, one: Any, other: Any, same: bool
) -> None:
    first, second = (of_attribute(kind, attribute, **each) for each in (one, other))
    assert (first.parts == second.parts) == same


class Counting(EnvironmentResolver):
    """A resolver that counts how often a value is asked for."""

    calls = 0

    def alternatives(self, *given: Any, **named: Any) -> Any:
        self.calls += 1
        return super().alternatives(*given, **named)


def asked_for(depth: int) -> int:
    value: Any = {"Ref": "AWS::StackId"}
    for _ in range(depth):
        value = {"Fn::Select": ["1", {"Fn::Split": ["-", value]}]}
    resolver = Counting({"Resources": {}})
    resolver.text(value)
    return resolver.calls


def test_functions_of_an_unknown_within_each_other_are_not_resolved_over_and_over() -> None:
    assert asked_for(12) < 6 * asked_for(6)


def test_resources_that_refer_to_others_are_not_read_over_and_over() -> None:
    resources: dict[str, Any] = {"X0": {"Type": "Custom::X"}}
    for number in range(1, 24):
        earlier = {"Fn::GetAtt": [f"X{number - 1}", "Value"]}
        properties = {"One": earlier, "Other": {"Fn::Sub": f"${{X{number - 1}.Value}}"}}
        resources[f"X{number}"] = {"Type": "Custom::X", "Properties": properties}
    resolver = Counting({"Resources": resources})
    resolver.text({"Fn::GetAtt": ["X23", "Value"]})
    assert resolver.calls < 1000


@pytest.mark.parametrize(
    "condition",
    [
        {"Fn::Equals": [{"Fn::If": ["C", "a", "b"]}, "a"]},
        {"Fn::Not": [{"Condition": "C"}]},
        {"Fn::Or": [{"Condition": "D"}, {"Fn::Equals": [{"Ref": "P"}, {"Ref": "P"}]}]},
        {"Condition": "C"},
    ],
)
def test_a_condition_that_asks_itself_is_undecided(condition: Any) -> None:
    template = {
        "Parameters": {"P": {"Type": "String"}},
        "Conditions": {"C": condition, "D": {"Condition": "C"}},
        "Resources": {},
    }
    truth = EnvironmentResolver(template, missing_is_unknown=True).truth("C")
    assert isinstance(truth, bool) == ("Fn::Or" in condition)


def first_of(name: str) -> dict[str, Any]:
    listed = {"Fn::Split": ["-", {"Fn::GetAtt": [name, "Value"]}]}
    return {"Fn::Select": ["0", listed]}


@pytest.mark.parametrize("asked", [{"Fn::GetAtt": ["Y", "Value"]}, first_of("Y")])
def test_resources_in_a_circle_are_the_same_whichever_is_asked_first(asked: Any) -> None:
    resources = {
        "X": {"Type": "Custom::X", "Properties": {"One": asked}},
        "Y": {"Type": "Custom::Y", "Properties": {"Other": first_of("X"), "Own": asked}},
    }
    alone, after = (ResolvedTemplate({"Resources": resources}) for _ in range(2))
    after.value({"Fn::GetAtt": ["X", "Value"]})
    assert alone.value(asked).parts == after.value(asked).parts
