"""What a request to AWS needs: each action, the resource, and the condition keys that it carries.

The local emulator's own tables tell most of it, the ones that it enforces IAM with: ministack's
``core/iam_actions.py``. What they do not tell, the request's own members do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from influmojo_cfn.data.sdk_operations import ARGUMENT_ACTIONS
from influmojo_cfn.iam.sdk_operations import letters
from influmojo_cfn.recording.email import email_context, email_resources
from influmojo_cfn.recording.http_request import HttpRequest
from influmojo_cfn.recording.named_in_requests import (
    ActionOnResource,
    also_needed,
    invoked_models,
)
from influmojo_cfn.recording.operations import action_called
from influmojo_cfn.recording.partiql import partiql_actions
from influmojo_cfn.usage.events import actions_of_event, resource_kinds, resources_of_request

_SES_V2 = "/v2/email"
_OWN_NAMES = frozenset({"ssm"})
"""Services whose names can be ARNs or end in a version, which the emulator keeps."""


@dataclass(frozen=True, kw_only=True)
class NeededAction:
    """One action that a request needs, on one resource."""

    service: str
    action: str
    resource: str
    context: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def service_of(request: HttpRequest) -> str:
    """Return what the emulator calls the service of a request; empty where it has none."""
    from ministack.core.router import detect_service

    found = detect_service(request.method, request.path, dict(request.headers), request.parameters)
    return str(found or "")


def needed_actions(request: HttpRequest, account: str, region: str) -> list[NeededAction]:
    """Return what a request needs; nothing where the tables do not tell."""
    service = service_of(request)
    path = request.path
    if service == "ses" and path.startswith("/v2/"):
        # Denials have the protocol of the version.
        service, path = "sesv2", f"{_SES_V2}{path.removeprefix(_SES_V2).removeprefix('/v2')}"
    reading = _Reading(request, service.removesuffix("v2"), path, account, region)
    return [
        NeededAction(service=service, action=action, resource=resource, context=context)
        for action, resource, context in reading.needed()
    ]


@dataclass(frozen=True)
class _Reading:
    """One request being read, with what the emulator's tables want to know of it."""

    request: HttpRequest
    service: str
    path: str
    account: str
    region: str

    def needed(self) -> Iterator[ActionOnResource]:
        """Yield each action that the request needs, on one resource."""
        from ministack.core import iam_actions as tables

        request, place = self.request, (self.region, self.account)
        method, headers, body = request.method, dict(request.headers), request.json_body
        told = (self.service, method, self.path, headers, body, request.parameters)
        action = tables.extract_iam_action(*told) or action_called(request)
        if action is None:
            return
        context = self._context(action)
        if models := list(invoked_models(request.path, *place)):
            names = _actions(action)
            yield from ((name, arn, more) for name in names for arn, more in models)
            return
        yield from self._of_tables(action, context, told)
        yield from also_needed(action, request.members)

    def _of_tables(
        self, action: str, context: Mapping[str, tuple[str, ...]], told: tuple[Any, ...]
    ) -> Iterator[ActionOnResource]:
        """Yield the actions that the operation itself needs, as the emulator's tables tell."""
        from ministack.core import iam_actions as tables

        request, place, body = self.request, (self.region, self.account), self.request.json_body
        if self.service == "dynamodb":
            items = tables.dynamodb_transaction_checks(action, body, *place)
            items = items or partiql_actions(request.members, *place)
            enclosing = {**context, "dynamodb:EnclosingOperation": (action.partition(":")[2],)}
            yield from ((name, arn, enclosing) for name, arn in items)
            tables_used = tables.dynamodb_resource_arns(body, *place)
            if items or tables_used:
                yield from ((action, arn, context) for arn in tables_used if not items)
                return
        resource = str(tables.extract_resource_arn(*told, *place))
        several = tables.eventbridge_resource_arns(body, *place) if self.service == "events" else ()
        for name in (*_actions(action), *self._by_arguments(action)):
            found = several or self._resources(name, resource, request.members)
            yield from ((name, arn, context) for arn in found)
        if self.service == "s3":
            more = tables.s3_additional_checks(*told[1:])
            yield from ((name, arn, {}) for name, arn in more)

    def _resources(self, action: str, told: str, members: Mapping[str, Any]) -> list[str]:
        """Return the resources of an action: what the tables tell, where it can be one of it."""
        place = (self.region, self.account)
        if self.service == "ses" and action.startswith("ses:Send"):
            return email_resources(action, members, *place) or ["*"]
        is_one = told.count("arn:") == 1
        fits = is_one and any(kind.fits(told) for kind in resource_kinds(action))
        fits = fits and self.service not in _OWN_NAMES
        own = dict.fromkeys(resources_of_request(action, members, *place))
        found = [told] if fits and len(own) < 2 else [each for each in own if each]
        if self.service == "secretsmanager":
            found = [_secret(each) for each in found]
        return found or [told if is_one else "*"]

    def _by_arguments(self, action: str) -> Iterator[str]:
        """Yield the actions that are needed in addition for what a request asks for."""
        prefix, _, name = action.partition(":")
        rows = ARGUMENT_ACTIONS.get(prefix, {}).get(name, {})
        headers = (letters(each.removeprefix("x-amz-")) for each in self.request.headers)
        asked = {*headers, *map(letters, self.request.members)}
        yield from dict.fromkeys(row for name, row in rows.items() if name in asked)

    def _context(self, action: str) -> dict[str, tuple[str, ...]]:
        from ministack.core import iam_actions as tables

        request, members = self.request, self.request.members
        found: dict[str, Any] = dict(
            tables.request_tag_context(self.service, action, request.json_body, request.parameters)
        )
        if self.service == "dynamodb":
            found |= tables.dynamodb_service_context(request.json_body)
        elif self.service == "s3":
            given = (action, request.query, self.path, dict(request.headers))
            found |= tables.s3_service_context(*given)
        elif self.service == "monitoring" and "Namespace" in members:
            found["cloudwatch:namespace"] = members["Namespace"]
        elif self.service == "ses":
            found |= email_context(members)
        elif self.service == "events":
            found |= _events_context(members)
        return {
            str(name): tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)
            for name, value in found.items()
            if value is not None
        }


def _events_context(members: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return the condition keys of the events that a request puts."""
    entries = members.get("Entries")
    rows = [each for each in entries if isinstance(each, dict)] if isinstance(entries, list) else []
    found = {
        key: tuple(dict.fromkeys(str(each[name]) for each in rows if each.get(name)))
        for key, name in (("events:source", "Source"), ("events:detail-type", "DetailType"))
    }
    return {key: values for key, values in found.items() if values}


def _actions(action: str) -> tuple[str, ...]:
    """Return the actions that an operation needs; its own name of one that needs none."""
    prefix, _, name = action.partition(":")
    return actions_of_event(prefix, name) or (action,)


def _secret(resource: str) -> str:
    """Return a secret's ARN: by its name alone, the six random characters are any."""
    is_whole = re.fullmatch(r".*:secret:.+-([A-Za-z0-9]{6}|[?]{6})", resource)
    return resource if is_whole else f"{resource}-??????"
