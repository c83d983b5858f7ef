"""The methods and routes in the OpenAPI documents of APIs, written as resources of their own.

An operation that answers preflight requests with a mock is none. Of an API whose document is not
read, or to which AWS SAM adds an Auth, there are none.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
(read 2026-11-28): x-amazon-apigateway-auth, -authorizer and -authtype; and
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-open-api.html (read
2026-11-28).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.api_routes import PREFLIGHT
from influmojo_cfn.cloudformation.intrinsics import REFERENCE, is_call
from influmojo_cfn.cloudformation.sections import condition_of, items_of, section, with_parts
from influmojo_cfn.data.openapi_extensions import (
    OPENAPI_ANY_METHOD,
    OPENAPI_BODIES,
    OPENAPI_OPERATION,
)
from influmojo_cfn.data.resource_policies import METHOD, REST_API, ROUTE, SAM_API

_KINDS = {
    REST_API: METHOD,
    SAM_API: METHOD,
    "AWS::ApiGatewayV2::Api": ROUTE,
    "AWS::Serverless::HttpApi": ROUTE,
}
_METHODS = ("delete", "get", "head", "options", "patch", "post", "put", OPENAPI_ANY_METHOD)
_AUTH, AUTHORIZER, AUTH_TYPE = (
    "x-amazon-apigateway-auth",
    "x-amazon-apigateway-authorizer",
    "x-amazon-apigateway-authtype",
)
_DEFINITIONS = ("securityDefinitions", "securitySchemes")
_SECURITY = ("security", _AUTH, *_DEFINITIONS)


def with_routes(document: Document) -> Document:
    """Return a template with the methods and routes that its APIs' documents have."""
    resources = section(document.data, "Resources")
    made = {
        key: {**route, **condition_of(row)}
        for name, row in resources.items()
        if isinstance(row, Mapping)
        for key, route in _routes(str(name), str(row.get("Type")), section(row, "Properties"))
        if key not in resources
    }
    if not made:
        return document
    return replace(document, data={**document.data, "Resources": {**resources, **made}})


def is_body_read(kind: str, properties: Mapping[str, Any]) -> bool:
    """Return whether it is read who can call what an API's document has."""
    if kind not in _KINDS or "MergeDefinitions" in properties:
        return False
    auth = properties.get("Auth")
    if auth is not None and not (isinstance(auth, Mapping) and {*auth} <= {"ResourcePolicy"}):
        return False
    body = properties.get(OPENAPI_BODIES[kind])
    paths = body.get("paths") if isinstance(body, Mapping) and not is_call(body) else None
    if not isinstance(paths, Mapping) or is_call(paths):
        return False
    return all(
        isinstance(item, Mapping) and not is_call(item) and all(map(_is_read, item.values()))
        for item in (*paths.values(), {"get": body})
    )


def without_security(data: Any) -> Any:
    """Return an OpenAPI document, or a part of it, without what it asks callers for."""
    if isinstance(data, Mapping):
        data = {key: item for key, item in data.items() if key not in _SECURITY}
    return with_parts(data, without_security)


def _is_read(operation: Any) -> bool:
    if not isinstance(operation, Mapping):
        return True
    rows = operation.get("security", [])
    auth = operation.get(_AUTH, {})
    return (
        not is_call(operation)
        and isinstance(rows, list)
        and all(isinstance(row, Mapping) and not is_call(row) for row in rows)
        and isinstance(auth, Mapping)
        and isinstance(auth.get("type", ""), str)
    )


def _routes(
    name: str, kind: str, properties: Mapping[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a name for each operation of an API's document, and the method or route."""
    if not is_body_read(kind, properties):
        return
    body = properties[OPENAPI_BODIES[kind]]
    for path, item in section(body, "paths").items():
        for method in _METHODS:
            operation = item.get(method)
            verb = "ANY" if method == OPENAPI_ANY_METHOD else method.upper()
            if not isinstance(operation, Mapping) or (verb == PREFLIGHT and _is_mock(operation)):
                continue
            place = {"RestApiId": {REFERENCE: name}, "ResourceId": path, "HttpMethod": verb}
            if _KINDS[kind] == ROUTE:
                key = f"{verb} {path}" if str(path).startswith("/") else path
                place = {"ApiId": {REFERENCE: name}, "RouteKey": key}
            row = {**place, **_asked(body, operation)}
            yield f"{name} {verb} {path}", {"Type": _KINDS[kind], "Properties": row}


def _is_mock(operation: Mapping[str, Any]) -> bool:
    return str(section(operation, OPENAPI_OPERATION).get("type")).lower() == "mock"


def _asked(body: Mapping[str, Any], operation: Mapping[str, Any]) -> dict[str, Any]:
    """Return the authorization of an operation, as a method has it."""
    schemes = {
        **section(body, "securityDefinitions"),
        **section(section(body, "components"), "securitySchemes"),
    }
    rows = operation.get("security", body.get("security", []))
    scopes = [scope for row in rows for each in row.values() for scope in items_of(each)]
    found: dict[str, Any] = {}
    authorizers: dict[str, Any] = {}
    sort = section(operation, _AUTH).get("type", section(body, _AUTH).get("type", "NONE"))
    for name in dict.fromkeys(key for row in rows for key in row):
        scheme = section(schemes, name)
        if _is_signed(scheme):
            sort = "AWS_IAM"
        elif _is_key(scheme):
            found["ApiKeyRequired"] = True
        elif AUTHORIZER in scheme or not scheme:
            authorizers[name] = scheme
    choices = _choices(rows, schemes)
    if authorizers or choices:
        called = " or ".join(" and ".join(map(str, row)) or "nothing" for row in choices)
        given = {"Name": called or " or ".join(map(str, authorizers)), "Is": authorizers}
        found |= {"AuthorizationType": "CUSTOM", "AuthorizerId": given}
        if choices:
            given["Of"] = choices
        return {**found, "AuthorizationScopes": scopes} if scopes and not choices else found
    return {**found, "AuthorizationType": sort}


def _choices(rows: list[Any], schemes: Mapping[str, Any]) -> list[Any]:
    """Return what an operation asks for where it is not documented which of several decides.

    An API key is asked for in addition to what another row asks for.
    """
    asked = [row for row in rows if not row or not all(_is_key(section(schemes, n)) for n in row)]
    return asked if any(row != asked[0] for row in asked) else []


def _is_signed(scheme: Mapping[str, Any]) -> bool:
    return str(scheme.get(AUTH_TYPE)).lower() == "awssigv4"


def _is_key(scheme: Mapping[str, Any]) -> bool:
    is_plain = AUTHORIZER not in scheme and not _is_signed(scheme)
    return is_plain and scheme.get("type") == "apiKey"
