"""The service that a request passes a role to."""

from __future__ import annotations

import pytest

from influmojo_cfn.iam.passed_roles import passed_to

CASES = {
    "a role": ("lambda:CreateFunction", "Role", "lambda.amazonaws.com"),
    "the ARN of a role": ("scheduler:CreateSchedule", "RoleArn", "scheduler.amazonaws.com"),
    "a role of a task": ("ecs:RunTask", "taskRoleArn", "ecs-tasks.amazonaws.com"),
    "the role of a service of ECS": ("ecs:CreateService", "role", "ecs.amazonaws.com"),
    "an argument of another name": ("kms:CreateGrant", "GranteePrincipal", ""),
    "a role that is assumed": ("sts:AssumeRole", "RoleArn", ""),
}


@pytest.mark.parametrize("name", CASES)
def test_passed_to(name: str) -> None:
    action, argument, expected = CASES[name]
    assert passed_to(action, argument) == expected
