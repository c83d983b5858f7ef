"""What API Gateway calls with the role of an integration with another service of AWS.

https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html#uri and
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services-reference.html
(read 2026-11-27)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.written import Node
from influmojo_cfn.service_roles.integration_resource import sdk_action, sdk_resource
from influmojo_cfn.service_roles.service_call import ANYTHING, ServiceCall
from influmojo_cfn.service_roles.template_fields import (
    arn_of,
    below,
    properties_of,
    text_at,
    values_at,
)

METHOD = "AWS::ApiGateway::Method"
HTTP_API = "AWS::ApiGatewayV2::Integration"
_PAGE = "https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html"
_URI = re.compile(r"arn:[^:]+:apigateway:[^:]*:([^:]+):(path|action)/(.*)")
_ACTION = re.compile(r"Action=(\w+)")
_NAMES = {"stepfunctions": "sfn", "states": "sfn", "events": "eventbridge"}
"""Services that URIs and subtypes call by another name than an SDK does."""


def api_gateway_calls(resolver: Resolver) -> Iterator[ServiceCall]:
    """Yield the calls of each integration that has a role."""
    for logical_id in resolver.resources_of(METHOD):
        for place in below(resolver, properties_of(resolver, logical_id), ("Integration",)):
            for role in below(resolver, place, ("Credentials",)):
                for value in values_at(resolver, place, ("Uri",)):
                    for action, resource in _of_uri(resolver, place, value.text):
                        yield _call(logical_id, role, action, resource)
    for logical_id in resolver.resources_of(HTTP_API):
        properties = properties_of(resolver, logical_id)
        for role in below(resolver, properties, ("CredentialsArn",)):
            for action, resource in _of_subtype(resolver, properties):
                yield _call(logical_id, role, action, resource)


def _call(logical_id: str, role: Node, action: str, resource: str) -> ServiceCall:
    purpose = "call the service behind the API"
    return ServiceCall(logical_id, role, (action,), (resource,), purpose, role[1], _PAGE)


def _of_uri(resolver: Resolver, place: Node, uri: str) -> Iterator[tuple[str, str]]:
    """Yield the action and the resource of the URI of an integration."""
    match = _URI.fullmatch(uri)
    if match is None or match[1] == "lambda":
        return
    service, kind, rest = match.groups()
    if kind == "action":
        action = sdk_action(_NAMES.get(service, service), rest)
        if action:
            yield action, ANYTHING
    elif service == "sqs" and rest.count("/") == 1:
        account, _, name = rest.partition("/")
        asked = _ACTION.search(_request(resolver, place))
        if asked:
            yield f"sqs:{asked[1]}", arn_of("sqs", name, account=account)


def _request(resolver: Resolver, place: Node) -> str:
    """Return what an integration sends, as far as it is known."""
    found = below(resolver, place, ("RequestTemplates", "{}"))
    return " ".join(resolver.text(each[0]) for each in found)


def _of_subtype(resolver: Resolver, properties: Node) -> Iterator[tuple[str, str]]:
    """Yield the action and the resource of an integration such as ``SQS-SendMessage``."""
    service, _, call = text_at(resolver, properties, "IntegrationSubtype").partition("-")
    if t.has_unknown(service + call):
        return
    action = sdk_action(_NAMES.get(service.lower(), service), call)
    if action:
        yield action, sdk_resource(resolver, action, _parameters(resolver, properties))


def _parameters(resolver: Resolver, properties: Node) -> dict[str, Any]:
    return {
        key: resolver.text(value)
        for given, _, _ in below(resolver, properties, ("RequestParameters",))
        if isinstance(given, dict)
        for key, value in given.items()
    }
