"""AppSync and AWS IoT call what stands beside their role by name, ARN or URL."""

from __future__ import annotations

import pytest

from influmojo_cfn.service_roles.named_calls import named_calls
from tests.service_roles.templates import calls

SOURCE = """
Resources:
  Table: {Type: AWS::DynamoDB::Table, Properties: {TableName: orders}}
  Source:
    Type: AWS::AppSync::DataSource
    Properties: {ServiceRoleArn: "arn:aws:iam::111122223333:role/api", %s}
"""
RULE = """
Resources:
  Jobs: {Type: AWS::SQS::Queue, Properties: {QueueName: jobs}}
  Files: {Type: AWS::S3::Bucket, Properties: {BucketName: files}}
  Rule:
    Type: AWS::IoT::TopicRule
    Properties:
      TopicRulePayload:
        %s: {RoleArn: "arn:aws:iam::111122223333:role/iot", %s}
"""


@pytest.mark.parametrize(
    ("config", "ending"),
    [
        ("DynamoDBConfig: {TableName: !Ref Table}", "arn::dynamodb:::table/orders"),
        ("DynamoDBConfig: {TableName: !ImportValue a}", "${...}"),
        (
            'LambdaConfig: {LambdaFunctionArn: "arn:aws:lambda:us-east-1:111122223333:function:a"}',
            "lambda:InvokeFunction arn:aws:lambda:us-east-1:111122223333:function:a",
        ),
        (
            'EventBridgeConfig: {EventBusArn: "arn:aws:events:us-east-1:111122223333:event-bus/a"}',
            "events:PutEvents arn:aws:events:us-east-1:111122223333:event-bus/a",
        ),
    ],
)
def test_a_data_source_is_read_by_its_role(config: str, ending: str) -> None:
    (found,) = calls(named_calls, SOURCE % config)
    assert found.endswith(ending)


def test_one_of_many_calls_on_a_table_is_enough() -> None:
    (found,) = calls(named_calls, SOURCE % "DynamoDBConfig: {TableName: !Ref Table}")
    assert found.startswith("dynamodb:GetItem or dynamodb:PutItem or ")


@pytest.mark.parametrize(
    ("action", "found"),
    [
        ("Sqs: {QueueUrl: !Ref Jobs", "sqs:SendMessage arn::sqs:::jobs"),
        ("S3: {BucketName: !Ref Files", "s3:PutObject arn::s3:::files/${...}"),
        ("Sns: {TargetArn: !ImportValue a", "sns:Publish ${...}"),
        ("DynamoDBv2: {PutItem: {TableName: a}", "dynamodb:PutItem arn::dynamodb:::table/a"),
        (
            "StepFunctions: {StateMachineName: a",
            "states:StartExecution arn::states:::stateMachine:a",
        ),
    ],
)
def test_an_action_of_a_rule_writes_with_its_role(action: str, found: str) -> None:
    kind, _, rest = action.partition(": {")
    for before, after in (("ErrorAction: {", "}"), ("Actions: [{", "}]")):
        text = (RULE % (f"{before}{kind}", rest)).rstrip() + after
        assert calls(named_calls, text) == {found}
