"""What CloudFormation looks up for a template, by source and key."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.deployment_lookups import deployment_lookups
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate

HERE = Environment(parameters={"Env": "dev"}, account="111122223333", region="eu-west-1")
STORED = "AWS::SSM::Parameter::Value<String>"


def found(value: Any, kind: str = "String") -> list[tuple[str, str]]:
    topic = {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": value}}
    stored = {"Type": kind, "Default": "/acme/image"}
    template = {
        "Parameters": {"Env": {"Type": "String"}, "Stored": stored},
        "Resources": {"Topic": topic},
    }
    resolved = ResolvedTemplate(template, HERE)
    return [(each.source, each.key) for each in deployment_lookups(resolved)]


def joined(*texts: Any) -> dict[str, Any]:
    return {"Fn::Join": ["", list(texts)]}


CASES: dict[str, tuple[Any, list[tuple[str, str]]]] = {
    "a string in braces": ("{{resolved}}", []),
    "zones, twice": ([{"Fn::GetAZs": ""}, {"Fn::GetAZs": "us-east-1"}], [("zones", "")]),
    "a reference": ("{{resolve:ssm:/acme/name:3}}", [("ssm", "/acme/name:3")]),
    "two references": (
        "{{resolve:ssm:a}}-{{resolve:secretsmanager:b:SecretString:c}}",
        [("ssm", "a"), ("secretsmanager", "b:SecretString:c")],
    ),
    "a value in a key": (
        {"Fn::Sub": "{{resolve:ssm:/acme/${Env}/name}}"},
        [("ssm", "/acme/dev/name")],
    ),
    "a key of two strings": (
        joined("{{resolve:ssm:/acme/", {"Ref": "Env"}, "}}"),
        [("ssm", "/acme/*")],
    ),
}


@pytest.mark.parametrize(("value", "looked_up"), CASES.values(), ids=CASES)
def test_what_is_looked_up(value: Any, looked_up: list[tuple[str, str]]) -> None:
    assert found(value) == looked_up


@pytest.mark.parametrize(
    ("kind", "looked_up"),
    [(STORED, [("ssm", "/acme/image")]), ("AWS::SSM::Parameter::Name", [])],
    ids=["the value", "the name"],
)
def test_a_parameter_of_parameter_store(kind: str, looked_up: list[tuple[str, str]]) -> None:
    assert found("", kind) == looked_up
