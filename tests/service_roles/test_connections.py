"""Services send to queues, topics and functions, and use the keys of these."""

from __future__ import annotations

from influmojo_cfn.service_roles.connections import deliveries, key_deliveries, receiver_of
from tests.service_roles.templates import resolver_of

TEMPLATE = """
Resources:
  Key: {Type: AWS::KMS::Key}
  Queue:
    Type: AWS::SQS::Queue
    Properties: {KmsMasterKeyId: !Ref Key}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      Targets:
        - Arn: !GetAtt Queue.Arn
        - {Arn: !GetAtt Queue.Arn, RoleArn: x}
  Api: {Type: AWS::ApiGateway::RestApi}
  Function: {Type: AWS::Lambda::Function}
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      Integration:
        Uri: !Sub arn:aws:apigateway:us-east-1:lambda:path/v/functions/${Function.Arn}/invocations
  Group:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: web, KmsKeyId: !GetAtt Key.Arn}
"""


def test_what_is_sent_names_its_sender() -> None:
    resolver = resolver_of(TEMPLATE)
    found = {each.sender: each for each in deliveries(resolver)}
    assert [(e.sender, e.receiver, e.service) for e in found.values()] == [
        ("Rule", "Queue", "events.amazonaws.com"),
        ("Method", "Function", "apigateway.amazonaws.com"),
    ]
    assert resolver.show(dict(found["Method"].context)["aws:sourcearn"]).endswith(":${Api}/${...}")


def test_keys_are_used_for_what_is_sent_and_for_logs() -> None:
    found = [(each.sender, each.receiver) for each in key_deliveries(resolver_of(TEMPLATE))]
    assert found == [("Rule", "Key"), ("Group", "Key")]


def test_what_is_of_another_template_is_nobody() -> None:
    resolver = resolver_of(TEMPLATE)
    assert receiver_of(resolver, "arn:aws:sqs:us-east-1:111122223333:other") == ""
    assert receiver_of(resolver, "https://example.com") == ""
