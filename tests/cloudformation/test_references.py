"""References: what Ref, Fn::GetAtt and a parameter give where nothing is given."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.intrinsics import NO_VALUE
from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.iam.text import ANY, Reach

RESOURCES: dict[str, Any] = {
    "Bucket": {"Type": "AWS::S3::Bucket"},
    "Named": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "own"}},
    "Chosen": {
        "Type": "AWS::S3::Bucket",
        "Properties": {"BucketName": {"Fn::If": ["IsProd", "a", "b"]}},
    },
    "Snake": {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": {"Ref": "Snake"}}},
    "Role": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "r", "Path": "/p/"}},
    "Pathless": {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "r", "Path": {"Ref": "P"}}},
    "Secret": {"Type": "AWS::SecretsManager::Secret", "Properties": {"Name": "s"}},
    "Unnamed": {"Type": "AWS::IAM::Role"},
    "Odd": {"Type": "Custom::Odd"},
    "NoResource": "not a mapping",
}
TEMPLATE: dict[str, Any] = {
    "Parameters": {
        "Stage": {"Type": "String", "Default": "prod"},
        "LogBucketName": {"Type": "String"},
        "PathBucketName": {"Type": "String", "Default": "bucket/path"},
        "Plain": {"Type": "String", "AllowedPattern": "[a-z]+"},
        "Dotted": {"Type": "String", "AllowedPattern": "a.+"},
        "Except": {"Type": "String", "AllowedPattern": "[^a]+"},
        "P": {"Type": "String"},
        "Broken": "not a mapping",
    },
    "Conditions": {"IsProd": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}},
    "Resources": RESOURCES,
}
HERE = "${AWS::Region}:${AWS::AccountId}"


@pytest.mark.parametrize(
    ("name", "reach"),
    [
        ("Stage", Reach.ANYTHING),
        ("LogBucketName", Reach.GUESSED_NAME),
        ("PathBucketName", Reach.ANYTHING),
        ("Plain", Reach.NAME),
        ("Dotted", Reach.ANYTHING),
        ("Except", Reach.ANYTHING),
        ("Broken", Reach.ANYTHING),
        ("Bucket", Reach.NAME),
        ("Unnamed", Reach.ANYTHING),
    ],
)
def test_what_a_value_can_hold_is_told_by_its_character(name: str, reach: Reach) -> None:
    first, last = reach.value
    resolver = Resolver(
        {**TEMPLATE, "Resources": {**RESOURCES, "Role": {"Type": "AWS::IAM::Role"}}}
    )
    assert first <= ord(resolver.text({"Ref": name})) <= last


@pytest.mark.parametrize(
    ("reference", "shown"),
    [
        ("Stage", "${Stage}"),
        ("AWS::Region", "${AWS::Region}"),
        ("AWS::StackName", "${AWS::StackName}"),
        ("Bucket", "${Bucket}"),
        ("Bucket.Arn", "arn:${AWS::Partition}:s3:::${Bucket}"),
        ("Named", "own"),
        ("Chosen", "${Chosen}"),
        (
            "Snake.QueueName",
            "https://sqs.${AWS::Region}.${AWS::URLSuffix}/${AWS::AccountId}/${Snake}",
        ),
        ("Role.Arn", "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/p/r"),
        ("Pathless.Arn", "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/${Pathless path}r"),
        ("Secret", f"arn:${{AWS::Partition}}:secretsmanager:{HERE}:secret:s-${{Secret}}"),
        ("Odd.Value", "${Odd.Value}"),
        ("Missing", "${Missing}"),
        ("Missing.Arn", "${Missing.Arn}"),
        ("NoResource.Arn", "${NoResource.Arn}"),
    ],
)
def test_a_reference_gives_what_is_known_of_it(reference: str, shown: str) -> None:
    resolver = Resolver(TEMPLATE)
    assert resolver.show(resolver.named(reference)) == shown


def test_no_value_is_no_string() -> None:
    assert Resolver(TEMPLATE).ref("AWS::NoValue") is NO_VALUE


def test_a_log_group_has_its_streams_in_its_arn() -> None:
    resolver = Resolver({"Resources": {"Logs": {"Type": "AWS::Logs::LogGroup"}}})
    assert resolver.get_att("Logs", "Arn").endswith(":*")


def test_an_id_that_aws_chooses_is_the_same_wherever_it_is_part_of_a_value() -> None:
    resolver = Resolver({"Resources": {"Key": {"Type": "AWS::KMS::Key"}}})
    assert resolver.get_att("Key", "Arn").endswith(f":key/{resolver.ref('Key')}")


def test_what_is_not_known_of_a_resource_says_whose_it_is() -> None:
    resolver = Resolver(TEMPLATE)
    found = [resolver.symbols[resolver.named(name)] for name in ("Odd.Value", "Odd")]
    assert [(each.resource_type, each.attribute) for each in found] == [
        ("Custom::Odd", "Value"),
        ("Custom::Odd", ""),
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"),
        (True, "true"),
        (False, "false"),
        (1, "1"),
        (0.5, "0.5"),
        (["a"], ANY),
        (None, ANY),
        (NO_VALUE, NO_VALUE),
    ],
)
def test_a_scalar_is_a_string_and_nothing_else_is(value: Any, text: Any) -> None:
    assert Resolver(TEMPLATE).as_text(value, "it") == text


@pytest.mark.parametrize(
    "data", [{"Fn::ImportValue": "x"}, "{{resolve:ssm:/p}}", {"Fn::GetAZs": ""}]
)
def test_what_another_place_knows_equals_nothing(data: Any) -> None:
    resolver = Resolver(TEMPLATE)
    assert resolver.is_nothing_known(resolver.text(data))


def test_a_parameter_equals_itself() -> None:
    resolver = Resolver(TEMPLATE)
    assert not resolver.is_nothing_known(resolver.text({"Ref": "Stage"}))


@pytest.mark.parametrize(
    ("types", "names"),
    [
        (("AWS::IAM::Role",), ["Role", "Pathless", "Unnamed"]),
        (
            ("AWS::IAM::Role", "AWS::S3::Bucket"),
            [*list(RESOURCES)[:3], "Role", *("Pathless", "Unnamed")],
        ),
        (("AWS::SNS::Topic",), []),
        (("AWS::SNS::Topic", "Custom::Odd"), ["Odd"]),
        ((), []),
    ],
)
def test_resources_of_types_are_in_the_order_of_the_template(
    types: tuple[str, ...], names: list[str]
) -> None:
    assert Resolver(TEMPLATE).resources_of(*types) == names


@pytest.mark.parametrize(
    ("name", "reach"),
    [
        ({"Ref": "Stage"}, Reach.NAME),
        ({"Fn::Sub": "uploads-${Stage}"}, Reach.NAME),
        ({"Fn::Join": ["-", ["uploads", {"Ref": "Stage"}]]}, Reach.NAME),
        ({"Fn::Select": [0, {"Fn::Split": ["/", {"Ref": "Stage"}]}]}, Reach.ANYTHING),
    ],
)
def test_a_part_of_a_buckets_name_has_no_slash(name: Any, reach: Reach) -> None:
    bucket = {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": name}}
    resolver = Resolver({"Parameters": {"Stage": {}}, "Resources": {"Bucket": bucket}})
    first, last = reach.value
    assert first <= ord(resolver.text({"Ref": "Stage"})) <= last


def test_what_aws_chooses_in_several_places_of_an_arn_has_a_shape_in_each() -> None:
    listener = {"Type": "AWS::ElasticLoadBalancingV2::Listener"}
    resolver = Resolver({"Resources": {"Listener": listener}})
    shapes = [
        resolver.symbols[character].shape
        for character in resolver.get_att("Listener", "ListenerArn")
        if character in resolver.symbols and resolver.symbols[character].identity[0] == "chosen"
    ]
    assert shapes == ["???", "*", "*", "*"]


@pytest.mark.parametrize(("kind", "attribute"), [("AWS::KMS::Key", "Arn")])
def test_an_id_that_aws_chooses_is_the_same_in_the_arn(kind: str, attribute: str) -> None:
    resolver = Resolver({"Resources": {"One": {"Type": kind}}})
    assert resolver.get_att("One", attribute).endswith(f"/{resolver.get_att('One', 'Ref')}")


def test_the_name_that_a_template_gives_is_as_it_is_written() -> None:
    resolver = Resolver(TEMPLATE)
    chosen = RESOURCES["Chosen"]["Properties"]["BucketName"]
    named = {name: resolver.written_name({"Ref": name}) for name in RESOURCES}
    assert {name: text for name, text in named.items() if text is not None} == {
        "Named": "own",
        "Chosen": chosen,
        "Role": "r",
        "Pathless": "r",
    }
    assert resolver.written_name("Named") is None
