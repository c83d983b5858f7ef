"""Targets of rules and schedules cause calls by the service of their ARN."""

from __future__ import annotations

import pytest

from influmojo_cfn.service_roles.target_calls import target_calls
from tests.service_roles.templates import calls

SCHEDULE = """
Resources:
  Nightly:
    Type: AWS::Scheduler::Schedule
    Properties:
      Target:
        Arn: %s
        RoleArn: schedule
        Input: '{"StateMachineArn": "arn:aws:states:us-east-1:111122223333:stateMachine:a"}'
"""
HERE = "us-east-1:111122223333"
BUS = f"arn:aws:events:{HERE}:event-bus/a"


@pytest.mark.parametrize(
    ("arn", "call"),
    [
        (f"arn:aws:sqs:{HERE}:a", f"sqs:SendMessage arn:aws:sqs:{HERE}:a"),
        (
            f"arn:aws:events:{HERE}:event-bus/a",
            f"events:PutEvents arn:aws:events:{HERE}:event-bus/a",
        ),
        ("arn:aws:scheduler:::aws-sdk:ecs:updateService", "ecs:UpdateService ${...}"),
        (
            "arn:aws:scheduler:::aws-sdk:sfn:startExecution",
            f"states:StartExecution arn:aws:states:{HERE}:stateMachine:a",
        ),
    ],
)
def test_a_target_causes_a_call(arn: str, call: str) -> None:
    assert calls(target_calls, SCHEDULE % arn) == {call}


@pytest.mark.parametrize(
    "arn", [f"arn:aws:events:{HERE}:target/stop-instance", "arn:aws:scheduler:::aws-sdk:new:do"]
)
def test_what_is_not_known_causes_none(arn: str) -> None:
    assert calls(target_calls, SCHEDULE % arn) == set()


PIPE = """
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties: {Family: worker, TaskRoleArn: "arn:aws:iam::111122223333:role/worker"}
  Pipe:
    Type: AWS::Pipes::Pipe
    Properties:
      RoleArn: pipe
      Target: %s
      TargetParameters: {EcsTaskParameters: {TaskDefinitionArn: !Ref Task}}
"""


def test_a_pipe_runs_a_task_and_hands_over_its_role() -> None:
    assert calls(target_calls, PIPE % f"arn:aws:ecs:{HERE}:cluster/a") == {
        "ecs:RunTask arn::ecs:::task-definition/worker:${Task}",
        "iam:PassRole arn:aws:iam::111122223333:role/worker",
    }


def test_a_pipe_reaches_a_queue() -> None:
    queue = PIPE.partition("      TargetParameters")[0] % f"arn:aws:sqs:{HERE}:a"
    assert calls(target_calls, queue) == {f"sqs:SendMessage arn:aws:sqs:{HERE}:a"}
