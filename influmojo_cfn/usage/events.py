"""An event of CloudTrail as a call: whose it is, which action it needed, on what, and its end."""

from __future__ import annotations

import marshal
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from influmojo_cfn.cloudformation.environment import partition_of
from influmojo_cfn.iam import service_authorization
from influmojo_cfn.iam.patterns import Matcher, matcher, type_pattern
from influmojo_cfn.iam.sdk_operations import (
    actions_of,
    letters,
    operation_named,
    services_of_prefix,
)

REFUSED = re.compile(
    r"(?:\w+\.)?(\w*AccessDenied(Exception|Fault)?|UnauthorizedOperation|UnauthorizedAccess"
    r"|(Unauthorized|NotAuthorized|AuthorizationError|Forbidden)(Exception)?|403)"
)
_VERSIONED = re.compile(r"(?:20\d{6}|_?20\d\d_\d\d_\d\d)(?:v\d)?$")
_PREFIXES = {"monitoring": "cloudwatch", "email": "ses", "tagging": "tag"}
_VARIABLE = re.compile(r"\$\{(\w+)\}")
_PLACES = frozenset({"partition", "region", "account", "accountid"})


_DECIDING = (
    "eventSource",
    "eventName",
    "awsRegion",
    "recipientAccountId",
    "requestParameters",
    "resources",
)
"""What of a record decides which actions it needed, and on what."""
_REMEMBERED = 20_000


class Event(NamedTuple):
    """One call: ``resource`` is empty where the event does not tell it."""

    role: str
    action: str
    resource: str
    time: str
    denied: str


def role_name_of(record: Mapping[str, Any]) -> str:
    """Return the name of the role whose session made a call, or an empty string."""
    try:
        issuer = record["userIdentity"]["sessionContext"]["sessionIssuer"]
        if issuer["type"] == "Role":
            return str(issuer["userName"])
    except (KeyError, TypeError):
        pass  # Others than sessions of roles; older records lack the issuer.
    identity = record.get("userIdentity")
    if not isinstance(identity, dict):
        return ""
    arn = str(identity.get("arn") or "")
    return arn.split("/")[1] if ":assumed-role/" in arn else ""


def account_of(record: Mapping[str, Any]) -> str:
    """Return the account of the role whose session made a call, or an empty string."""
    identity = record.get("userIdentity")
    if not isinstance(identity, dict):
        return ""
    account = identity.get("accountId") or str(identity.get("arn") or ":::::").split(":")[4:5]
    return account if isinstance(account, str) else "".join(account)


class EventReader:
    """Reads what calls needed; what the same request needed before is remembered, for a while."""

    def __init__(self) -> None:
        self._needed: dict[bytes, tuple[tuple[str, str], ...]] = {}

    def events(self, record: Mapping[str, Any], role: str) -> list[Event]:
        """Return what a call needed: an event for each action and resource."""
        denied = ""
        if error := record.get("errorCode"):
            denied = str(record.get("errorMessage") or error) if _is_denial(error) else ""
        time = str(record.get("eventTime") or "")
        return [
            Event(role, action, resource, time, denied) for action, resource in self._of(record)
        ]

    def _of(self, record: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
        # Version 2 writes equal data alike, which later versions do not; it is faster than repr.
        key = marshal.dumps([*map(record.get, _DECIDING)], 2)
        found = self._needed.get(key)
        if found is None:
            if len(self._needed) >= _REMEMBERED:
                self._needed.clear()
            source = str(record.get("eventSource") or "").partition(".")[0]
            name = _VERSIONED.sub("", str(record.get("eventName") or ""))
            found = self._needed[key] = tuple(
                (action, resource)
                for action in actions_of_event(source, name)
                for resource in _resources(record, action)
            )
        return found


def _is_denial(error: object) -> bool:
    return REFUSED.fullmatch(str(error)) is not None


@cache
def actions_of_event(source: str, name: str) -> tuple[str, ...]:
    """Return the actions that an event's call needs; its own name where no other is known."""
    prefix = _PREFIXES.get(source, source)
    for service in services_of_prefix(prefix):
        operation = operation_named(service, name)
        actions = actions_of(service, operation) if operation else None
        if actions is not None:
            return actions
    return (f"{prefix}:{name}",)


def _resources(record: Mapping[str, Any], action: str) -> Iterator[str]:
    """Yield the ARN of what an event is about; of several names in its request, each one's."""
    for parameters in _one_by_one(record.get("requestParameters")):
        yield _resource(record, parameters, action)


_ONE_OF = {
    "loggroupidentifiers": "logGroupIdentifier",
    "loggroupnames": "logGroupName",
    "names": "name",
    "secretidlist": "secretId",
}
"""Members that list what a request is about, and what requests call one of that."""


def _one_by_one(parameters: Any) -> Iterator[Any]:
    """Yield the parameters of a request once for each name that they list, or as they are."""
    for key, listed in parameters.items() if isinstance(parameters, Mapping) else ():
        one = _ONE_OF.get(letters(str(key)))
        if one and isinstance(listed, list) and listed:
            yield from ({**parameters, one: each} for each in listed)
            return
    yield parameters


def resources_of_request(
    action: str, parameters: Mapping[str, Any], region: str, account: str
) -> Iterator[str]:
    """Yield the ARN of what a request's parameters tell, or an empty string; of several, each."""
    for each in _one_by_one(parameters):
        yield resource_of_request(action, each, region, account)


def _resource(record: Mapping[str, Any], parameters: Any, action: str) -> str:
    """Return the ARN that an event tells: among its resources, or of its request's parameters."""
    kinds = resource_kinds(action)
    listed = record.get("resources")
    for each in listed if isinstance(listed, list) else ():
        arn = each.get("ARN") if isinstance(each, Mapping) else None
        if isinstance(arn, str) and any(kind.fits(arn) for kind in kinds):
            return arn
    if not isinstance(parameters, Mapping):
        return ""
    region, account = (
        str(record.get("awsRegion") or ""),
        str(record.get("recipientAccountId") or ""),
    )
    return resource_of_request(action, parameters, region, account)


def resource_of_request(
    action: str, parameters: Mapping[str, Any], region: str, account: str
) -> str:
    """Return the ARN that the parameters of a request tell, or an empty string."""
    given = {letters(str(key)): value for key, value in parameters.items()}
    sender = given.get("fromemailaddress") or given.get("source")
    if action.startswith("ses:Send") and isinstance(sender, str) and "@" in sender:
        given["identityname"] = sender.rpartition("@")[2].rstrip("> ")
    task_definition = given.get("taskdefinition")
    if isinstance(task_definition, str):
        family, _, revision = task_definition.partition(":")
        given["taskdefinitionfamilyname"] = family
        given["taskdefinitionrevisionnumber"] = revision or "*"
    kinds = resource_kinds(action)
    for value in given.values():
        if isinstance(value, str) and any(kind.fits(value) for kind in kinds):
            return value
    places = {"partition": partition_of(region), "region": region, "account": account}
    places["accountid"] = account
    for kind in kinds:
        found = filled(kind.arn, given, places)
        if found:
            return found
    return ""


class NeededResource(NamedTuple):
    """A resource type of an action: its ARN with variables, the pattern of that, its matcher."""

    arn: str
    pattern: str
    fits: Matcher
    required: bool


@cache
def resource_kinds(action: str) -> tuple[NeededResource, ...]:
    """Return the resource types of an action; none of one that is not known."""
    row = service_authorization.action(action)
    service = service_authorization.service(action.partition(":")[0])
    if row is None or service is None:
        return ()
    kinds = [(each, service.resource_types.get(each.name.lower())) for each in row.resource_types]
    return tuple(
        NeededResource(kind.arn, pattern, matcher(pattern), each.required)
        for each, kind in kinds
        if kind is not None
        for pattern in (type_pattern(kind.arn),)
    )


def filled(template: str, given: Mapping[str, Any], places: Mapping[str, str]) -> str:
    """Return an ARN whose every variable a request's parameters give, or an empty string."""
    texts: dict[str, str] = {}
    for variable in _VARIABLE.findall(template):
        plain = letters(variable)
        if plain in _PLACES:
            texts[variable] = places[plain]
            continue
        value = next(
            (
                str(given[name])
                for name in (plain, plain.removesuffix("name"), *_OTHERS.get(plain, ()))
                if isinstance(given.get(name), str) and given[name]
            ),
            None,
        )
        if value is None:
            return ""
        if plain == "keyid" and "alias/" in value:
            return ""
        text = value.rpartition("/")[2] if "://" in value else value
        if plain.startswith("parametername") and not text.startswith("arn:"):
            # A version or a label is not part of the name.
            text = text.partition(":")[0]
        texts[variable] = text.lstrip("/") if template.endswith(f"/${{{variable}}}") else text
        if text.startswith("arn:"):
            return text
    arn = _VARIABLE.sub(lambda found: texts[found[1]], template)
    # A secret's ARN ends in six random characters that its name does not have.
    return f"{arn}-??????" if ":secret:" in arn else arn


_OTHERS = {
    "bucketname": ("bucket",),
    "functionname": ("function",),
    "keyid": ("key", "targetkeyid"),
    "objectname": ("key",),
    "parameternamewithoutleadingslash": ("name", "path"),
    "queuename": ("queueurl",),
    "secretid": ("secretname",),
    "streamname": ("stream",),
    "topicname": ("topicarn",),
}
"""How requests call what an ARN's variable represents."""
