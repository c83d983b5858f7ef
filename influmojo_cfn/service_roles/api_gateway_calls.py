"""What API Gateway calls with the role of an integration with another service of AWS.

https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html#uri,
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-integration.html
and
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html
(read 2026-11-27)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from influmojo_cfn.cloudformation.included_files import OPENAPI_FILES
from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.cloudformation.transforms import expands
from influmojo_cfn.data import EACH_VALUE
from influmojo_cfn.data.openapi_extensions import (
    OPENAPI_AUTHORIZERS,
    OPENAPI_BODIES,
    OPENAPI_INTEGRATIONS,
)
from influmojo_cfn.iam import text as t
from influmojo_cfn.service_roles.integration_resource import sdk_action, sdk_resource
from influmojo_cfn.service_roles.service_call import ANYTHING, ServiceCall, UnreadCall
from influmojo_cfn.service_roles.template_fields import Property, arn_of, resources, service_of

METHOD = "AWS::ApiGateway::Method"
HTTP_API = "AWS::ApiGatewayV2::Integration"


class IntegrationKeys(NamedTuple):
    """Where a type has integrations or authorizers, and how it spells their keys."""

    resource_type: str
    place: tuple[str, ...]
    role: str
    uri: str
    method: str = ""
    templates: str = ""
    subtype: str = ""
    parameters: str = ""


_OPENAPI_KEYS = ("credentials", "uri", "httpMethod", "requestTemplates")
_OF_HTTP_API = ("integrationSubtype", "requestParameters")

INTEGRATION_KEYS = (
    IntegrationKeys(
        METHOD,
        ("Integration",),
        role="Credentials",
        uri="Uri",
        method="IntegrationHttpMethod",
        templates="RequestTemplates",
    ),
    IntegrationKeys(
        HTTP_API,
        (),
        role="CredentialsArn",
        uri="IntegrationUri",
        method="IntegrationMethod",
        templates="RequestTemplates",
        subtype="IntegrationSubtype",
        parameters="RequestParameters",
    ),
    IntegrationKeys("AWS::ApiGateway::Authorizer", (), "AuthorizerCredentials", "AuthorizerUri"),
    IntegrationKeys(
        "AWS::ApiGatewayV2::Authorizer", (), "AuthorizerCredentialsArn", "AuthorizerUri"
    ),
    *(
        IntegrationKeys(kind, (body, *place), "authorizerCredentials", "authorizerUri")
        for kind, body in OPENAPI_BODIES.items()
        for place in OPENAPI_AUTHORIZERS
    ),
    *(
        IntegrationKeys(kind, (body, *place), *_OPENAPI_KEYS, *_OF_HTTP_API)
        for kind, body in OPENAPI_BODIES.items()
        for place in OPENAPI_INTEGRATIONS
    ),
)

OBJECTS = {
    "DELETE": "s3:DeleteObject",
    "GET": "s3:GetObject",
    "HEAD": "s3:GetObject",
    "POST": "s3:PutObject",
    "PUT": "s3:PutObject",
}
"""What a method does with an object of Amazon S3.

https://docs.aws.amazon.com/apigateway/latest/developerguide/integrating-api-with-aws-services-s3.html
(read 2026-11-27)
"""

_PAGE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html"
_PURPOSE = "call the service behind the API"
_URI = re.compile(r"arn:[^:]+:apigateway:[^:]*:([^:]+):(path|action)/(.*)", re.DOTALL)
_ACTION = re.compile(r"Action=(\w+)")
_FILLED_IN = re.compile(r"\$?\{[^}]*\}")
"""A parameter of the path or a stage variable, which API Gateway fills in."""


class _Integration(NamedTuple):
    """An integration that has a role."""

    keys: IntegrationKeys
    place: Property
    role: Property

    def called(self) -> Iterator[tuple[str, str]]:
        """Yield each action that it makes with the role, and the resource."""
        if self.keys.subtype and self.place.is_given(self.keys.subtype):
            yield from self._of_subtype()
            return
        for value in self.place.values(self.keys.uri):
            yield from self._of_uri(value.text)

    def _of_uri(self, uri: str) -> Iterator[tuple[str, str]]:
        """Yield the action and the resource of the URI of an integration."""
        match = _URI.fullmatch(uri)
        if match is None:
            return
        service, kind, rest = match.groups()
        _, _, path, query, _ = urlsplit(_FILLED_IN.sub(lambda _: t.ANY, rest))
        if service == "lambda":
            function = path.partition("/functions/")[2].removesuffix("/invocations")
            if service_of(function) == "lambda" or t.has_unknown(function):
                yield "lambda:InvokeFunction", function
        elif service == "s3" and kind == "path":
            action = OBJECTS.get(self.place.text(self.keys.method))
            bucket, _, key = path.partition("/")
            if action and key:
                yield action, f"arn:{t.PARTITION}:s3:::{bucket}/{key}"
        elif kind == "action":
            action = sdk_action(service, path)
            if action:
                yield action, ANYTHING
        else:
            asked = _ACTION.search(f"{query} {self._request()}")
            action = sdk_action(service, asked[1]) if asked else ""
            if action:
                account, slash, name = path.partition("/")
                is_queue = service == "sqs" and slash and "/" not in name
                yield action, arn_of("sqs", name, account=account) if is_queue else ANYTHING

    def _request(self) -> str:
        """Return what an integration sends, as far as it is known."""
        found = self.place.below(self.keys.templates, EACH_VALUE)
        return " ".join(each.resolver.text(each.data) for each in found)

    def _of_subtype(self) -> Iterator[tuple[str, str]]:
        """Yield the action and the resource of an integration such as ``SQS-SendMessage``."""
        service, _, call = self.place.text(self.keys.subtype).partition("-")
        action = "" if t.has_unknown(service + call) else sdk_action(service, call)
        if action:
            resolver = self.place.resolver
            given: dict[str, Any] = {
                key: resolver.text(value)
                for each in self.place.below(self.keys.parameters)
                if isinstance(each.data, dict)
                for key, value in each.data.items()
            }
            yield action, sdk_resource(resolver, action, given)


def api_gateway_calls(resolver: Resolver) -> Iterator[ServiceCall]:
    """Yield the calls of each integration that has a role."""
    for each in _integrations(resolver):
        for action, on in each.called():
            yield ServiceCall.one(each.role, action, on, _PURPOSE, _PAGE)


def unread_integrations(resolver: Resolver) -> Iterator[UnreadCall]:
    """Yield each integration with a role whose call cannot be read."""
    reason = "which call its integration makes cannot be read here"
    for each in _integrations(resolver):
        role = each.role
        if not any(True for _ in each.called()):
            yield UnreadCall(role.logical_id, role, _PURPOSE, role.path, _PAGE, reason)


def unread_documents(resolver: Resolver) -> Iterator[UnreadCall]:
    """Yield each API whose OpenAPI document, or a part of it, is in another file.

    Which roles it names is not known: the answer is about the API itself.
    """
    reason = "its OpenAPI document is in another file, or cannot be read here"
    for kind, body in OPENAPI_BODIES.items():
        for api in resources(resolver, kind):
            for given in (body, *OPENAPI_FILES):
                for each in api.below(given):
                    if given in OPENAPI_FILES or _is_partly_elsewhere(each.data):
                        yield UnreadCall(api.logical_id, None, _PURPOSE, each.path, _PAGE, reason)


def _is_partly_elsewhere(document: Any) -> bool:
    """Return whether a macro such as AWS::Include brings in a part of a document."""
    if isinstance(document, list):
        return any(map(_is_partly_elsewhere, document))
    if not isinstance(document, dict):
        return False
    return any(expands(key) or _is_partly_elsewhere(each) for key, each in document.items())


def _integrations(resolver: Resolver) -> Iterator[_Integration]:
    for keys in INTEGRATION_KEYS:
        for properties in resources(resolver, keys.resource_type):
            for place in properties.below(*keys.place):
                for role in place.below(keys.role):
                    yield _Integration(keys, place, role)
