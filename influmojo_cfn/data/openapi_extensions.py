"""Where an OpenAPI document has what API Gateway calls, and the roles that it calls it with.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
(read 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Mapping

from influmojo_cfn.data import EACH_VALUE

OPENAPI_BODIES: Mapping[str, str] = {
    "AWS::ApiGateway::RestApi": "Body",
    "AWS::ApiGatewayV2::Api": "Body",
    "AWS::Serverless::Api": "DefinitionBody",
    "AWS::Serverless::HttpApi": "DefinitionBody",
}
"""The property that holds the OpenAPI document of an API."""

OPENAPI_OPERATION = "x-amazon-apigateway-integration"
"""The key of an operation's own integration: behind its path and its method."""

OPENAPI_ANY_METHOD = "x-amazon-apigateway-any-method"
"""The key of an operation that takes every method that its path has no other for."""

OPENAPI_INTEGRATIONS = (
    ("paths", EACH_VALUE, EACH_VALUE, OPENAPI_OPERATION),
    ("components", "x-amazon-apigateway-integrations", EACH_VALUE),
)
"""Where an OpenAPI document has integrations: at an operation, or for several to refer to."""

OPENAPI_AUTHORIZERS = (
    ("components", "securitySchemes", EACH_VALUE, "x-amazon-apigateway-authorizer"),
    ("securityDefinitions", EACH_VALUE, "x-amazon-apigateway-authorizer"),
)
"""Where OpenAPI 3 and 2 have what calls the authorizer of a security scheme."""

OPENAPI_ROLES = (
    *((*place, "credentials") for place in OPENAPI_INTEGRATIONS),
    *((*place, "authorizerCredentials") for place in OPENAPI_AUTHORIZERS),
)
"""Where an OpenAPI document names a role."""
