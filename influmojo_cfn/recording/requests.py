"""What a request to AWS needs: each action, the resource, and the condition keys that it carries.

The local emulator's own tables tell them, the ones that it enforces IAM with: ministack's
``core/iam_actions.py``, which covers every protocol that SDKs speak.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from influmojo_cfn.usage.events import resource_of_request

_FORM = "application/x-www-form-urlencoded"
_SES_V2 = "/v2/email"


@dataclass(frozen=True, kw_only=True)
class HttpRequest:
    """A request as it came; header names are in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path, decoded."""
        return unquote(urlsplit(self.target).path)

    @property
    def query(self) -> dict[str, list[str]]:
        """The parameters of the query string."""
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)

    @property
    def parameters(self) -> dict[str, list[str]]:
        """The parameters of the query string, and those of a form below them."""
        if not self.headers.get("content-type", "").startswith(_FORM):
            return self.query
        form = parse_qs(self.body.decode("utf-8", "replace"), keep_blank_values=True)
        return {**form, **self.query}


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
    """Return what a request needs; nothing where the emulator's tables do not tell."""
    service = service_of(request)
    return [
        NeededAction(service=service, action=_named(action), resource=resource, context=context)
        for action, resource, context in _needed(service, request, account, region)
    ]


def _needed(
    service: str, request: HttpRequest, account: str, region: str
) -> Iterator[tuple[str, str, Mapping[str, tuple[str, ...]]]]:
    from ministack.core import iam_actions as tables

    path = request.path
    if service == "ses" and path.startswith("/v2/") and not path.startswith(_SES_V2):
        path = f"{_SES_V2}{path}"
    headers, body, parameters = dict(request.headers), request.body, request.parameters
    action = tables.extract_iam_action(service, request.method, path, headers, body, parameters)
    if action is None:
        return
    whole = (service, request.method, path, headers, body, parameters, region, account)
    resource = str(tables.extract_resource_arn(*whole))
    if resource == "*":
        # The tables do not tell everything that a request names.
        resource = resource_of_request(_named(action), _told(request), region, account) or "*"
    if service == "secretsmanager":
        resource = _secret(resource)
    context = _context(service, action, request, path)
    if service == "dynamodb":
        items = tables.dynamodb_transaction_checks(action, body, region, account)
        enclosing = {**context, "dynamodb:EnclosingOperation": (action.partition(":")[2],)}
        yield from ((name, arn, enclosing) for name, arn in items)
        tables_used = tables.dynamodb_resource_arns(body, region, account) or [resource]
        yield from ((action, arn, context) for arn in tables_used if not items)
        return
    resources = [resource]
    if service == "events":
        resources = tables.eventbridge_resource_arns(body, region, account) or resources
    yield from ((action, arn, context) for arn in resources)
    if service == "s3":
        more = tables.s3_additional_checks(request.method, path, headers, body, parameters)
        yield from ((name, arn, {}) for name, arn in more)


def _told(request: HttpRequest) -> Mapping[str, Any]:
    """Return the parameters of a request: of its JSON, or of its form and query string."""
    try:
        data = json.loads(request.body or b"{}")
    except ValueError:
        data = None
    texts = {name: values[0] for name, values in request.parameters.items() if values}
    return {**texts, **data} if isinstance(data, dict) else texts


def _secret(resource: str) -> str:
    """Return a secret's ARN: by its name alone, the six random characters are any."""
    return (
        resource if re.fullmatch(r".*:secret:.+-[A-Za-z0-9]{6}", resource) else f"{resource}-??????"
    )


def _context(
    service: str, action: str, request: HttpRequest, path: str
) -> dict[str, tuple[str, ...]]:
    from ministack.core import iam_actions as tables

    found: dict[str, Any] = dict(
        tables.request_tag_context(service, action, request.body, request.parameters)
    )
    if service == "dynamodb":
        found |= tables.dynamodb_service_context(request.body)
    elif service == "s3":
        found |= tables.s3_service_context(action, request.query, path, dict(request.headers))
    elif service == "monitoring" and "Namespace" in request.parameters:
        found["cloudwatch:namespace"] = request.parameters["Namespace"]
    return {
        str(name): tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)
        for name, value in found.items()
        if value is not None
    }


def _named(action: str) -> str:
    """Return the action that an operation needs, where no action has the operation's name."""
    from influmojo_cfn.iam.sdk_operations import actions_of, operation_named, services_of_prefix
    from influmojo_cfn.iam.service_authorization import action as known

    row = known(action)
    if row is not None:
        return row.qualified_name
    prefix, _, name = action.partition(":")
    for service in services_of_prefix(prefix):
        operation = operation_named(service, name)
        actions = actions_of(service, operation) if operation else None
        if actions:
            return actions[0]
    return action
