"""The roles that a resource hands over, and as what."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.cloudformation.passed_roles import passed_roles
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.iam.unknown import covered

ARN = "arn:aws:iam::111122223333:role/own"


@pytest.mark.parametrize(
    ("kind", "properties", "found"),
    [
        ("IAM::InstanceProfile", {"Roles": [{"Ref": "Role"}]}, [("Roles", "own")]),
        (
            "Cognito::IdentityPoolRoleAttachment",
            {"Roles": {"authenticated": {"Fn::GetAtt": ["Role", "Arn"]}, "unauthenticated": "x"}},
            [("authenticated", ARN), ("unauthenticated", "x")],
        ),
        (
            "ECS::TaskDefinition",
            {"TaskRoleArn": ARN, "Cpu": 256},
            [("TaskRoleArn", ARN)],
        ),
        ("Lambda::Function", {"Role": {"Ref": "Missing"}}, [("Role", "*")]),
        ("SQS::Queue", {"Role": ARN}, []),
    ],
)
def test_what_is_passed(
    kind: str, properties: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    role = {"Type": "AWS::IAM::Role", "Properties": {"RoleName": "own"}}
    row = {"Type": f"AWS::{kind}", "Properties": properties}
    resolved = ResolvedTemplate({"Resources": {"Role": role, "X": row}})
    assert [(each.to, covered(each.role)) for each in passed_roles(resolved, "X")] == found


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"Fn::GetAtt": ["Profile", "Arn"]}, "own"),
        ({"Ref": "Profile"}, "own"),
        ("profile", "own"),
        ("other", "other"),
    ],
)
@pytest.mark.parametrize("name", ["Name", "Arn"])
def test_an_instance_profile_passes_its_roles(name: str, given: Any, found: str) -> None:
    of = {"InstanceProfileName": "profile", "Roles": ["own"]}
    data = {"IamInstanceProfile": {name: given}}
    rows = {
        "Profile": {"Type": "AWS::IAM::InstanceProfile", "Properties": of},
        "X": {"Type": "AWS::EC2::LaunchTemplate", "Properties": {"LaunchTemplateData": data}},
    }
    (passed,) = passed_roles(ResolvedTemplate({"Resources": rows}), "X")
    assert passed.role == found


def test_what_does_not_exist_hands_nothing_over() -> None:
    row = {"Type": "AWS::Lambda::Function", "Condition": "No", "Properties": {"Role": ARN}}
    conditions = {"No": {"Fn::Equals": ["a", "b"]}}
    resolved = ResolvedTemplate({"Conditions": conditions, "Resources": {"X": row}})
    assert passed_roles(resolved, "X") == ()
