"""What roles can be shown not to be allowed: never what conditions or branches leave open."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.rules.engine import check_template

SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf"
ALLOW = {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": SECRET}
DENY = {"Effect": "Deny", "Action": "secretsmanager:*", "Resource": "*"}
CONDITION = {"StringEquals": {"aws:SourceVpc": "vpc-1"}}
NOTHING = {"Ref": "AWS::NoValue"}


def in_production(value: Any, otherwise: Any) -> dict[str, Any]:
    return {"Fn::If": ["IsProduction", value, otherwise]}


def refused(*statements: Any, secret: Any = SECRET) -> bool:
    """Return whether E9701 tells that a task's role may not read its secret."""
    policy = {"Version": "2012-10-17", "Statement": list(statements)}
    rows = [{"PolicyName": "own", "PolicyDocument": policy}]
    container = {"Name": "web", "Secrets": [{"Name": "DB", "ValueFrom": secret}]}
    role = {"AssumeRolePolicyDocument": {}, "Policies": rows}
    task = {
        "ExecutionRoleArn": {"Fn::GetAtt": ["Role", "Arn"]},
        "ContainerDefinitions": [container],
    }
    found = check_template(
        {
            "Conditions": {"IsProduction": {"Fn::Equals": [{"Ref": "Stage"}, "production"]}},
            "Parameters": {"Stage": {"Type": "String"}, "Secret": {"Type": "String"}},
            "Resources": {
                "Role": {"Type": "AWS::IAM::Role", "Properties": role},
                "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": task},
            },
        }
    )
    return "E9701" in {each.rule_id for each in found}


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        pytest.param([ALLOW], False, id="allowed"),
        pytest.param([], True, id="nothing allows it"),
        pytest.param([{**ALLOW, "Resource": f"{SECRET[:-9]}other-*"}], True, id="another secret"),
        pytest.param([{**ALLOW, "Condition": CONDITION}], False, id="under a condition"),
        pytest.param([in_production(ALLOW, NOTHING)], False, id="in a branch"),
        pytest.param(
            [{**ALLOW, "Resource": in_production(SECRET, "arn:aws:s3:::a")}],
            False,
            id="a value in a branch",
        ),
        pytest.param([ALLOW, DENY], True, id="denied"),
        pytest.param([ALLOW, {**DENY, "Condition": CONDITION}], False, id="denied on a condition"),
        pytest.param([ALLOW, in_production(DENY, NOTHING)], False, id="denied in a branch"),
        pytest.param(
            [ALLOW, {**DENY, "Effect": in_production("Deny", "Allow")}],
            False,
            id="an effect in a branch",
        ),
        pytest.param(
            [ALLOW, {**DENY, "Resource": in_production("*", "arn:aws:s3:::a")}],
            False,
            id="a denied value in a branch",
        ),
        pytest.param(
            [{"Effect": "Allow", "NotAction": "secretsmanager:*", "Resource": "*"}],
            True,
            id="omitted",
        ),
        pytest.param(
            [
                {
                    "Effect": "Allow",
                    "NotAction": in_production("secretsmanager:*", "s3:*"),
                    "Resource": "*",
                }
            ],
            False,
            id="omitted in a branch",
        ),
    ],
)
def test_a_role_that_may_not_read_a_secret(statements: list[Any], expected: bool) -> None:
    assert refused(*statements) is expected


def test_a_secret_that_only_a_deployment_knows() -> None:
    secret = {"Fn::Sub": f"{SECRET[:-9]}${{Secret}}"}
    assert refused(secret=secret)
    assert not refused(ALLOW, secret=secret)
    assert refused({**ALLOW, "Resource": "*"}, {**DENY, "Resource": secret}, secret=secret)


OTHER = "arn:aws:iam::111122223333:role/other"
ROLE = {"Fn::GetAtt": ["Role", "Arn"]}
IMAGE = {"Fn::Sub": "${Repository.RepositoryUri}:1"}


def pulls(principal: Any, *, owner: str = "Repository") -> bool:
    """Return whether E9702 tells that a task's role, which has no pull of its own, may not pull."""
    actions = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:BatchCheckLayerAvailability"]
    text = {"Statement": {"Effect": "Allow", "Principal": principal, "Action": actions}}
    token = {"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"}
    role = {
        "AssumeRolePolicyDocument": {},
        "Policies": [{"PolicyName": "own", "PolicyDocument": {"Statement": token}}],
    }
    task = {"ExecutionRoleArn": ROLE, "ContainerDefinitions": [{"Name": "web", "Image": IMAGE}]}
    resources: dict[str, Any] = {
        "Repository": {"Type": "AWS::ECR::Repository", "Properties": {}},
        "Copies": {"Type": "AWS::ECR::Repository", "Properties": {}},
        "Role": {"Type": "AWS::IAM::Role", "Properties": role},
        "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": task},
    }
    resources[owner]["Properties"]["RepositoryPolicyText"] = text
    return "E9702" in {each.rule_id for each in check_template({"Resources": resources})}


@pytest.mark.parametrize(
    ("principal", "owner", "expected"),
    [
        pytest.param({"AWS": ROLE}, "Repository", False, id="the role"),
        pytest.param({"AWS": OTHER}, "Repository", True, id="another role"),
        pytest.param({"AWS": {"Ref": "AWS::AccountId"}}, "Repository", True, id="the account"),
        pytest.param({"AWS": ROLE}, "Copies", True, id="another repository"),
    ],
)
def test_a_repository_can_let_the_role_in_itself(
    principal: Any, owner: str, expected: bool
) -> None:
    assert pulls(principal, owner=owner) is expected
