"""The OpenAPI documents of APIs as AWS SAM completes them: with Auth, and with events of functions.

An event of an HTTP API is added to the API's document. One of a REST API changes who is asked for
what in it by ``OverrideApiAuth`` alone. What an API's Auth asks for is in its document afterwards.

Source: samtranslator/model/eventsources/push.py, model/api/api_generator.py,
http_api_generator.py, swagger/swagger.py and open_api/open_api.py of
https://github.com/aws/serverless-application-model (1.115.0, read 2026-11-28).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from influmojo_cfn.cloudformation.openapi_routes import (
    AUTH_TYPE,
    AUTHORIZER,
    is_body_read,
)
from influmojo_cfn.cloudformation.sam_api_auth import (
    IAM,
    NONE,
    OVERRIDES,
    api_event,
    is_auth_read,
    is_event_auth_read,
)
from influmojo_cfn.cloudformation.sam_event_permissions import DEFAULT_ROUTE, path_and_method
from influmojo_cfn.cloudformation.sam_role_additions import EVENTS
from influmojo_cfn.cloudformation.sections import items_of, section
from influmojo_cfn.data.openapi_extensions import OPENAPI_ANY_METHOD, OPENAPI_OPERATION
from influmojo_cfn.data.resource_policies import SAM_API

_BODY = "DefinitionBody"
_KEY, _NO_KEY = "api_key", "api_key_false"
_MARKS = {NONE, _NO_KEY}
"""What the security of an operation has in place of an authorizer or an API key."""

Operation = dict[str, Any]
Paths = dict[str, dict[str, Any]]


def with_completed_bodies(resources: Mapping[str, Any]) -> dict[str, Any]:
    """Return resources of which the APIs of AWS SAM have their whole document, where it is read."""
    found = dict(resources)
    for name, row in resources.items():
        kind = str(row.get("Type")) if isinstance(row, Mapping) else ""
        properties = section(row, "Properties")
        if kind.startswith("AWS::Serverless::") and is_completed(kind, properties):
            others = {key: item for key, item in properties.items() if key != "Auth"}
            policy = section(properties, "Auth").get("ResourcePolicy")
            auth = {"Auth": {"ResourcePolicy": policy}} if policy else {}
            body = _completed(kind, properties, [*_events(kind, str(name), resources)])
            found[name] = {**row, "Properties": {**others, **auth, _BODY: body}}
    return found


def is_completed(kind: str, properties: Mapping[str, Any]) -> bool:
    """Return whether the document of an API of AWS SAM is read, so that it can be completed."""
    others = {key: item for key, item in properties.items() if key != "Auth"}
    return is_body_read(kind, others) and is_auth_read(properties.get("Auth"))


def is_added(kind: str, event: Any, properties: Mapping[str, Any]) -> bool:
    """Return whether an event of a function is in its API's document, or has no effect on it.

    Args:
        kind: the type of the API.
        event: the event.
        properties: the properties of the API.
    """
    if not is_body_read(kind, properties):
        return False
    given = section(event, "Properties")
    if kind == SAM_API and OVERRIDES not in section(given, "Auth"):
        return True
    path, method = _place(given)
    is_there = _is_integrated(section(section(section(properties, _BODY), "paths"), path), method)
    return is_there and is_event_auth_read(given.get("Auth"))


def _events(
    kind: str, name: str, resources: Mapping[str, Any]
) -> Iterator[tuple[bool, Mapping[str, Any]]]:
    """Yield the properties of each event of an API, and whether no condition omits it."""
    for row in resources.values():
        for event in section(section(row, "Properties"), EVENTS).values():
            found = api_event(str(row.get("Type")), event)
            given = section(event, "Properties")
            if found == (kind, name) and is_event_auth_read(given.get("Auth")):
                yield "Condition" not in row, given


def _completed(
    kind: str, properties: Mapping[str, Any], events: list[tuple[bool, Mapping[str, Any]]]
) -> dict[str, Any]:
    body, auth = properties[_BODY], section(properties, "Auth")
    paths: Paths = {path: {**item} for path, item in body["paths"].items()}
    for is_always, given in events:
        own = section(given, "Auth")
        if kind != SAM_API:
            _add(paths, given, is_always=is_always)
            own = {"Authorizer": auth.get("DefaultAuthorizer"), **own} if own else {}
        if kind != SAM_API or own.get(OVERRIDES):
            _ask(paths, given, own, auth)
    for item in paths.values():
        for method, operation in item.items():
            if _is_integrated(item, method):
                item[method] = _secured(kind, method, operation, auth)
    schemes = {**section(body, "securityDefinitions"), **_schemes(auth)}
    return {**body, "paths": paths, **({"securityDefinitions": schemes} if schemes else {})}


def _place(given: Mapping[str, Any]) -> tuple[str, str]:
    _, method = path_and_method(given)
    return str(
        given.get("Path", DEFAULT_ROUTE)
    ), OPENAPI_ANY_METHOD if method == "ANY" else method.lower()


def _is_integrated(item: Mapping[str, Any], method: str) -> bool:
    return OPENAPI_OPERATION in section(item, method)


def _add(paths: Paths, given: Mapping[str, Any], *, is_always: bool) -> None:
    """Add the operation of an event, unless it is there already or only under a condition."""
    path, method = _place(given)
    if is_always and not _is_integrated(paths.get(path, {}), method):
        item = paths.setdefault(path, {})
        item[method] = {**section(item, method), OPENAPI_OPERATION: {"type": "aws_proxy"}}


def _ask(
    paths: Paths, given: Mapping[str, Any], own: Mapping[str, Any], auth: Mapping[str, Any]
) -> None:
    """Add to the operation of an event what the event itself asks callers for."""
    path, method = _place(given)
    item = paths.get(path, {})
    if not _is_integrated(item, method):
        return
    rows = [*(item[method].get("security") or [])]
    if named := own.get("Authorizer"):
        rows.append({named: own.get("AuthorizationScopes") or _scopes(auth, named)})
    if (needs_key := own.get("ApiKeyRequired")) is not None:
        rows.append({_KEY if needs_key else _NO_KEY: []})
    kept = [row for index, row in enumerate(rows) if row not in rows[:index]]
    item[method] = {**item[method], "security": kept}


def _secured(
    kind: str, method: str, operation: Mapping[str, Any], auth: Mapping[str, Any]
) -> Operation:
    """Return an operation with what its API asks for where it has no security of its own."""
    given = operation.get("security")
    rows = [*(given or [])]
    named = {key for row in rows for key in row}
    default = auth.get("DefaultAuthorizer")
    if kind == SAM_API:
        has_own = named & {IAM, NONE, *section(auth, "Authorizers")}
        if default and not has_own and _is_asked(method, auth, "AddDefaultAuthorizer"):
            rows.append({default: _scopes(auth, default)})
        if auth.get("ApiKeyRequired") and _is_asked(method, auth, "AddApiKeyRequired"):
            rows += [] if named & {_KEY, _NO_KEY} else [{_KEY: []}]
    elif default and not rows and method != "options":
        rows.append({default: _scopes(auth, default)})
    kept = [row for row in rows if not {*row} & _MARKS]
    return {**operation} if not rows and given is None else {**operation, "security": kept}


def _is_asked(method: str, auth: Mapping[str, Any], start: str) -> bool:
    return method != "options" or bool(auth.get(f"{start}ToCorsPreflight", True))


def _scopes(auth: Mapping[str, Any], named: str) -> list[Any]:
    return items_of(section(section(auth, "Authorizers"), named).get("AuthorizationScopes"))


def _schemes(auth: Mapping[str, Any]) -> dict[str, Any]:
    """Return the security schemes of an API's Auth, the built-in ones too."""
    known = section(auth, "Authorizers")
    if not auth:
        return {}
    found: dict[str, Any] = {IAM: {AUTH_TYPE: "awsSigv4"}, _KEY: {"type": "apiKey"}}
    for name, row in known.items():
        definition = {key: item for key, item in row.items() if key != "AuthorizationScopes"}
        found[name] = {AUTHORIZER: definition}
    return found
