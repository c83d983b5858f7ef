"""Targets of rules and schedules cause calls by the service of their ARN."""

from __future__ import annotations

import pytest

from influmojo_cfn.service_roles.target_calls import target_calls
from tests.service_roles.templates import calls, resolver_of

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


@pytest.mark.parametrize(("account", "is_of_aws"), [("", True), ("111122223333", False)])
def test_an_automation_of_aws_has_no_account(account: str, is_of_aws: bool) -> None:
    arn = f"arn:aws:ssm:us-east-1:{account}:automation-definition/AWS-StopInstance"
    (call,) = target_calls(resolver_of(SCHEDULE % arn))
    own = [each for each in call.resources if ":automation-definition/" in each]
    assert any("::automation-definition/" in each for each in own) is is_of_aws


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


USER_GUIDE = "https://docs.aws.amazon.com/scheduler/latest/UserGuide"
DEAD = """        DeadLetterConfig: {Arn: "arn:aws:sqs:us-east-1:111122223333:dead"}
"""


@pytest.mark.parametrize(
    ("arn", "action", "resource", "purpose", "page"),
    [
        (f"arn:aws:sqs:{HERE}:a", "sqs:SendMessage", "", "reach the target", "setting-up"),
        (
            f"arn:aws:events:{HERE}:api-destination/a",
            *("events:InvokeApiDestination", "", "reach the target", "setting-up"),
        ),
        (BUS, "events:PutEvents", "", "reach the target", "setting-up"),
        (
            "arn:aws:scheduler:::aws-sdk:sfn:startExecution",
            "states:StartExecution",
            f"arn:aws:states:{HERE}:stateMachine:a",
            "make the call sfn:startExecution",
            "managing-targets-universal",
        ),
    ],
)
def test_all_that_is_known_of_a_call(
    arn: str, action: str, resource: str, purpose: str, page: str
) -> None:
    (found,) = target_calls(resolver_of(SCHEDULE % arn))
    target = ("Resources", "Nightly", "Properties", "Target")
    assert (found.role.data, found.role.path) == ("schedule", (*target, "RoleArn"))
    assert (found.logical_id, *found[2:4]) == ("Nightly", (action,), (resource or arn,))
    assert found[4:7] == (purpose, (*target, "Arn"), f"{USER_GUIDE}/{page}.html")
    assert found.context == ()


def test_what_failed_is_sent_too() -> None:
    _, found = target_calls(resolver_of(SCHEDULE % f"arn:aws:sqs:{HERE}:a" + DEAD))
    assert (found.actions, found.resources) == (("sqs:SendMessage",), (f"arn:aws:sqs:{HERE}:dead",))
    assert found.purpose == "send what failed to the dead-letter queue"
    assert found.path[-2:] == ("DeadLetterConfig", "Arn")
    assert found.page == f"{USER_GUIDE}/configuring-schedule-dlq.html"


def test_a_task_is_run_in_its_cluster() -> None:
    run, handed = target_calls(resolver_of(PIPE % f"arn:aws:ecs:{HERE}:cluster/a"))
    assert (run.actions, run.purpose) == (("ecs:RunTask",), "run the task")
    assert run.context == (("ecs:cluster", f"arn:aws:ecs:{HERE}:cluster/a"),)
    assert run.path == handed.path == ("Resources", "Pipe", "Properties", "RoleArn")
    assert run.page.endswith("CWE_IAM_role.html")
    assert handed.context == (("iam:passedtoservice", "ecs-tasks.amazonaws.com"),)


UNIVERSAL = "arn:aws:scheduler:::aws-sdk:ecs:runTask"


@pytest.mark.parametrize("given", ['{"TaskDefinition": "web", "Cluster": "c"}', "{", "[]"])
def test_a_universal_target_runs_a_task(given: str) -> None:
    text = SCHEDULE.partition("        Input")[0] % UNIVERSAL + f"        Input: '{given}'\n"
    (run,) = target_calls(resolver_of(text))
    assert (run.actions, run.purpose) == (("ecs:RunTask",), "run the task")
    assert ("web" in run.resources[0]) is ("web" in given)
    assert run.page == f"{USER_GUIDE}/managing-targets-universal.html"


def test_a_rule_reaches_with_a_role_what_has_no_policy() -> None:
    rule = """
Resources:
  Rule:
    Type: AWS::Events::Rule
    Properties:
      Targets:
        - {Arn: "arn:aws:states:us-east-1:111122223333:stateMachine:a", RoleArn: rule}
        - {Arn: "arn:aws:sqs:us-east-1:111122223333:a"}
"""
    assert calls(target_calls, rule) == {
        f"states:StartExecution arn:aws:states:{HERE}:stateMachine:a"
    }
