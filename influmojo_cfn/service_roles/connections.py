"""What services send to queues, topics and functions of a template."""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.data import EACH_VALUE
from influmojo_cfn.data.openapi_extensions import OPENAPI_OPERATION
from influmojo_cfn.errors import Path
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.written import Value
from influmojo_cfn.service_roles.bucket_deliveries import bucket_deliveries
from influmojo_cfn.service_roles.call_tables.connections import CONNECTIONS, SENDING
from influmojo_cfn.service_roles.field_calls import function_named
from influmojo_cfn.service_roles.service_call import Delivery, SenderRow
from influmojo_cfn.service_roles.template_fields import (
    Property,
    arn_of,
    properties_of,
    resource_named,
    resources,
    service_of,
)

_TYPES = {"sqs": "AWS::SQS::Queue", "sns": "AWS::SNS::Topic"}
_RESOURCE = "AWS::ApiGateway::Resource"
DEEPEST = 10
"""Resources of an API, one below the other, that are followed."""

_known: WeakKeyDictionary[Resolver, tuple[Delivery, ...]] = WeakKeyDictionary()


def deliveries(resolver: Resolver) -> tuple[Delivery, ...]:
    """Return what services send to the queues, topics, functions and buckets of a template."""
    if resolver not in _known:
        _known[resolver] = (*bucket_deliveries(resolver), *_of_table(resolver))
    return _known[resolver]


def _of_table(resolver: Resolver) -> Iterator[Delivery]:
    """Yield what the connections of the table send."""
    for row in CONNECTIONS:
        for sender in resources(resolver, row.resource_type):
            for parent in sender.below(*row.field[:-1]):
                if row.unless and parent.is_given(*row.unless):
                    continue
                for value in parent.values(row.field[-1]):
                    arn = alias_arn(resolver, value.text)
                    yield from _sent(row, sender, value._replace(text=arn))


def _sent(row: SenderRow, sender: Property, value: Value) -> Iterator[Delivery]:
    """Yield what a sender sends to an ARN, if that is of the template."""
    service = "lambda" if ":lambda:path/" in value.text else service_of(value.text)
    receiver = receiver_of(sender.resolver, value.text)
    if receiver and not _is_let_in_by_sam(sender.resolver, row, receiver):
        invokes_as = row.invokes_as if service == "lambda" else ""
        yield Delivery(
            sender=sender.logical_id,
            service=invokes_as or row.service,
            actions=(SENDING[service],),
            receiver=receiver,
            resource=value.text,
            context=_source(row, sender, value.path),
            path=value.path,
            page=row.page,
        )


def _is_let_in_by_sam(resolver: Resolver, row: SenderRow, receiver: str) -> bool:
    """Return whether AWS SAM writes the permission, for an event of the function from an API."""
    if not row.resource_type.startswith("AWS::Serverless::"):
        return False
    events = properties_of(resolver, receiver).mappings("Events", EACH_VALUE)
    return any(event.data.get("Type") in ("Api", "HttpApi") for event in events)


def alias_arn(resolver: Resolver, text: str) -> str:
    """Return the ARN of a function's alias or version that a Ref is of; other text as it is."""
    alias = resource_named(resolver, text, "AWS::Lambda::Alias")
    version = resource_named(resolver, text, "AWS::Lambda::Version")
    function = function_named(resolver, text) if alias or version else ""
    if not function:
        return text
    if version:
        name = resolver.get_att(version, "Version")
    else:
        name = properties_of(resolver, alias).text("Name")
    return f"{resolver.get_att(function, 'Arn')}:{name or t.ANY}"


def receiver_of(resolver: Resolver, text: str) -> str:
    """Return the queue, topic or function of the template that an ARN is of, or an empty string."""
    service = service_of(text)
    if service == "lambda":
        return function_named(resolver, text)
    if arn := invoked_arn(text):
        return function_named(resolver, arn)
    kind = _TYPES.get(service, "")
    return resource_named(resolver, text, kind) if kind else ""


def invoked_arn(uri: str) -> str:
    """Return the ARN in the URI by which API Gateway invokes a function; "" for other texts."""
    if ":lambda:path/" not in uri:
        return ""
    return uri.partition("/functions/")[2].removesuffix("/invocations")


def _source(row: SenderRow, sender: Property, path: Path) -> tuple[tuple[str, str], ...]:
    """Return the keys that the service sends of whom it acts for."""
    account = ("aws:sourceaccount", t.ACCOUNT)
    arn = sender.text(*row.source) if row.source else ""
    if row.within and not row.source:
        arn = sender.resolver.named(sender.logical_id)
    if row.within and arn:
        service, _, resource = row.within.partition(":")
        request = _openapi_request(path) or _request(row, sender)
        arn = arn_of(service, resource.replace(t.ANY, request).format(arn))
    if row.attribute:
        arn = sender.attribute(row.attribute)
    if not arn:
        return ()
    own = arn.split(":")
    sent = account if len(own) < 5 or own[4] in ("", t.ACCOUNT) else ("aws:sourceaccount", own[4])
    return (("aws:sourcearn", arn), sent)


def _openapi_request(path: Path) -> str:
    """Return the stage, the method and the path of an operation of an OpenAPI document.

    Empty where the place is not within an operation.
    """
    if OPENAPI_OPERATION not in path:
        return ""
    resource, method = path[path.index(OPENAPI_OPERATION) - 2 :][:2]
    named = t.ANY if str(method).startswith("x-") else str(method).upper()
    parts = (t.ANY if "{" in part else part for part in str(resource).split("/"))
    return f"{t.ANY}/{named}{'/'.join(parts)}"


def _request(row: SenderRow, sender: Property) -> str:
    """Return the stage, the method and the path of a call, as far as they are told."""
    method = sender.text(row.method) if row.method else ""
    if method in ("", "ANY") or t.has_unknown(method):
        return t.ANY
    path = _path(sender, sender.text("ResourceId"), DEEPEST)
    return f"{t.ANY}/{method}/{path.removeprefix('/')}"


def _path(api: Property, resource: str, left: int) -> str:
    """Return the path of a resource of an API, by its ID; a parameter of the path is anything."""
    symbol = api.resolver.symbols.get(resource)
    if symbol is not None and symbol.attribute == "RootResourceId":
        return ""
    found = api.resource(resource, _RESOURCE)
    if not found or not left:
        return t.ANY
    part = found.text("PathPart", default=t.ANY)
    above = _path(found, found.text("ParentId"), left - 1)
    return f"{above}/{t.ANY if '{' in part else part}"
