"""The resources of a template that can grant access and are not read here.

Each is named, so that no answer passes for one about the whole template. What hands a role over to
a service, such as the TaskRoleArn of a task definition, gives no one more than the role has. Only a
change of it counts, for the service.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from influmojo_cfn.cloudformation.api_policies import without_policy
from influmojo_cfn.cloudformation.api_routes import is_mock
from influmojo_cfn.cloudformation.nested_stacks import LOCATIONS, is_nested_and_read
from influmojo_cfn.cloudformation.openapi_routes import is_body_read, without_security
from influmojo_cfn.cloudformation.referenced_names import KeyPaths, referred_to
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.sam import READ_OF_SAM, URL_CONFIG, WITH_ROLES, is_url_read
from influmojo_cfn.cloudformation.sam_event_permissions import unread_events
from influmojo_cfn.cloudformation.sam_role_additions import EVENTS, wholly_read
from influmojo_cfn.cloudformation.sam_routes import SAM_APIS, is_route_read, read_of_api
from influmojo_cfn.cloudformation.sam_service_roles import (
    PREFERENCE,
    SAM_GRAPHQL_API,
    SOURCES,
    are_sources_read,
    is_deployment_read,
)
from influmojo_cfn.cloudformation.sections import section
from influmojo_cfn.cloudformation.transforms import additions, expands
from influmojo_cfn.data.openapi_extensions import OPENAPI_BODIES
from influmojo_cfn.data.properties_without_access import WITHOUT_ACCESS_OF
from influmojo_cfn.data.resource_access import (
    CONCERNS_ACCESS,
    CONCERNS_ACCESS_WITHIN,
    HANDS_OVER,
    PASSED_ROLES,
    POLICIES_NOT_READ,
    READ,
    TAGS,
)
from influmojo_cfn.data.resource_policies import (
    OF_ORGANIZATIONS,
    RESOURCE_CONTROL,
    RESOURCE_POLICIES,
    REST_API,
    SAM_API,
    SERVICE_CONTROL,
)
from influmojo_cfn.data.trusted_services import ROLE_PROPERTIES
from influmojo_cfn.data.types_without_access import WITHOUT_ACCESS
from influmojo_cfn.iam.unknown import Unknown


def unread_resources(resolved: ResolvedTemplate) -> dict[str, str]:
    """Return why resources can grant access that is not read, by logical ID."""
    known: dict[str, str] | None = resolved.memo.get(unread_resources)
    if known is None:
        known = resolved.memo[unread_resources] = _unread_resources(resolved)
    return known


def _unread_resources(resolved: ResolvedTemplate) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, row in resolved.resources.items():
        kind = row.get("Type") if isinstance(row, Mapping) else None
        if expands(name):
            found[name] = f"{name} makes resources that are not read"
        elif not isinstance(kind, str) or kind in HANDS_OVER:
            continue
        elif _grants_unread(resolved, name, kind):
            found[name] = f"{kind} may grant access and is not read ({name})"
    return found


def _grants_unread(resolved: ResolvedTemplate, name: str, kind: str) -> bool:
    """Return whether what is not read of a resource can grant access that no policy gives."""
    if kind not in CONCERNS_ACCESS:
        passed = _passed(kind, resolved.properties(name))
        return bool({*(unread_state(resolved, name) or ())} - passed)
    paths = POLICIES_NOT_READ.get(kind, frozenset())
    has_any = bool(paths) and bool(_concerning_access(resolved, name, paths))
    return has_any and resolved.exists(name) is not False


def unread_of(resolved: ResolvedTemplate) -> tuple[str, ...]:
    """Return what of a template can grant access and is not read, each with its name."""
    reasons = (*additions(resolved.template), *unread_resources(resolved).values())
    return tuple(dict.fromkeys(reasons))


def concerning(resolved: ResolvedTemplate, role_id: str) -> Iterator[str]:
    """Yield why a role can have policies that are not read: what is not read refers to it."""
    known: list[tuple[str, set[str]]] | None = resolved.memo.get(concerning)
    if known is None:
        known = resolved.memo[concerning] = [*_reasons_with_references(resolved)]
    yield from (reason for reason, referred in known if role_id in referred)


def _reasons_with_references(resolved: ResolvedTemplate) -> Iterator[tuple[str, set[str]]]:
    for name, reason in unread_resources(resolved).items():
        row = resolved.resources[name]
        if expands(name) or (row.get("Type") in WITH_ROLES and "Role" in resolved.properties(name)):
            continue  # AWS SAM adds nothing to a role that is given.
        yield reason, referred_to(row.get("Properties"), _handed_over(str(row.get("Type"))))


@cache
def _handed_over(kind: str) -> KeyPaths:
    """Return the paths below Properties with which a type hands a role over to a service."""
    return frozenset(row.path for row in ROLE_PROPERTIES if row.resource_type == kind)


def unread_state(resolved: ResolvedTemplate, name: str) -> dict[str, Any] | None:
    """Return what is not read of a resource; None where there is nothing of it."""
    row = resolved.resources.get(name)
    if not isinstance(row, Mapping):
        return None
    kind = str(row.get("Type"))
    if kind in WITHOUT_ACCESS:
        return None
    if kind in LOCATIONS and is_nested_and_read(resolved.resources, name):
        return None
    properties = resolved.properties(name)
    names, own = list(properties), _others(row)
    own |= _concerning_access(resolved, name, CONCERNS_ACCESS_WITHIN.get(kind, frozenset()))
    if kind in CONCERNS_ACCESS:
        names = []
        own |= _concerning_access(resolved, name, CONCERNS_ACCESS[kind])
    elif kind in WITH_ROLES:
        read = wholly_read(properties) | {EVENTS}
        own |= _unread_events(resolved, name, kind)
        read |= {PREFERENCE} if is_deployment_read(properties.get(PREFERENCE)) else set()
        read |= {URL_CONFIG} if is_url_read(properties.get(URL_CONFIG)) else set()
        names = [each for each in names if each not in READ_OF_SAM | read]
    elif kind in READ and not is_no_iam_policy(resolved, name):
        names = [each for each in names if each not in READ[kind]]
    elif kind not in READ:
        own |= {} if _keys(kind) or kind in SAM_APIS else {"Type": kind}
        read = {*_keys(kind)[:1]} if kind not in SAM_APIS else read_of_api(kind, properties)
        if kind == SAM_GRAPHQL_API and are_sources_read(properties.get(SOURCES)):
            read |= {SOURCES}
        read |= WITHOUT_ACCESS_OF.get(kind, frozenset()) | (TAGS if _is_of_aws(kind) else set())
        names = [each for each in names if each not in read]
    # Asked last, for what is wholly read needs no condition.
    if not (names or own) or resolved.exists(name) is False:
        return None
    state = {**own, **_values(resolved, name, names)}
    return _without_parts(state, _parts_without_access(kind)) or None


@cache
def _parts_without_access(kind: str) -> Mapping[str, frozenset[str]]:
    """Return what gives no one access within the properties of a type, by the property."""
    found: dict[str, frozenset[str]] = {}
    for path in WITHOUT_ACCESS_OF.get(kind, ()):
        key, _, name = path.partition("/")
        found[key] = found.get(key, frozenset()) | ({name} if name else set())
    return found


def _without_parts(state: dict[str, Any], parts: Mapping[str, frozenset[str]]) -> dict[str, Any]:
    """Return what is not read without parts of it; a property of which nothing else is left out."""
    found = dict(state)
    for path, value in state.items():
        if names := parts.get(path.partition("/")[0]):
            found[path] = _without(value, names)
    return {key: value for key, value in found.items() if value is not None}


def _without(data: Any, names: frozenset[str]) -> Any:
    """Return data without what has one of some names; None where nothing else was in it."""
    if isinstance(data, list):
        return [_without(item, names) for item in data]
    if not isinstance(data, Mapping):
        return data
    kept = ((key, _without(item, names)) for key, item in data.items() if key not in names)
    return {key: item for key, item in kept if item is not None} or (None if data else data)


def _is_of_aws(kind: str) -> bool:
    """Return whether AWS says what the properties of a type are, and no one else does."""
    return kind.startswith("AWS::") and kind != "AWS::CloudFormation::CustomResource"


def _passed(kind: str, properties: Mapping[str, Any]) -> set[str]:
    """Return the properties that give no permission by themselves, but can by a change.

    They hand a role over, or decide with what is read who can call an API.
    """
    if kind in WITH_ROLES:
        return {*PASSED_ROLES.get(kind, ())}
    if kind not in (REST_API, SAM_API, *OPENAPI_BODIES):
        return set()
    body = {OPENAPI_BODIES[kind]} if is_body_read(kind, properties) else set[str]()
    return {"EndpointConfiguration", "ProtocolType", *body}


def is_no_iam_policy(resolved: ResolvedTemplate, name: str) -> bool:
    """Return whether a resource is an organization's policy that is not an IAM policy document."""
    if str(resolved.resource(name).get("Type")) != OF_ORGANIZATIONS:
        return False
    sort = resolved.property(name, "Type")
    return isinstance(sort, str) and sort not in (SERVICE_CONTROL, RESOURCE_CONTROL)


def _concerning_access(
    resolved: ResolvedTemplate, name: str, paths: frozenset[str]
) -> dict[str, Any]:
    """Return the values of a resource that a table says can give access."""
    found: dict[str, Any] = {}
    for path in sorted(paths):
        key, _, below = path.partition("/")
        value = resolved.property(name, key)
        if below:
            value = list(_called(value, below)) or None
        if value is not None and not is_mock(value):
            found[path] = value
    return found


def _unread_events(resolved: ResolvedTemplate, name: str, kind: str) -> dict[str, Any]:
    """Return the events of a function or state machine that are not read, none where all are."""
    unread = unread_events(kind, resolved.properties(name).get(EVENTS, {}))
    if unread is not None:
        events = section(resolved.properties(name), EVENTS)
        unread = {k for k in unread if not is_route_read(name, k, events[k], resolved.resources)}
    if unread is not None and not unread:
        return {}
    events = resolved.property(name, EVENTS)
    if unread is not None and isinstance(events, Mapping):
        events = {key: item for key, item in events.items() if key in unread}
    return {EVENTS: events}


def _called(data: Any, name: str) -> Iterator[Any]:
    """Yield every value of a name at any depth, and every part of which nothing is known."""
    if isinstance(data, Unknown) and not data.is_told:
        yield data
    for key, item in data.items() if isinstance(data, Mapping) else ():
        if key == name:
            yield item
        else:
            yield from _called(item, name)
    for item in data if isinstance(data, list) else ():
        yield from _called(item, name)


def _keys(kind: str) -> tuple[str, ...]:
    known = RESOURCE_POLICIES.get(kind)
    return known.keys if known else ()


def _values(resolved: ResolvedTemplate, name: str, keys: list[str]) -> dict[str, Any]:
    values = {key: v for key in keys if (v := resolved.property(name, key)) is not None}
    kind = str(resolved.resource(name).get("Type"))
    if is_body_read(kind, resolved.properties(name)):
        body = OPENAPI_BODIES[kind]
        values |= {body: without_security(values[body])} if body in values else {}
    return without_policy(kind, values) if kind in (REST_API, SAM_API) else values


def _others(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: item for key, item in row.items() if key == "Connectors" or expands(key)}
