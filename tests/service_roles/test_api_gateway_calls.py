"""API Gateway calls other services with the role of an integration."""

from __future__ import annotations

import pytest

from influmojo_cfn.data.openapi_extensions import OPENAPI_BODIES
from influmojo_cfn.service_roles.api_gateway_calls import api_gateway_calls
from tests.service_roles.templates import calls

AUTHORIZER = "arn:aws:lambda:us-east-1:111122223333:function:authorize"
INVOKED = f"lambda:path/2015-03-31/functions/{AUTHORIZER}/invocations"
METHOD = """
Resources:
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      Integration:
        Credentials: arn:aws:iam::111122223333:role/api
        Uri: arn:aws:apigateway:us-east-1:%s
        IntegrationHttpMethod: PUT
        RequestTemplates: {application/json: "%s"}
"""
HTTP_API = """
Resources:
  Jobs: {Type: AWS::SQS::Queue, Properties: {QueueName: jobs}}
  Integration:
    Type: AWS::ApiGatewayV2::Integration
    Properties:
      CredentialsArn: arn:aws:iam::111122223333:role/api
      IntegrationSubtype: %s
      RequestParameters: {%s}
"""


@pytest.mark.parametrize(
    ("uri", "template", "found"),
    [
        (
            "sqs:path/111122223333/jobs",
            "Action=SendMessage&MessageBody=$input.body",
            {"sqs:SendMessage arn::sqs::111122223333:jobs"},
        ),
        ("sqs:path/111122223333/jobs", "$input.body", set()),
        ("sqs:path/", "Action=SendMessage", {"sqs:SendMessage ${...}"}),
        ("dynamodb:action/PutItem", "", {"dynamodb:PutItem ${...}"}),
        ("states:action/StartExecution", "", {"states:StartExecution ${...}"}),
        ("events:action/PutEvents", "", {"events:PutEvents ${...}"}),
        ("dynamodb:action/Nothing", "", set()),
        ("lambda:path/2015-03-31/functions/a/invocations", "", set()),
        (INVOKED, "", {f"lambda:InvokeFunction {AUTHORIZER}"}),
        ("sns:path//?Action=Publish", "", {"sns:Publish ${...}"}),
        ("s3:path/bucket/key", "", {"s3:PutObject arn::s3:::bucket/key"}),
        ("s3:path/bucket/{folder}/{key}", "", {"s3:PutObject arn::s3:::bucket/${...}/${...}"}),
        ("s3:path/bucket", "", set()),
    ],
)
def test_a_uri_names_the_call(uri: str, template: str, found: set[str]) -> None:
    assert calls(api_gateway_calls, METHOD % (uri, template)) == found


@pytest.mark.parametrize(
    ("subtype", "parameters", "found"),
    [
        ("SQS-SendMessage", "QueueUrl: !Ref Jobs", {"sqs:SendMessage arn::sqs:::jobs"}),
        ("EventBridge-PutEvents", "Source: a", {"events:PutEvents ${...}"}),
        ("StepFunctions-StartExecution", "Input: a", {"states:StartExecution ${...}"}),
        ("Kinesis-PutRecord", "StreamName: a", {"kinesis:PutRecord arn::kinesis:::stream/a"}),
        ("!Ref Kind", "", set()),
    ],
)
def test_a_subtype_names_the_call(subtype: str, parameters: str, found: set[str]) -> None:
    assert calls(api_gateway_calls, HTTP_API % (subtype, parameters)) == found


OPENAPI = """
Resources:
  Api:
    Type: %s
    Properties:
      %s:
        paths:
          /jobs:
            post:
              x-amazon-apigateway-integration:
                credentials: arn:aws:iam::111122223333:role/api
                uri: arn:aws:apigateway:us-east-1:dynamodb:action/PutItem
        components:
          securitySchemes:
            own:
              x-amazon-apigateway-authorizer:
                authorizerCredentials: arn:aws:iam::111122223333:role/api
                authorizerUri: arn:aws:apigateway:us-east-1:%s
"""


SHARED = """
Resources:
  Api:
    Type: %s
    Properties:
      %s:
        paths:
          /jobs:
            post:
              x-amazon-apigateway-integration:
                $ref: "#/components/x-amazon-apigateway-integrations/put"
        components:
          x-amazon-apigateway-integrations:
            put:
              credentials: arn:aws:iam::111122223333:role/api
              uri: arn:aws:apigateway:us-east-1:dynamodb:action/PutItem
        securityDefinitions:
          own:
            x-amazon-apigateway-authorizer:
              authorizerCredentials: arn:aws:iam::111122223333:role/api
              authorizerUri: arn:aws:apigateway:us-east-1:%s
"""


@pytest.mark.parametrize(("kind", "body"), OPENAPI_BODIES.items())
@pytest.mark.parametrize(
    "document", [pytest.param(OPENAPI, id="at its place"), pytest.param(SHARED, id="for several")]
)
def test_an_openapi_document_names_the_calls(document: str, kind: str, body: str) -> None:
    assert calls(api_gateway_calls, document % (kind, body, INVOKED)) == {
        "dynamodb:PutItem ${...}",
        f"lambda:InvokeFunction {AUTHORIZER}",
    }
