"""The APIs that AWS SAM makes of events, and its permissions to call their authorizers.

Source: samtranslator/plugins/api/implicit_api_plugin.py, model/api/api_generator.py and
http_api_generator.py of https://github.com/aws/serverless-application-model (1.115.0, read
2026-11-28).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from influmojo_cfn.cloudformation.intrinsics import REFERENCE, is_call
from influmojo_cfn.cloudformation.sam_event_permissions import (
    API_GATEWAY,
    HTTP_API,
    IMPLICIT_APIS,
    of_api,
    permission,
)
from influmojo_cfn.cloudformation.sam_event_roles import API
from influmojo_cfn.cloudformation.sam_role_additions import events_of
from influmojo_cfn.cloudformation.sections import condition_of, section
from influmojo_cfn.data.resource_policies import SAM_API

SAM_HTTP_API = "AWS::Serverless::HttpApi"
_TYPES = {API: SAM_API, HTTP_API: SAM_HTTP_API}
_SWITCHES = {
    SAM_API: ("DisableFunctionDefaultPermissions", False),
    SAM_HTTP_API: ("EnableFunctionDefaultPermissions", True),
}
"""By the type of an API, the switch of its permissions, and its value where they are made."""


def implicit_apis(
    rows: Sequence[tuple[Any, Mapping[str, Any]]],
) -> Iterator[tuple[str, dict[str, Any], list[Any]]]:
    """Yield the logical ID of each API that events have without naming one, the API and conditions.

    Args:
        rows: the condition of each function and state machine, and its properties.
    """
    for source, (key, name) in IMPLICIT_APIS.items():
        under = [
            condition
            for condition, properties in rows
            for event in events_of(properties)
            if event["Type"] == source and _is_implicit(event, key)
        ]
        if under:
            yield name, {"Type": _TYPES[source]}, under


def _is_implicit(event: Mapping[str, Any], key: str) -> bool:
    given = event.get("Properties", {})
    return isinstance(given, Mapping) and not is_call(given) and key not in given


def authorizer_permissions(
    name: str, row: Mapping[str, Any], properties: Mapping[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the permissions by which an API calls the functions that authorize its callers."""
    authorizers = section(section(properties, "Auth"), "Authorizers")
    switch, value = _SWITCHES.get(str(row.get("Type")), ("", False))
    for key, given in authorizers.items() if switch else ():
        function = given.get("FunctionArn") if isinstance(given, Mapping) else None
        if function is None or bool(given.get(switch)) is not value:
            continue
        source = of_api("authorizers/*", {REFERENCE: name})
        made = permission(function, API_GATEWAY, {"SourceArn": source})
        yield f"{name}{key}AuthorizerPermission", {**made, **condition_of(row)}
