"""preflight asks the policies of queues, topics, functions and keys for who sends to them."""

from __future__ import annotations

import pytest

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.preflight.result import ServiceAnswer
from influmojo_cfn.preflight.service_answers import service_answers

TEMPLATE = """
Resources:
  Inbox:
    Type: AWS::SQS::Queue
  News:
    Type: AWS::SNS::Topic
    Properties:
      TopicName: news
      Subscription:
        - Protocol: sqs
          Endpoint: !GetAtt Inbox.Arn
        - Protocol: lambda
          Endpoint: !GetAtt Reader.Arn
  InboxPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Inbox]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {Service: sns.amazonaws.com}
            Action: sqs:SendMessage
            Resource: !GetAtt Inbox.Arn
            Condition:
              ArnEquals: {"aws:SourceArn": !Ref News}
  Reader:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: reader
      Role: arn:aws:iam::111122223333:role/reader
      Code: {ZipFile: ""}
  ReaderOpens:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !Ref Reader
      Action: lambda:InvokeFunction
      Principal: sns.amazonaws.com
      SourceArn: !Ref News
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      AlarmActions: [!Ref News]
  Logs:
    Type: AWS::Logs::LogGroup
    Properties:
      LogGroupName: inbox
      KmsKeyId: !GetAtt Key.Arn
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {Service: !Sub "logs.${AWS::Region}.amazonaws.com"}
            Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*"]
            Resource: "*"
            Condition:
              ArnLike:
                kms:EncryptionContext:aws:logs:arn: !Sub arn:aws:logs:*:*:log-group:inbox
"""


def answers(text: str) -> tuple[ServiceAnswer, ...]:
    return service_answers(parse(text), Environment())


def denied(text: str) -> set[tuple[str, str, str]]:
    found = [each for each in answers(text) if each.verdict != "allowed"]
    return {(each.role, each.user, each.action) for each in found}


IN_ORGANIZATION = """
          - Effect: Deny
            Principal: "*"
            Action: "sqs:*"
            Resource: !GetAtt Inbox.Arn
            Condition:
              StringNotEqualsIfExists: {"aws:PrincipalOrgID": o-abcdefghij}
              BoolIfExists: {"aws:PrincipalIsAWSService": "false"}
"""
ALLOWED_TO = """
              ArnEquals: {"aws:SourceArn": !Ref News}
"""


@pytest.mark.parametrize(
    ("old", "new", "context", "verdict"),
    [
        pytest.param(
            ALLOWED_TO,
            ALLOWED_TO + IN_ORGANIZATION.lstrip("\n"),
            {},
            "allowed",
            id="people of others are kept out",
        ),
        pytest.param(
            "ArnEquals:",
            "Bool: {'aws:SecureTransport': true}\n              ArnEquals:",
            {},
            "allowed",
            id="by TLS",
        ),
        pytest.param("aws:SourceArn", "aws:SourceOrgID", {}, "unknown", id="an organization"),
        pytest.param(
            'ArnEquals: {"aws:SourceArn": !Ref News}',
            'StringEquals: {"aws:SourceOrgID": o-abcdefghij}',
            {"aws:sourceorgid": ("o-abcdefghij",)},
            "allowed",
            id="an organization that is given",
        ),
    ],
)
def test_what_every_service_sends_of_itself_is_known(
    old: str, new: str, context: dict[str, tuple[str, ...]], verdict: str
) -> None:
    assert old in TEMPLATE
    text = TEMPLATE.replace(old, new, 1)
    (found,) = (
        each
        for each in service_answers(parse(text), Environment(), context)
        if each.role == "Inbox"
    )
    assert found.verdict == verdict


@pytest.mark.parametrize(
    ("key", "verdict"), [("kms:EncryptionAlgorithm", "unknown"), ("sqs:NoSuchKey", "missing")]
)
def test_what_only_the_call_tells_of_itself_is_not_known(key: str, verdict: str) -> None:
    old = "kms:EncryptionContext:aws:logs:arn: !Sub arn:aws:logs:*:*:log-group:inbox"
    assert old in TEMPLATE
    text = TEMPLATE.replace("ArnLike:", "StringEquals:").replace(old, f"{key}: SYMMETRIC_DEFAULT")
    assert {each.verdict for each in answers(text) if each.role == "Key"} == {verdict}


def test_who_is_let_in_may_send() -> None:
    assert denied(TEMPLATE) == set()
    asked = {(each.role, each.user) for each in answers(TEMPLATE)}
    assert asked == {("Inbox", "News"), ("Reader", "News"), ("News", "Alarm"), ("Key", "Logs")}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "Action: sqs:SendMessage",
            "Action: sqs:ReceiveMessage",
            ("Inbox", "News", "sqs:SendMessage"),
        ),
        (
            "Principal: {Service: sns.amazonaws.com}",
            "Principal: {Service: s3.amazonaws.com}",
            ("Inbox", "News", "sqs:SendMessage"),
        ),
        (
            '{"aws:SourceArn": !Ref News}',
            '{"aws:SourceArn": "arn:aws:sns:us-east-1:111122223333:other"}',
            ("Inbox", "News", "sqs:SendMessage"),
        ),
        (
            "Principal: sns.amazonaws.com",
            "Principal: events.amazonaws.com",
            ("Reader", "News", "lambda:InvokeFunction"),
        ),
        ("log-group:inbox", "log-group:outbox", ("Key", "Logs", "kms:Encrypt")),
    ],
)
def test_who_is_kept_out_is_named(old: str, new: str, expected: tuple[str, str, str]) -> None:
    assert old in TEMPLATE
    found = [each for each in answers(TEMPLATE.replace(old, new)) if each.verdict == "missing"]
    assert expected in {(each.role, each.user, each.action) for each in found}
    assert all(each.reasons for each in found)


@pytest.mark.parametrize("kind", ["AWS::KMS::Key", "AWS::KMS::ReplicaKey"])
def test_the_policy_of_a_key_of_either_type_decides(kind: str) -> None:
    text = TEMPLATE.replace("AWS::KMS::Key", kind)
    assert denied(text) == set()
    assert ("Key", "Logs", "kms:Encrypt") in denied(text.replace("group:inbox", "group:outbox"))


def test_a_queue_without_a_policy_lets_nobody_in() -> None:
    start, end = TEMPLATE.index("  InboxPolicy:"), TEMPLATE.index("  Reader:")
    text = TEMPLATE[:start] + TEMPLATE[end:]
    assert denied(text) == {("Inbox", "News", "sqs:SendMessage")}


def test_a_state_machine_whose_definition_is_elsewhere_is_unknown() -> None:
    text = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {Service: states.amazonaws.com}
            Action: sts:AssumeRole
  Machine:
    Type: AWS::StepFunctions::StateMachine
    Properties:
      RoleArn: !GetAtt Role.Arn
      DefinitionS3Location: {Bucket: definitions, Key: machine.json}
"""
    found = answers(text)
    assert [(each.user, each.verdict) for each in found if each.verdict != "allowed"] == [
        ("Machine", "unknown")
    ]


GUARDED = """
Parameters: {On: {Type: String, Default: "no"}}
Conditions: {IsOn: !Equals [!Ref On, "yes"]}
Resources:
  Group: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /app}}
  Reader:
    Type: AWS::Lambda::Function
    Properties: {FunctionName: reader, Role: arn:aws:iam::111122223333:role/reader}
  Filter:
    Type: AWS::Logs::SubscriptionFilter
    Properties: {LogGroupName: !Ref Group, DestinationArn: !GetAtt Reader.Arn}
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !GetAtt Reader.Arn
      Action: lambda:InvokeFunction
      Principal: logs.amazonaws.com
      SourceAccount: !Ref AWS::AccountId
      SourceArn: !GetAtt Group.Arn
"""


@pytest.mark.parametrize(
    ("old", "new", "verdicts"),
    [
        ("", "", ["allowed"]),
        ("SourceArn: !GetAtt Group.Arn", "SourceArn: !Sub '${Group.Arn}x'", ["missing"]),
        ("Arn: !GetAtt Reader.Arn}", "Arn: !Sub '${Reader.Arn}:live'}", ["missing"]),
        ("FunctionName: !GetAtt", "FunctionName: !Sub ${Reader.Arn}:live #", ["missing"]),
        ("SubscriptionFilter\n", "SubscriptionFilter\n    Condition: IsOn\n", []),
    ],
)
def test_who_sends_and_to_which_version_decides(old: str, new: str, verdicts: list[str]) -> None:
    text = GUARDED.replace(old, new, 1) if old else GUARDED
    assert [each.verdict for each in answers(text) if each.user == "Filter"] == verdicts


def test_what_a_service_sends_is_not_known_where_no_page_tells() -> None:
    text = GUARDED.replace("SubscriptionFilter", "Other").replace("Group.Arn", "Judge.Arn")
    rule = "  Judge: {Type: AWS::Config::ConfigRule, Properties: {Source: {SourceIdentifier: "
    text += f"{rule}!GetAtt Reader.Arn}}}}}}\n"
    text = text.replace("Principal: logs.", "Principal: config.")
    assert [each.verdict for each in answers(text) if each.user == "Judge"] == ["unknown"]


API = """
Resources:
  Reader:
    Type: AWS::Lambda::Function
    Properties: {FunctionName: !Sub "${AWS::StackName}-reader"}
  Open:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !Ref Reader
      Action: lambda:InvokeFunction
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/GET/orders/*
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        paths:
          /orders/{id}:
            get:
              x-amazon-apigateway-integration:
                uri: !Sub arn:aws:apigateway:a:lambda:path/v/functions/${Reader.Arn}/invocations
"""


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        pytest.param("", "", "allowed", id="the operation that invokes it"),
        pytest.param("/GET/", "/POST/", "unknown", id="another method"),
        pytest.param("{id}:", "new:", "allowed", id="a path that is known"),
        pytest.param("/orders/{id}:", "/stock:", "unknown", id="another path"),
        pytest.param("apigateway.amazonaws", "events.amazonaws", "missing", id="another service"),
    ],
)
def test_an_operation_of_an_openapi_document_invokes_a_function(
    old: str, new: str, verdict: str
) -> None:
    text = API.replace(old, new, 1) if old else API
    assert [each.verdict for each in answers(text)] == [verdict]


SENDERS = """
Resources:
  Reader:
    Type: AWS::Lambda::Function
  Open:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !Ref Reader
      Action: lambda:InvokeFunction
      Principal: %s
      SourceArn: !GetAtt Sender.%s
  Sender:
    Type: %s
    Properties: %s
"""


@pytest.mark.parametrize(
    ("service", "attribute", "kind", "properties"),
    [
        (
            "lambda.alarms.cloudwatch",
            "Arn",
            "AWS::CloudWatch::Alarm",
            "{AlarmActions: [!GetAtt Reader.Arn]}",
        ),
        (
            "cognito-idp",
            "Arn",
            "AWS::Cognito::UserPool",
            "{LambdaConfig: {CustomEmailSender: {LambdaArn: !GetAtt Reader.Arn}}}",
        ),
        (
            "iot",
            "Arn",
            "AWS::IoT::TopicRule",
            "{TopicRulePayload: {Actions: [{Lambda: {FunctionArn: !GetAtt Reader.Arn}}]}}",
        ),
        (
            "bedrock",
            "AgentArn",
            "AWS::Bedrock::Agent",
            "{ActionGroups: [{ActionGroupExecutor: {Lambda: !GetAtt Reader.Arn}}]}",
        ),
    ],
)
def test_a_function_lets_in_who_invokes_it(
    service: str, attribute: str, kind: str, properties: str
) -> None:
    text = SENDERS % (f"{service}.amazonaws.com", attribute, kind, properties)
    assert [each.verdict for each in answers(text)] == ["allowed"]
    closed = text.replace(f"Principal: {service}.", "Principal: s3.")
    assert [each.verdict for each in answers(closed)] == ["missing"]


def test_a_service_that_is_let_in_by_one_of_its_names_in_doubt_is_unknown() -> None:
    regional = TEMPLATE.replace("{Service: sns.amazonaws", "{Service: sns.us-east-1.amazonaws")
    doubtful = regional.replace('{"aws:SourceArn": !Ref News}', '{"aws:SourceArn": !Ref Given}')
    doubtful = f"Parameters: {{Given: {{Type: String}}}}\n{doubtful}"
    verdicts = [
        [each.verdict for each in answers(text) if each.role == "Inbox"]
        for text in (regional, doubtful)
    ]
    assert verdicts == [["allowed"], ["unknown"]]


OF_QUEUES = """
Parameters: {Url: {Type: String}}
Resources:
  Rule:
    Type: AWS::Events::Rule
    Properties: {ScheduleExpression: rate(1 day), Targets: [{Id: a, Arn: !GetAtt Jobs.Arn}]}
  Jobs: {Type: AWS::SQS::Queue, Properties: {QueueName: jobs}}
  Other: {Type: AWS::SQS::Queue, Properties: {QueueName: other}}
  Opens:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [QUEUE]
      PolicyDocument:
        Statement:
          Effect: Allow
          Principal: {Service: events.amazonaws.com}
          Action: sqs:SendMessage
          Resource: "*"
"""


@pytest.mark.parametrize(
    ("queue", "verdict"),
    [
        pytest.param("!Ref Jobs", "allowed", id="its own"),
        pytest.param("!Ref Other", "missing", id="another queue's"),
        pytest.param("!Ref Url", "unknown", id="a queue's that is not known"),
    ],
)
def test_the_policy_of_the_queue_itself_decides(queue: str, verdict: str) -> None:
    (answer,) = answers(OF_QUEUES.replace("QUEUE", queue))
    assert answer.verdict == verdict
    assert ("whether Opens is of it is not known" in answer.reasons) is (verdict == "unknown")


BALANCER = """
Resources:
  Logs: {Type: AWS::S3::Bucket, Properties: {BucketName: shop-logs}}
  LogsPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Logs
      PolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Service: logdelivery.elasticloadbalancing.amazonaws.com}
            Action: s3:PutObject
            Resource: arn:aws:s3:::shop-logs/AWSLogs/*
  Balancer:
    Type: AWS::ElasticLoadBalancingV2::LoadBalancer
    Properties:
      LoadBalancerAttributes:
        - {Key: access_logs.s3.enabled, Value: 'true'}
        - {Key: access_logs.s3.bucket, Value: !Ref Logs}
"""


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [
        ("", "", "allowed"),
        ("Service: logdelivery.", "Service: ", "missing"),
        ("shop-logs/AWSLogs", "shop-logs/web", "missing"),
        ("Bucket: !Ref Logs", "Bucket: shop-logs-of-others", "missing"),
        (
            "Service: logdelivery.elasticloadbalancing.amazonaws.com",
            "AWS: arn:aws:iam::444455556666:root",
            "unknown",
        ),
    ],
    ids=["by its principal", "by another", "elsewhere", "another bucket's", "by an account"],
)
def test_a_load_balancer_stores_its_logs_in_a_bucket_of_a_fixed_name(
    old: str, new: str, verdict: str
) -> None:
    (answer,) = answers(BALANCER.replace(old, new))
    assert answer.verdict == verdict
