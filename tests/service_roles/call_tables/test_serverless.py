"""Lambda acts with the role that a function of AWS SAM names, by its events and destinations."""

from __future__ import annotations

import pytest

from influmojo_cfn.service_roles.field_calls import field_calls
from tests.service_roles.templates import calls

FUNCTION = """
Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Tracing: Active}
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      %s
      DeadLetterQueue: {Type: SQS, TargetArn: "arn:aws:sqs:us-east-1:111122223333:failed"}
      EventInvokeConfig:
        DestinationConfig:
          OnSuccess: {Type: SNS, Destination: "arn:aws:sns:us-east-1:111122223333:done"}
      Events:
        Messages:
          Type: SQS
          Properties: {Queue: "arn:aws:sqs:us-east-1:111122223333:orders"}
        Changes:
          Type: DynamoDB
          Properties:
            Stream: "arn:aws:dynamodb:us-east-1:111122223333:table/a/stream/b"
            DestinationConfig:
              OnFailure: {Type: SQS, Destination: "arn:aws:sqs:us-east-1:111122223333:lost"}
        Web: {Type: Api, Properties: {Path: /a, Method: get}}
"""
ROLE = "Role: arn:aws:iam::111122223333:role/function"


@pytest.mark.parametrize(
    "call",
    [
        "sqs:ReceiveMessage arn:aws:sqs:us-east-1:111122223333:orders",
        "sqs:DeleteMessage arn:aws:sqs:us-east-1:111122223333:orders",
        "dynamodb:GetRecords arn:aws:dynamodb:us-east-1:111122223333:table/a/stream/b",
        "dynamodb:ListStreams ${...}",
        "sqs:SendMessage arn:aws:sqs:us-east-1:111122223333:lost",
        "sqs:SendMessage arn:aws:sqs:us-east-1:111122223333:failed",
        "sns:Publish arn:aws:sns:us-east-1:111122223333:done",
        "xray:PutTraceSegments ${...}",
    ],
)
def test_a_function_with_its_own_role_makes_the_call(call: str) -> None:
    assert call in calls(field_calls, FUNCTION % ROLE)


def test_a_function_whose_role_is_made_by_sam_needs_none() -> None:
    assert calls(field_calls, FUNCTION % "Handler: index.handler") == set()
