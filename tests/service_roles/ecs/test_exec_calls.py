"""A cluster that keeps sessions of ECS Exec makes the task role write them."""

from __future__ import annotations

import pytest

from influmojo_cfn.service_roles.ecs.exec_calls import exec_calls
from tests.service_roles.templates import calls

TEMPLATE = """
Resources:
  Fleet:
    Type: AWS::ECS::Cluster
    Properties:
      Configuration:
        ExecuteCommandConfiguration: %s
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties: {TaskRoleArn: task, ContainerDefinitions: [{Name: a, Image: nginx}]}
  Service:
    Type: AWS::ECS::Service
    Properties: {Cluster: !Ref Fleet, TaskDefinition: !Ref Task, EnableExecuteCommand: %s}
"""
LOGS = {
    "logs:DescribeLogGroups ${...}",
    "logs:CreateLogStream arn::logs:::log-group:sessions:log-stream:${...}",
    "logs:DescribeLogStreams arn::logs:::log-group:sessions:log-stream:${...}",
    "logs:PutLogEvents arn::logs:::log-group:sessions:log-stream:${...}",
}
TO_GROUP = "{Logging: OVERRIDE, LogConfiguration: {CloudWatchLogGroupName: sessions}}"
TO_BUCKET = "{Logging: OVERRIDE, LogConfiguration: {S3BucketName: kept, S3KeyPrefix: exec}}"


@pytest.mark.parametrize(
    ("configuration", "switch", "found"),
    [
        (TO_GROUP, "true", LOGS),
        (TO_BUCKET, "true", {"s3:PutObject arn::s3:::kept/exec${...}"}),
        ("{KmsKeyId: alias/sessions}", "true", {"kms:Decrypt ${...}"}),
        ("{Logging: NONE}", "true", set()),
        (TO_GROUP, "false", set()),
    ],
)
def test_a_service_with_ecs_exec_causes_calls(
    configuration: str, switch: str, found: set[str]
) -> None:
    assert calls(exec_calls, TEMPLATE % (configuration, switch)) == found
