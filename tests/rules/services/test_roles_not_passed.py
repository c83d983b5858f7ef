"""Who runs a task of the template passes each of its roles, however its definition is named."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.rules.engine import check_template

TRUST = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Principal": {"Service": "ecs-tasks.amazonaws.com"},
        "Action": "sts:AssumeRole",
    },
}
ROLE = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": TRUST}}
FAMILY = "arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:task-definition/"


def is_found(definition: Any, *passed: str) -> bool:
    pass_role = {
        "Effect": "Allow",
        "Action": "iam:PassRole",
        "Resource": [{"Fn::GetAtt": [role, "Arn"]} for role in passed],
        "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
    }
    run = {"Effect": "Allow", "Action": "ecs:RunTask", "Resource": definition}
    document = {"Version": "2012-10-17", "Statement": [run, pass_role]}
    policy = {"PolicyName": "run", "PolicyDocument": document}
    task = {
        "Family": "report",
        "ExecutionRoleArn": {"Fn::GetAtt": ["ExecutionRole", "Arn"]},
        "TaskRoleArn": {"Fn::GetAtt": ["TaskRole", "Arn"]},
        "ContainerDefinitions": [{"Name": "report", "Image": "busybox"}],
    }
    resources = {
        "ExecutionRole": ROLE,
        "TaskRole": ROLE,
        "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": task},
        "Operators": {"Type": "AWS::IAM::Group", "Properties": {"Policies": [policy]}},
    }
    template = {"Parameters": {"Given": {"Type": "String"}}, "Resources": resources}
    return any(one.rule_id == "W9741" for one in check_template(template))


@pytest.mark.parametrize(
    ("definition", "expected"),
    [
        pytest.param({"Ref": "Task"}, True, id="the resource"),
        pytest.param({"Fn::Sub": f"{FAMILY}report:*"}, True, id="its family"),
        pytest.param({"Fn::Sub": f"{FAMILY}other:*"}, False, id="another family"),
        pytest.param({"Ref": "Given"}, False, id="a parameter"),
    ],
)
def test_the_definition_that_is_run_is_known_by_its_name(definition: Any, expected: bool) -> None:
    assert is_found(definition, "TaskRole") is expected


@pytest.mark.parametrize(
    ("passed", "expected"),
    [(("TaskRole",), True), (("ExecutionRole",), True), (("ExecutionRole", "TaskRole"), False)],
)
def test_each_role_is_passed(passed: tuple[str, ...], expected: bool) -> None:
    assert is_found({"Ref": "Task"}, *passed) is expected
