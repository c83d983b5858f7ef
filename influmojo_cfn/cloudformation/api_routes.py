"""Who can call a method of a REST API, or a route of an HTTP or WebSocket API, without a policy.

Without authorization everyone can, and with AWS_IAM nobody to whom no policy of their own allows
it. An authorizer lets in whom it lets in: :data:`AUTHORIZER` represents that as a condition key,
for the same authorizer the same value. Where a REST API has a resource policy, that decides. A
method that answers preflight requests by itself is open to all and gives nothing.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html,
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control.html and
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-control-access.html
(read 2026-11-28).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from influmojo_cfn.cloudformation.api_policies import api_policy
from influmojo_cfn.cloudformation.attached_arns import route_arn
from influmojo_cfn.cloudformation.included_files import OPENAPI_FILES
from influmojo_cfn.cloudformation.referenced_names import referred_to
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.sections import items_of
from influmojo_cfn.data.openapi_extensions import OPENAPI_BODIES
from influmojo_cfn.data.resource_policies import API_OF, METHOD, REST_API, SAM_API
from influmojo_cfn.iam.unknown import Unknown

AUTHORIZER, SCOPE, API_KEY = (
    "execute-api:Authorizer",
    "execute-api:AuthorizationScope",
    "execute-api:ApiKey",
)
"""The condition keys that represent what API Gateway asks its callers for."""
_SECURITY = ("'security'", "x-amazon-apigateway-auth'", "Unknown(")
"""What shows that an OpenAPI document asks callers for something, or can."""
PREFLIGHT = "OPTIONS"
"""The method of the requests that browsers send before others, without credentials.

https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html (read 2026-11-28): API
Gateway itself answers them where the integration of the method is a mock.
"""
_CONNECT = "$connect"
AUTHORIZES_NOBODY = frozenset({"AuthorizerResultTtlInSeconds", "Name"})
"""The properties of authorizers that do not change whom they let in."""
OF_AUTHORIZERS = ("AWS::ApiGateway::Authorizer", "AWS::ApiGatewayV2::Authorizer")


def authorization(resolved: ResolvedTemplate, name: str) -> dict[str, Any]:
    """Return what a method or a route asks its callers for; nothing where it is open to all."""
    sort, needs_key = (
        resolved.property(name, key) for key in ("AuthorizationType", "ApiKeyRequired")
    )
    found: dict[str, Any] = {}
    if sort not in (None, "NONE"):
        found["AuthorizationType"] = sort
    if sort not in (None, "NONE", "AWS_IAM"):
        found[AUTHORIZER] = _authorizer(resolved, name)
        found[SCOPE] = items_of(resolved.property(name, "AuthorizationScopes"))
    if needs_key is not None and str(needs_key).lower() != "false":
        found[API_KEY] = needs_key
    return found


def restricts_callers(resolved: ResolvedTemplate, api: str) -> bool:
    """Return whether a REST API can ask callers for more than its resource policy does."""
    body = repr([resolved.property(api, key) for key in (*OPENAPI_BODIES.values(), *OPENAPI_FILES)])
    if any(word in body for word in _SECURITY):
        return True
    return any(
        isinstance(of := resolved.property(name, API_OF[METHOD]), Unknown)
        and of.logical_id == api
        and authorization(resolved, name)
        for name in resolved.of_type(METHOD)
    )


def route_statement(resolved: ResolvedTemplate, name: str, kind: str) -> Any:
    """Return the statement that a method or route comes to; None where it gives nothing."""
    if is_under_policy(resolved, name, kind) or _is_after_connect(resolved, name):
        return None
    if resolved.property(name, "HttpMethod") == PREFLIGHT and is_mock(
        resolved.property(name, "Integration")
    ):
        return None
    asked = authorization(resolved, name)
    unknown = [each for each in asked.values() if isinstance(each, Unknown)]
    if unknown:
        return unknown[0]
    if asked.get("AuthorizationType") == "AWS_IAM":
        return None
    conditions: dict[str, dict[str, Any]] = {}
    if AUTHORIZER in asked:
        conditions["StringEquals"] = {AUTHORIZER: asked[AUTHORIZER]}
    if asked.get(SCOPE):
        conditions["ForAnyValue:StringEquals"] = {SCOPE: asked[SCOPE]}
    if API_KEY in asked:
        conditions["Bool"] = {API_KEY: "true"}
    row: dict[str, Any] = {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke"}
    row["Resource"] = route_arn(resolved, name, kind)
    return {**row, "Condition": conditions} if conditions else row


def is_mock(integration: Any) -> bool:
    """Return whether a method answers by itself, and calls nothing."""
    return isinstance(integration, Mapping) and integration.get("Type") == "MOCK"


def is_under_policy(resolved: ResolvedTemplate, name: str, kind: str) -> bool:
    """Return whether the API of a method has a resource policy, or is private and has none."""
    api = resolved.property(name, API_OF[kind])
    of = api.logical_id if isinstance(api, Unknown) else ""
    sort = str(resolved.resource(of).get("Type")) if of else ""
    if sort not in (REST_API, SAM_API):
        return False
    return is_private(resolved, of) or api_policy(resolved, of, sort) is not None


def is_private(resolved: ResolvedTemplate, api: str) -> bool:
    """Return whether a REST API is private: without a policy it lets no one in."""
    endpoint = resolved.property(api, "EndpointConfiguration")
    is_full = isinstance(endpoint, Mapping)
    types = endpoint.get("Types", endpoint.get("Type")) if is_full else endpoint
    return types in ("PRIVATE", ["PRIVATE"])


def _is_after_connect(resolved: ResolvedTemplate, name: str) -> bool:
    """Return whether it is a route of a WebSocket API that those who are connected use."""
    key = resolved.property(name, "RouteKey")
    is_path = not isinstance(key, str) or " " in key or key == _CONNECT
    if is_path:
        return False
    api = resolved.property(name, "ApiId")
    of = api.logical_id if isinstance(api, Unknown) else ""
    return bool(of) and resolved.property(of, "ProtocolType") == "WEBSOCKET"


def _authorizer(resolved: ResolvedTemplate, name: str) -> str:
    """Return what an authorizer is called, and a digest of all that it is."""
    given = resolved.property(name, "AuthorizerId")
    called = given.get("Name") if isinstance(given, Mapping) else None
    for of in sorted(referred_to(resolved.properties(name).get("AuthorizerId"))):
        if resolved.resource(of).get("Type") in OF_AUTHORIZERS:
            keys = sorted({*resolved.properties(of)} - AUTHORIZES_NOBODY)
            called, given = of, [given, {key: resolved.property(of, key) for key in keys}]
    sort = resolved.property(name, "AuthorizationType")
    text = json.dumps([sort, given], default=repr, sort_keys=True)
    return f"{called or sort} ({sha256(text.encode()).hexdigest()[:8]})"
