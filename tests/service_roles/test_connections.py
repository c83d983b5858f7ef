"""Services send to queues, topics and functions, and use the keys of these."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.service_roles.connections import deliveries, receiver_of
from influmojo_cfn.service_roles.service_call import Delivery
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


def test_what_is_of_another_template_is_nobody() -> None:
    resolver = resolver_of(TEMPLATE)
    assert receiver_of(resolver, "arn:aws:sqs:us-east-1:111122223333:other") == ""
    assert receiver_of(resolver, "https://example.com") == ""


SENDERS = """
Resources:
  Key: {Type: AWS::KMS::Key}
  Topic: {Type: AWS::SNS::Topic, Properties: {KmsMasterKeyId: !GetAtt Key.Arn}}
  Function: {Type: AWS::Lambda::Function}
  Foreign:
    Type: AWS::SNS::Subscription
    Properties:
      TopicArn: "arn:aws:sns:us-east-1:444455556666:t"
      Endpoint: !GetAtt Function.Arn
  Own:
    Type: AWS::SNS::Subscription
    Properties: {TopicArn: !Ref Topic, Endpoint: !GetAtt Function.Arn}
  Untold:
    Type: AWS::SNS::Subscription
    Properties: {Endpoint: !GetAtt Function.Arn}
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: acme
      NotificationConfiguration: {TopicConfigurations: [{Event: "s3:*", Topic: !Ref Topic}]}
  Nothing:
    Type: AWS::SNS::Subscription
    Properties: {Protocol: sqs, Endpoint: "arn:aws:sqs:us-east-1:111122223333:other"}
"""
HERE = "${AWS::Region}:${AWS::AccountId}"
ARN = "arn:${AWS::Partition}"
EVENTS = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html"
TOPIC_PAGE = "https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html"
BUCKET_PAGE = (
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/"
    "grant-destinations-permissions-to-s3.html"
)
FUNCTION, KEY = f"{ARN}:lambda:{HERE}:function:${{Function}}", f"{ARN}:kms:{HERE}:key/${{Key}}"
ACCOUNT = ("aws:sourceaccount", "${AWS::AccountId}")


def shown(resolver: Resolver, found: Iterable[Delivery]) -> list[tuple[Any, ...]]:
    """Return deliveries whole, as people read them; the place by its last key."""
    return [
        (
            *(each.sender, each.service, each.actions, each.receiver),
            resolver.show(each.resource),
            tuple((key, resolver.show(value)) for key, value in each.context),
            [part for part in each.path if isinstance(part, str)][-2],
            each.page,
        )
        for each in found
    ]


def test_all_that_is_known_of_what_is_sent() -> None:
    resolver = resolver_of(SENDERS)
    invoke, sns = ("lambda:InvokeFunction",), "sns.amazonaws.com"
    foreign = (
        ("aws:sourcearn", "arn:aws:sns:us-east-1:444455556666:t"),
        ("aws:sourceaccount", "444455556666"),
    )
    own = (("aws:sourcearn", f"{ARN}:sns:{HERE}:${{Topic}}"), ACCOUNT)
    assert shown(resolver, deliveries(resolver)) == [
        ("Foreign", sns, invoke, "Function", FUNCTION, foreign, "Endpoint", TOPIC_PAGE),
        ("Own", sns, invoke, "Function", FUNCTION, own, "Endpoint", TOPIC_PAGE),
        ("Untold", sns, invoke, "Function", FUNCTION, (), "Endpoint", TOPIC_PAGE),
        (
            *("Bucket", "s3.amazonaws.com", ("sns:Publish",), "Topic"),
            f"{ARN}:sns:{HERE}:${{Topic}}",
            (("aws:sourcearn", f"{ARN}:s3:::acme"), ACCOUNT),
            *("Topic", BUCKET_PAGE),
        ),
    ]


def test_who_receives() -> None:
    resolver = resolver_of(SENDERS)
    function, topic = resolver.named("Function.Arn"), resolver.named("Topic.TopicArn")
    path = "arn:aws:apigateway:us-east-1:lambda:path/v/functions"
    assert receiver_of(resolver, function) == "Function"
    assert receiver_of(resolver, f"{path}/{function}/invocations") == "Function"
    assert receiver_of(resolver, topic) == "Topic"
    assert receiver_of(resolver, resolver.named("Bucket.Arn")) == ""


INVOKED = """
Resources:
  Function: {Type: AWS::Lambda::Function}
  Queue: {Type: AWS::SQS::Queue}
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmActions: [!GetAtt Function.Arn]
      OKActions: [!GetAtt Queue.Arn]
  Api: {Type: AWS::ApiGatewayV2::Api}
  Authorizer:
    Type: AWS::ApiGatewayV2::Authorizer
    Properties:
      ApiId: !Ref Api
      AuthorizerUri: !Sub
        - arn:aws:apigateway:us-east-1:lambda:path/v/functions/${Arn}/invocations
        - {Arn: !GetAtt Function.Arn}
  Described:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        securityDefinitions:
          own:
            x-amazon-apigateway-authorizer:
              authorizerUri: !Sub
                - arn:aws:apigateway:us-east-1:lambda:path/v/functions/${Arn}/invocations
                - {Arn: !GetAtt Function.Arn}
"""


def test_an_alarm_invokes_functions_as_a_service_of_its_own() -> None:
    found = [
        (each.receiver, each.service)
        for each in deliveries(resolver_of(INVOKED))
        if each.sender == "Alarm"
    ]
    assert found == [
        ("Function", "lambda.alarms.cloudwatch.amazonaws.com"),
        ("Queue", "cloudwatch.amazonaws.com"),
    ]


def test_what_calls_by_no_method_sends_any_request() -> None:
    resolver = resolver_of(INVOKED)
    sent = {
        each.sender: dict(each.context).get("aws:sourcearn", "") for each in deliveries(resolver)
    }
    assert resolver.show(sent["Authorizer"]).endswith(":${Api}/${...}")
    assert resolver.show(sent["Described"]).endswith(":${Described}/${...}")
