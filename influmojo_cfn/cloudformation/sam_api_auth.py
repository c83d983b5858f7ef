"""The Auth of an API of AWS SAM and that of an event: which of it is read.

Source: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-apiauth.html,
sam-property-httpapi-httpapiauth.html and sam-property-function-apifunctionauth.html (read
2026-11-28).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from influmojo_cfn.cloudformation.intrinsics import REFERENCE, is_call
from influmojo_cfn.cloudformation.sam_apis import SAM_HTTP_API
from influmojo_cfn.cloudformation.sam_event_permissions import HTTP_API, IMPLICIT_APIS, is_expanded
from influmojo_cfn.cloudformation.sam_event_roles import API
from influmojo_cfn.cloudformation.sections import section
from influmojo_cfn.data.resource_policies import SAM_API

API_TYPES = {API: SAM_API, HTTP_API: SAM_HTTP_API}
"""By the type of an event, the type of its API."""
IAM, NONE = "AWS_IAM", "NONE"
OVERRIDES = "OverrideApiAuth"
"""The switch by which an event of a REST API with a document changes whom that lets in."""
_READ_OF_AUTH = frozenset(
    {"AddApiKeyRequiredToCorsPreflight", "AddDefaultAuthorizerToCorsPreflight", "ApiKeyRequired"}
    | {"Authorizers", "DefaultAuthorizer", "EnableIamAuthorizer", "InvokeRole", "UsagePlan"}
)
_READ_OF_EVENTS = frozenset(
    {"ApiKeyRequired", "AuthorizationScopes", "Authorizer", "InvokeRole", "ResourcePolicy"}
    | {OVERRIDES}
)


def is_auth_read(auth: Any) -> bool:
    """Return whether an API's Auth is read; its ResourcePolicy is read elsewhere."""
    if auth is None:
        return True
    if not isinstance(auth, Mapping) or {*auth} - _READ_OF_AUTH - {"ResourcePolicy"}:
        return False
    known = auth.get("Authorizers", {})
    rows = [*known.values()] if isinstance(known, Mapping) and not is_call(known) else [None]
    flags = (auth.get("ApiKeyRequired", False), auth.get("EnableIamAuthorizer", False))
    return (
        all(isinstance(row, Mapping) and not is_call(row) for row in rows)
        and isinstance(auth.get("DefaultAuthorizer", ""), str)
        and all(isinstance(flag, bool) for flag in flags)
    )


def is_event_auth_read(own: Any) -> bool:
    """Return whether the Auth of an event is read."""
    if own is None:
        return True
    if not isinstance(own, Mapping) or {*own} - _READ_OF_EVENTS:
        return False
    flags = (own.get("ApiKeyRequired", False), own.get(OVERRIDES, False))
    policy = own.get("ResourcePolicy") or {}
    custom = policy.get("CustomStatements", []) if isinstance(policy, Mapping) else None
    return (
        isinstance(own.get("Authorizer", ""), str)
        and all(isinstance(flag, bool) for flag in flags)
        and isinstance(custom, (list, Mapping))
        and not is_call(custom)
        and not is_call(policy)
    )


def api_event(kind: str, event: Any) -> tuple[str, str] | None:
    """Return the type and the logical ID of the API of an event; None where they are not known."""
    source = str(event.get("Type")) if isinstance(event, Mapping) else ""
    if source not in API_TYPES or not kind.startswith("AWS::Serverless::"):
        return None
    if not is_expanded(kind, event):
        return None
    given, (key, implicit) = section(event, "Properties"), IMPLICIT_APIS[source]
    if not all(isinstance(given.get(each, ""), str) for each in ("Path", "Method")):
        return None
    api = given.get(key, {REFERENCE: implicit})
    named = api.get(REFERENCE) if isinstance(api, Mapping) else api
    return (API_TYPES[source], named) if isinstance(named, str) else None
