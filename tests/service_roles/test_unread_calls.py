"""What no table tells of a role is unread, by the place that causes the calls."""

from __future__ import annotations

import pytest

from influmojo_cfn.service_roles.every_service_call import service_calls
from influmojo_cfn.service_roles.unread_calls import unread_calls
from tests.service_roles.templates import resolver_of

ROLE = "arn:aws:iam::111122223333:role/given"
QUEUE = "arn:aws:sqs:us-east-1:111122223333:jobs"
BUCKET = "arn:aws:s3:::records"
NOT_IN_TEMPLATE = "the template does not tell what the field holds"
NO_DOCUMENT = "its OpenAPI document is in another file, or cannot be read here"
NO_CALL = "which call its integration makes cannot be read here"


def unread(kind: str, properties: str) -> list[str]:
    """Return why calls of the one resource are not known."""
    text = f"""
Parameters: {{Given: {{Type: String}}}}
Resources:
  User:
    Type: {kind}
    Properties: {properties}
"""
    resolver = resolver_of(text)
    return [each.reason for each in unread_calls(resolver, service_calls(resolver))]


@pytest.mark.parametrize(
    ("kind", "properties", "reason"),
    [
        pytest.param(
            "AWS::Kendra::Index",
            f"{{RoleArn: '{ROLE}'}}",
            "no table has what kendra.amazonaws.com calls for AWS::Kendra::Index",
            id="a type that no table has",
        ),
        pytest.param(
            "AWS::Pipes::Pipe",
            f"{{RoleArn: '{ROLE}', Source: !Ref Given, Target: '{QUEUE}'}}",
            NOT_IN_TEMPLATE,
            id="a source that is a parameter",
        ),
        pytest.param(
            "AWS::Pipes::Pipe",
            f"{{RoleArn: '{ROLE}', Source: 'broker:9092', Target: '{QUEUE}'}}",
            NOT_IN_TEMPLATE,
            id="a source that is no ARN",
        ),
        pytest.param(
            "AWS::Pipes::Pipe",
            f"{{RoleArn: '{ROLE}', Source: '{QUEUE}', Target: !Ref Given}}",
            NOT_IN_TEMPLATE,
            id="a target that is a parameter",
        ),
        pytest.param(
            "AWS::Scheduler::Schedule",
            f"{{Target: {{RoleArn: '{ROLE}', Arn: 'arn:aws:inspector:us-east-1:111122223333:a'}}}}",
            "no table has what it takes to reach a target of inspector",
            id="a target of a service that no table has",
        ),
        pytest.param(
            "AWS::ApiGateway::Method",
            f"{{Integration: {{Credentials: '{ROLE}', Uri: !Ref Given}}}}",
            NO_CALL,
            id="a URI that is a parameter",
        ),
        pytest.param(
            "AWS::Lambda::Function",
            f"{{Role: '{ROLE}', DeadLetterConfig: {{TargetArn: !Ref Given}}}}",
            NOT_IN_TEMPLATE,
            id="a dead-letter queue that is a parameter",
        ),
        pytest.param(
            "AWS::StepFunctions::StateMachine",
            f"{{RoleArn: '{ROLE}', Definition: {{States: {{A: {{Type: Task, Resource: "
            "'arn:aws:states:::aws-sdk:notyet:call'}}}}",
            "no table has what arn:aws:states:::aws-sdk:notyet:call calls",
            id="a state that calls a service that no table has",
        ),
        pytest.param(
            "AWS::StepFunctions::StateMachine",
            f"{{RoleArn: '{ROLE}', Definition: {{States: {{A: {{Type: Task, Resource: "
            "!Ref Given}}}}",
            "which call a state makes cannot be read here",
            id="a state that calls what a parameter names",
        ),
        pytest.param(
            "AWS::ApiGateway::RestApi",
            "{BodyS3Location: {Bucket: a, Key: api.yaml}}",
            NO_DOCUMENT,
            id="an OpenAPI document in a bucket",
        ),
        pytest.param(
            "AWS::Serverless::HttpApi",
            "{DefinitionBody: {paths: {/a: {Fn::Transform: {Name: AWS::Include}}}}}",
            NO_DOCUMENT,
            id="a part of an OpenAPI document in another file",
        ),
        pytest.param(
            "AWS::CodePipeline::Pipeline",
            f"{{RoleArn: '{ROLE}', Stages: [{{Actions: [{{ActionTypeId: "
            "{Owner: AWS, Provider: DeviceFarm}}]}]}",
            "no table has what the provider DeviceFarm calls",
            id="a provider that no table has",
        ),
    ],
)
def test_what_no_table_tells_is_said(kind: str, properties: str, reason: str) -> None:
    assert unread(kind, properties) == [reason]


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        pytest.param(
            "AWS::Pipes::Pipe",
            f"{{RoleArn: '{ROLE}', Source: '{QUEUE}', Target: '{QUEUE}'}}",
            id="both ends are in the tables",
        ),
        pytest.param(
            "AWS::Lambda::Function", f"{{Role: '{ROLE}'}}", id="a function calls nothing by itself"
        ),
        pytest.param(
            "AWS::StepFunctions::StateMachine",
            f"{{RoleArn: '{ROLE}', Definition: {{States: {{A: {{Type: Pass}}}}}}}}",
            id="a state machine of which no state calls",
        ),
        pytest.param(
            "AWS::StepFunctions::StateMachine",
            f"{{RoleArn: '{ROLE}', Definition: {{States: {{A: {{Type: Task, Resource: "
            "'arn:aws:states:us-east-1:111122223333:activity:pack'}}}}",
            id="an activity that waits for its worker",
        ),
        pytest.param(
            "AWS::CodePipeline::Pipeline",
            f"{{RoleArn: '{ROLE}', ArtifactStore: {{Location: a}}, Stages: [{{Actions: "
            "[{ActionTypeId: {Owner: ThirdParty, Provider: GitHub}}]}]}",
            id="a provider that is not of AWS",
        ),
        pytest.param(
            "AWS::IAM::InstanceProfile", f"{{Roles: ['{ROLE}']}}", id="instances run programs"
        ),
        pytest.param(
            "AWS::KinesisFirehose::DeliveryStream",
            f"{{ExtendedS3DestinationConfiguration: {{RoleARN: '{ROLE}', BucketARN: '{BUCKET}', "
            "ProcessingConfiguration: {Processors: [{Parameters: [{ParameterValue: '60'}]}]}}}",
            id="a number beside the functions of a stream",
        ),
    ],
)
def test_nothing_is_unread_where_the_tables_tell_it(kind: str, properties: str) -> None:
    assert unread(kind, properties) == []
