"""The methods and routes that AWS SAM writes into the OpenAPI documents of its APIs.

They are written as resources of their own here, with their path in place of a ResourceId. Those of
an API that has a document are in that, and those of an Auth that is not read are not.

Source: samtranslator/model/eventsources/push.py, model/api/api_generator.py,
http_api_generator.py, websocket_api_generator.py and swagger/swagger.py of
https://github.com/aws/serverless-application-model (1.115.0, read 2026-11-28).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from influmojo_cfn.cloudformation.intrinsics import REFERENCE, is_call
from influmojo_cfn.cloudformation.sam_api_auth import (
    IAM,
    NONE,
    api_event,
    is_auth_read,
    is_event_auth_read,
)
from influmojo_cfn.cloudformation.sam_apis import SAM_HTTP_API
from influmojo_cfn.cloudformation.sam_bodies import is_added
from influmojo_cfn.cloudformation.sam_event_permissions import (
    API_GATEWAY,
    HTTP_API,
    of_api,
    path_and_method,
    permission,
)
from influmojo_cfn.cloudformation.sam_event_roles import API
from influmojo_cfn.cloudformation.sam_role_additions import EVENTS, not_read
from influmojo_cfn.cloudformation.sections import condition_of, section
from influmojo_cfn.data.resource_policies import METHOD, ROUTE, SAM_API

_MADE = {API: METHOD, HTTP_API: ROUTE}
"""By the type of an event, the type that represents what it adds to an API."""
_DOCUMENTS = ("DefinitionBody", "DefinitionUri", "MergeDefinitions")
SAM_WEBSOCKET_API = "AWS::Serverless::WebSocketApi"
SAM_APIS = (SAM_API, SAM_HTTP_API, SAM_WEBSOCKET_API)
_CONNECT = "$connect"
_CALLERS = "CALLER_CREDENTIALS"
_READ_OF_CONNECTIONS = frozenset({"AuthArn", "AuthType", "IdentitySource", "Name"})


def read_of_api(kind: str, properties: Mapping[str, Any]) -> set[str]:
    """Return the properties of an API that say who can call it, where they are read."""
    if kind == SAM_WEBSOCKET_API:
        return {"Auth", "Routes"} if is_connection_read(properties) else set()
    if {*_DOCUMENTS} & {*properties} or not is_auth_read(properties.get("Auth")):
        return set()
    return {"Auth"}


def is_connection_read(properties: Mapping[str, Any]) -> bool:
    """Return whether it is read who can connect to a WebSocket API, and what it calls."""
    auth, routes = properties.get("Auth") or {}, properties.get("Routes")
    if not isinstance(auth, Mapping) or {*auth} - _READ_OF_CONNECTIONS:
        return False
    rows = [*routes.values()] if isinstance(routes, Mapping) and not is_call(routes) else [None]
    return isinstance(auth.get("AuthType", ""), str) and all(
        isinstance(row, Mapping) and "FunctionArn" in row for row in rows
    )


def route_of(name: str, event: str) -> str:
    """Return the logical ID of what is made of an event of a function or state machine."""
    return f"{name}{event}Route"


def is_route_read(name: str, event: str, row: Any, resources: Mapping[str, Any]) -> bool:
    """Return whether it is read who can call what an event of an API starts.

    It is where the event is a method or a route, or in the document of its API.
    """
    route = section(resources.get(route_of(name, event)), "Properties")
    if route:
        return not is_call(route.get("AuthorizationType"))
    owner = resources.get(name)
    kind = str(owner.get("Type")) if isinstance(owner, Mapping) else ""
    sort, api = api_event(kind, row) or ("", "")
    of = resources.get(api)
    is_of_it = isinstance(of, Mapping) and of.get("Type") == sort
    return is_of_it and is_added(sort, row, section(of, "Properties"))


def sam_routes(resources: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the logical ID of each method and route of resources of AWS SAM, and it."""
    for name, row in resources.items():
        kind = str(row.get("Type")) if isinstance(row, Mapping) else ""
        if kind == SAM_WEBSOCKET_API and is_connection_read(section(row, "Properties")):
            for key, connection in _connections(str(name), section(row, "Properties")):
                yield key, {**connection, **condition_of(row)}
        for event, given in section(section(row, "Properties"), EVENTS).items():
            made = _route(kind, given, resources) if kind.startswith("AWS::Serverless::") else None
            if made is not None:
                yield route_of(str(name), str(event)), {**made, **condition_of(row)}


def _route(kind: str, event: Any, resources: Mapping[str, Any]) -> dict[str, Any] | None:
    sort, named = api_event(kind, event) or ("", "")
    row = resources.get(named)
    if not isinstance(row, Mapping) or row.get("Type") != sort:
        return None
    source, given = str(event["Type"]), section(event, "Properties")
    properties, own = section(row, "Properties"), given.get("Auth") or {}
    if {*_DOCUMENTS} & {*properties} or not is_auth_read(properties.get("Auth")):
        return None
    path, method = path_and_method(given)
    auth = _authorization(source, section(properties, "Auth"), own)
    api, made = {REFERENCE: named}, _MADE[source]
    place = {"RestApiId": api, "ResourceId": path, "HttpMethod": method}
    if made == ROUTE:
        place = {"ApiId": api, "RouteKey": f"{method} {path}" if path.startswith("/") else path}
    return {"Type": made, "Properties": {**place, **auth}}


def _authorization(source: str, auth: Mapping[str, Any], own: Any) -> dict[str, Any]:
    """Return the authorization of an event: its own, otherwise its API's."""
    if not is_event_auth_read(own):
        return {"AuthorizationType": not_read("the Auth of an event", [own, auth])}
    needs_key = own.get("ApiKeyRequired", auth.get("ApiKeyRequired"))
    found = {} if needs_key is None else {"ApiKeyRequired": needs_key}
    named = own.get("Authorizer") or auth.get("DefaultAuthorizer") or NONE
    is_iam = named == IAM and (source == API or auth.get("EnableIamAuthorizer") is True)
    if named == NONE or is_iam:
        called = _credentials(own, auth) if is_iam and source == API else {}
        return {**found, "AuthorizationType": named, **called}
    definition = section(section(auth, "Authorizers"), named)
    others = {key: item for key, item in definition.items() if key != "AuthorizationScopes"}
    found |= {"AuthorizationType": "CUSTOM", "AuthorizerId": {"Name": named, "Is": others}}
    scopes = own.get("AuthorizationScopes") or definition.get("AuthorizationScopes")
    return {**found, "AuthorizationScopes": scopes} if scopes else found


def _credentials(own: Mapping[str, Any], auth: Mapping[str, Any]) -> dict[str, Any]:
    """Return with whose credentials a method that asks for a signature calls the function.

    Nothing where they are those of its caller, as they are where nothing else is said.
    """
    role = own["InvokeRole"] or NONE if "InvokeRole" in own else auth.get("InvokeRole")
    return {"Integration": {"Credentials": role}} if role not in (None, _CALLERS) else {}


def _connections(name: str, properties: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the route by which clients connect, and the permissions to call functions."""
    auth, api = section(properties, "Auth"), {REFERENCE: name}
    sort = auth.get("AuthType") or NONE
    has_route = _CONNECT in section(properties, "Routes")
    given = {"ApiId": api, "RouteKey": _CONNECT, "AuthorizationType": sort if has_route else NONE}
    if sort == "CUSTOM":
        given["AuthorizerId"] = {"Name": auth.get("Name", f"{name}ConnectAuthorizer"), **auth}
        made = permission(auth.get("AuthArn"), API_GATEWAY, _from("authorizers/*", api))
        yield f"{name}AuthorizerPermission", made
    yield f"{name}ConnectRoute", {"Type": ROUTE, "Properties": given}
    stage = properties.get("StageName", "default")
    for key, row in section(properties, "Routes").items():
        called = _from(f"{stage if isinstance(stage, str) else '*'}/{key}", api)
        made = permission(row["FunctionArn"], API_GATEWAY, called)
        yield f"{name}{str(key).removeprefix('$').capitalize()}Permission", made


def _from(end: str, api: Any) -> dict[str, Any]:
    return {"SourceArn": of_api(end, api)}
