"""The calls of all services, each once, with those on keys."""

from __future__ import annotations

from influmojo_cfn.service_roles.every_service_call import service_calls
from tests.service_roles.templates import calls

TEMPLATE = """
Resources:
  Key: {Type: AWS::KMS::Key}
  Failed:
    Type: AWS::SQS::Queue
    Properties: {QueueName: failed, KmsMasterKeyId: !GetAtt Key.Arn}
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Role: function
      DeadLetterConfig: {TargetArn: !GetAtt Failed.Arn}
"""


def test_a_call_on_what_is_encrypted_takes_the_key() -> None:
    assert calls(service_calls, TEMPLATE) == {
        "sqs:SendMessage arn::sqs:::failed",
        "kms:GenerateDataKey arn::kms:::key/${Key}",
    }
