"""The tags of the resources that a template makes, by their ARNs."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.iam.unknown import Unknown
from influmojo_cfn.preflight.tags import tags_of

PLACE = "us-east-1:111122223333"
TEAM = [{"Key": "team", "Value": "shop"}]


def tags(kind: str, **properties: Any) -> dict[str, Any]:
    resources = {"R": {"Type": kind, "Properties": properties}}
    parameters = {"Team": {"Type": "String"}}
    template = {"Parameters": parameters, "Resources": resources}
    return dict(tags_of(resolved(template)))


def resolved(template: dict[str, Any]) -> ResolvedTemplate:
    return ResolvedTemplate(template, Environment(), missing_is_unknown=True)


@pytest.mark.parametrize(
    ("kind", "properties", "arn"),
    [
        ("AWS::SQS::Queue", {"QueueName": "q"}, f"arn:aws:sqs:{PLACE}:q"),
        ("AWS::SNS::Topic", {"TopicName": "t"}, f"arn:aws:sns:{PLACE}:t"),
        ("AWS::SSM::Parameter", {"Name": "/a/b"}, f"arn:aws:ssm:{PLACE}:parameter/a/b"),
        ("AWS::SSM::Parameter", {"Name": "a"}, f"arn:aws:ssm:{PLACE}:parameter/a"),
        (
            "AWS::SecretsManager::Secret",
            {"Name": "s"},
            f"arn:aws:secretsmanager:{PLACE}:secret:s-??????",
        ),
    ],
)
def test_a_resource_is_known_by_its_arn(kind: str, properties: dict[str, Any], arn: str) -> None:
    assert tags(kind, **properties, Tags=TEAM) == {arn: {"team": "shop"}}


@pytest.mark.parametrize("kind", ["Custom::Thing", "AWS::EC2::Instance"])
def test_a_resource_without_a_known_arn_is_left_out(kind: str) -> None:
    assert tags(kind, Tags=TEAM) == {}


def queue(rows: Any) -> Any:
    return tags("AWS::SQS::Queue", QueueName="q", Tags=rows).get(f"arn:aws:sqs:{PLACE}:q")


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (None, {}),
        ([], {}),
        ({"a": "b"}, {"a": "b"}),
        ([{"Key": "n", "Value": 1}], {"n": "1"}),
        ([{"Key": {"Ref": "Team"}, "Value": "x"}], None),
        ([{"Value": "x"}], None),
        (["x"], None),
        ([None], None),
        (7, None),
        (True, None),
        ("text", None),
        ({"Fn::GetAtt": ["Custom", "Tags"]}, None),
    ],
)
def test_tags_are_known_where_all_keys_are(rows: Any, found: Any) -> None:
    assert queue(rows) == found


def test_a_value_may_be_unknown() -> None:
    found = queue([{"Key": "team", "Value": {"Ref": "Team"}}])
    assert isinstance(found["team"], Unknown)


def test_what_is_no_resource_is_left_out() -> None:
    assert tags_of(resolved({"Resources": {"R": "text"}})) == {}
