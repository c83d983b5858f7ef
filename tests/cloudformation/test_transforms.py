"""What a transform may add leaves the answers about a role unknown; what it cannot does not."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.roles import principal_of, roles_of
from influmojo_cfn.cloudformation.transforms import unread_transforms
from influmojo_cfn.errors import TemplateError
from influmojo_cfn.evaluation.principals import evaluator_of
from influmojo_cfn.evaluation.request import Request

TRUST = {
    "Statement": {
        "Effect": "Allow",
        "Principal": {"Service": "ecs-tasks.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
}
INLINE = {
    "PolicyName": "p",
    "PolicyDocument": {
        "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"},
    },
}
INCLUDE = {"Name": "AWS::Include", "Parameters": {"Location": "s3://snippets/a.yaml"}}


def role(**properties: Any) -> dict[str, Any]:
    own = {"AssumeRolePolicyDocument": TRUST, "Policies": [INLINE], **properties}
    return {"Type": "AWS::IAM::Role", "Properties": own}


def loop(kind: str) -> list[Any]:
    return ["Name", ["A", "B"], {"Thing${Name}": {"Type": kind}}]


TEMPLATES: list[tuple[dict[str, Any], str]] = [
    ({"Transform": "Mine"}, "the transform Mine might change any resource"),
    ({"Transform": ["AWS::LanguageExtensions", "Mine"]}, "the transform Mine might change"),
    ({"Transform": INCLUDE}, "the transform AWS::Include might change any resource"),
    ({"Fn::Transform": INCLUDE}, "the transform AWS::Include might change any resource"),
    ({"Resources": {"Fn::Transform": INCLUDE}}, "Fn::Transform might add resources"),
    (
        {"Resources": {"Fn::ForEach::L": loop("AWS::IAM::RolePolicy")}},
        "Fn::ForEach::L makes resources that are not read",
    ),
    (
        {"Resources": {"Fn::ForEach::L": ["N", ["A"], {"Fn::ForEach::M": loop("AWS::IAM::Role")}]}},
        "Fn::ForEach::L makes resources that are not read",
    ),
    ({"Resources": {"Fn::ForEach::L": "odd"}}, "Fn::ForEach::L makes resources that are not"),
    (
        {"Resources": {"C": {"Type": "AWS::Serverless::Connector"}}},
        "the connector C might attach policies to a role",
    ),
    ({"Resources": {"Role": role(**{"Fn::Transform": INCLUDE})}}, "Fn::Transform is expanded"),
    (
        {"Resources": {"Role": role(**{"Fn::ForEach::L": ["N", ["Tags"], {"${N}": []}]})}},
        "Fn::ForEach::L is expanded",
    ),
    (
        {"Resources": {"Role": role(Policies=[{**INLINE, "Fn::Transform": INCLUDE}])}},
        "Fn::Transform is expanded",
    ),
]


def merged(part: dict[str, Any]) -> Document:
    resources = {"Role": role(), **part.get("Resources", {})}
    return Document({**part, "Resources": resources})


@pytest.mark.parametrize(("part", "reason"), TEMPLATES)
def test_what_is_expanded_is_not_guessed(part: dict[str, Any], reason: str) -> None:
    decision = evaluator_of(roles_of(merged(part))["Role"]).decide(Request("s3:GetObject"))
    assert decision.outcome == "unknown"
    assert any(reason in each for each in decision.unknown)


@pytest.mark.parametrize(
    "part",
    [
        {},
        {"Transform": "AWS::LanguageExtensions"},
        {"Transform": "AWS::Serverless-2016-10-31"},
        {"Resources": {"Fn::ForEach::Queues": loop("AWS::SQS::Queue")}},
    ],
)
def test_what_leaves_roles_alone_leaves_the_answer(part: dict[str, Any]) -> None:
    decision = evaluator_of(roles_of(merged(part))["Role"]).decide(Request("s3:GetObject"))
    assert decision.outcome == "allowed"


def test_a_role_that_a_loop_makes_is_said_not_to_be_read() -> None:
    document = merged({"Resources": {"Fn::ForEach::Roles": loop("AWS::IAM::Role")}})
    with pytest.raises(TemplateError, match="what Fn::ForEach::Roles makes is not read"):
        principal_of(document, "ThingA")


@pytest.mark.parametrize(
    ("part", "places"),
    [
        ({"Transform": ["AWS::LanguageExtensions", "Mine"]}, [(("Transform",), "Mine")]),
        ({"Fn::Transform": INCLUDE}, [((), "AWS::Include")]),
        (
            {"Resources": {"A": {"Properties": {"Policies": [{"Fn::Transform": INCLUDE}]}}}},
            [(("Resources", "A", "Properties", "Policies", 0, "Fn::Transform"), "AWS::Include")],
        ),
        ({"Resources": {"A": {"Properties": {"Body": {"Fn::Transform": INCLUDE}}}}}, []),
        ({"Mappings": {"A": {"Fn::Transform": INCLUDE}}}, []),
    ],
    ids=["a macro", "the whole template", "a policy", "an API", "a mapping"],
)
def test_what_a_transform_puts_into_resources_has_a_place(
    part: dict[str, Any], places: list[tuple[tuple[str | int, ...], str]]
) -> None:
    assert list(unread_transforms(part)) == places
