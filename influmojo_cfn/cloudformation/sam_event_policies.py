"""The resource policies that events of functions add to that of their REST API.

Each is about the methods of the event's path. AWS SAM adds none to an API that has a document, but
by ``OverrideApiAuth``.

Source: samtranslator/model/eventsources/push.py and swagger/swagger.py of
https://github.com/aws/serverless-application-model (1.115.0, read 2026-11-28). Which methods a path
has by then depends on the order in which AWS SAM takes its events: where there are several, it is
not read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from influmojo_cfn.cloudformation.api_policies import list_statements
from influmojo_cfn.cloudformation.sam_api_auth import OVERRIDES, api_event, is_event_auth_read
from influmojo_cfn.cloudformation.sam_event_permissions import PATH_PARAMETER, path_and_method
from influmojo_cfn.cloudformation.sam_role_additions import EVENTS, FUNCTION, not_read
from influmojo_cfn.cloudformation.sections import items_of, section
from influmojo_cfn.data.resource_policies import SAM_API

_POLICY, _CUSTOM = "ResourcePolicy", "CustomStatements"
_STAGE_OF_IMPLICIT, _STAGE_OF_FUNCTION = "Prod", "Stage"
"""The stage that AWS SAM writes for the API it makes itself, and where StageName is a function."""


def with_event_policies(resources: Mapping[str, Any]) -> dict[str, Any]:
    """Return resources of which the APIs have the statements that events add to their policy."""
    found = dict(resources)
    events = [*_events(resources)]
    sharing = Counter((name, given.get("Path")) for _, name, given in events)
    for kind, name, given in events:
        properties = section(found[name], "Properties")
        auth = section(properties, "Auth")
        policy = section(section(given, "Auth"), _POLICY)
        if not policy or not _is_added(properties, section(given, "Auth")):
            continue
        is_alone = sharing[name, given.get("Path")] == 1 or "DefinitionBody" in properties
        custom = section(auth, _POLICY).get(_CUSTOM)
        is_list = custom is None or isinstance(custom, (list, Mapping))
        rows = [not_read("the ResourcePolicy of an event", given)]
        if kind == FUNCTION and is_alone and is_event_auth_read(given["Auth"]):
            uris = [*_uris(properties, given)]
            rows = [*items_of(policy.get(_CUSTOM)), *list_statements(policy, uris)]
        before = [] if custom is None else items_of(custom) if is_list else [rows[0]]
        added = [*before, *(row for row in rows if row not in before)]
        of_api = {**auth, _POLICY: {**section(auth, _POLICY), _CUSTOM: added}}
        found[name] = {**found[name], "Properties": {**properties, "Auth": of_api}}
    return found


def _events(resources: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Yield the properties of each event of a REST API, with the type of its owner and the API."""
    for row in resources.values():
        kind = str(row.get("Type")) if isinstance(row, Mapping) else ""
        for event in section(section(row, "Properties"), EVENTS).values():
            api, name = api_event(kind, event) or ("", "")
            target = resources.get(name) if api == SAM_API else None
            if isinstance(target, Mapping) and target.get("Type") == SAM_API:
                yield kind, name, section(event, "Properties")


def _is_added(properties: Mapping[str, Any], own: Mapping[str, Any]) -> bool:
    if {"DefinitionUri", "MergeDefinitions"} & {*properties}:
        return False
    return "DefinitionBody" not in properties or bool(own.get(OVERRIDES))


def _uris(properties: Mapping[str, Any], given: Mapping[str, Any]) -> Iterator[str]:
    """Yield the ARNs of an event's policy: the methods of its path, in the stage of the API."""
    stage = properties.get("StageName", _STAGE_OF_IMPLICIT)
    path, own = path_and_method(given)
    paths = section(section(properties, "DefinitionBody"), "paths")
    methods = [*section(paths, str(given.get("Path")))] if paths else [own]
    for method in methods:
        verb = "*" if "any" in method.lower() else method.upper()
        text = stage if isinstance(stage, str) else _STAGE_OF_FUNCTION
        yield f"execute-api:/{text}/{verb}{PATH_PARAMETER.sub('*', path)}"
