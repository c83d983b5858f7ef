"""The calls that fields of resources cause, by the table `call_tables.fields`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product, takewhile

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.written import Node, Value
from influmojo_cfn.service_roles.call_tables.brokers import BROKERS
from influmojo_cfn.service_roles.call_tables.fields import FIELD_CALLS
from influmojo_cfn.service_roles.call_tables.monitoring import MONITORING
from influmojo_cfn.service_roles.call_tables.serverless import SERVERLESS
from influmojo_cfn.service_roles.encrypted_calls import key_named
from influmojo_cfn.service_roles.service_call import ANYTHING, FieldCalls, ServiceCall, UnreadCall
from influmojo_cfn.service_roles.template_fields import (
    below,
    properties_of,
    resource_named,
    service_of,
    text_at,
    values_at,
)

ONE_OF = " or "
_PLACE_OF_NAME = re.compile("^[^:]*:function:")
"""What can stand before the name of a function of the account.

https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html (read 2026-11-27)
"""


ROWS = (*FIELD_CALLS, *MONITORING, *SERVERLESS, *BROKERS)


def field_calls(resolver: Resolver) -> Iterator[ServiceCall]:
    """Yield the calls of every field of the table."""
    for row in ROWS:
        for logical_id in resolver.resources_of(row.resource_type):
            yield from _of_row(resolver, row, logical_id)


def unread_fields(resolver: Resolver) -> Iterator[UnreadCall]:
    """Yield each field that holds what no row of the table is of.

    Such are the ARN of a service that the field's rows do not have, a value that is not known, and
    the alias of a key that is not in the template.
    """
    for row, services in _of_services():
        for logical_id in resolver.resources_of(row.resource_type):
            for inner, place in _within(resolver, row, logical_id):
                values = values_at(resolver, place, inner.field)
                for role, value in product(_roles(resolver, inner, place), values):
                    text = _held(resolver, row, value.text)
                    if not text:
                        continue
                    kind = _kind_of(text)
                    is_other = row.mixed and not kind and not t.UNKNOWN.match(value.text)
                    if kind not in services and not is_other:
                        reason = reason_of(resolver, text, f"what it takes of {kind}")
                        yield UnreadCall(
                            logical_id, role, row.purpose, value.path, row.page, reason
                        )


def _within(
    resolver: Resolver, row: FieldCalls, logical_id: str
) -> Iterator[tuple[FieldCalls, Node]]:
    """Yield a row with each place that holds both its role and its field: an item of a list."""
    pairs = () if row.holder else zip(row.role[:-1], row.field[:-1], strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    inner = row._replace(role=row.role[shared:], field=row.field[shared:])
    for place in below(resolver, properties_of(resolver, logical_id), row.role[:shared]):
        yield inner, place


def reason_of(resolver: Resolver, arn: str, needed: str) -> str:
    """Return why what an ARN takes is not known: no table has it, or the ARN is not known."""
    service = service_of(arn)
    if service and not t.has_unknown(service):
        return f"no table has {needed}"
    symbol = resolver.symbols.get(arn[:1])
    reason = symbol.reason if symbol else ""
    return reason or "the template does not tell what the field holds"


@cache
def _of_services() -> tuple[tuple[FieldCalls, frozenset[str]], ...]:
    """Return a row of each field whose calls depend on a service, with all services of its rows."""
    found: dict[object, tuple[FieldCalls, frozenset[str]]] = {}
    for row in ROWS:
        if "" not in row.actions and row.certain:
            key = (row.resource_type, row.role, row.field)
            first, known = found.get(key, (row, frozenset()))
            found[key] = (first, known | row.actions.keys())
    return tuple(found.values())


def _of_row(resolver: Resolver, whole: FieldCalls, logical_id: str) -> Iterator[ServiceCall]:
    for row, place in _within(resolver, whole, logical_id):
        yield from _of_place(resolver, row, place, logical_id)


def _of_place(
    resolver: Resolver, row: FieldCalls, place: Node, logical_id: str
) -> Iterator[ServiceCall]:
    roles = list(_roles(resolver, row, place))
    for value in _causes(resolver, row, place) if roles else ():
        text = _held(resolver, row, value.text)
        service = _kind_of(text)
        for action in row.actions.get("", row.actions.get(service, ())):
            for role in roles:
                yield ServiceCall(
                    logical_id,
                    role,
                    tuple(action.split(ONE_OF)),
                    (_resource(row, text),),
                    row.purpose,
                    value.path,
                    row.page,
                    row.context,
                    row.certain,
                )


def _held(resolver: Resolver, row: FieldCalls, text: str) -> str:
    """Return what a field of a row holds; a key by its ARN, however the field names it.

    Empty for an AWS managed key; the alias alone where its key is not known.
    """
    if row.actions.keys() != {"kms"}:
        return text
    key = key_named(resolver, text)
    return text.rpartition(":")[2] if key == ANYTHING else key


def _kind_of(arn: str) -> str:
    """Return the service of an ARN; a consumer of a Kinesis stream is another kind.

    Kafka that AWS does not run has no ARN: a pipe names it by ``smk://`` and its brokers.
    """
    if arn.startswith("smk://"):
        return "smk"
    service = service_of(arn)
    return f"{service} consumer" if service == "kinesis" and "/consumer/" in arn else service


def _causes(resolver: Resolver, row: FieldCalls, properties: Node) -> Iterator[Value]:
    """Yield the values of the field that cause the calls; a list causes them once."""
    if "" not in row.actions:
        yield from values_at(resolver, properties, row.field)
        return
    for data, path, branch in below(resolver, properties, row.field):
        if data in ("", [], {}):
            continue
        is_read = row.equals or row.begins or row.resource not in ("{}", ANYTHING)
        text = resolver.text(data) if is_read else ANYTHING
        if row.equals in ("", text) and text.startswith(row.begins):
            yield Value(text, path, branch)


def _resource(row: FieldCalls, text: str) -> str:
    return row.resource.format(text) if "{}" in row.resource else row.resource


def _roles(resolver: Resolver, row: FieldCalls, properties: Node) -> Iterator[Node]:
    if not row.holder:
        yield from below(resolver, properties, row.role)
        return
    holder = function_named(resolver, text_at(resolver, properties, *row.holder))
    if holder:
        yield from below(resolver, properties_of(resolver, holder), row.role)


def function_named(resolver: Resolver, text: str) -> str:
    """Return the function of the template that a name, ARN, version or alias is of."""
    found = resource_named(resolver, text, "AWS::Lambda::Function", "AWS::Serverless::Function")
    if found:
        return found
    if ":" in text and not text.startswith("arn:"):
        # A name with a qualifier, or behind the account: 111122223333:function:web:live.
        return function_named(resolver, _PLACE_OF_NAME.sub("", text).partition(":")[0])
    of = resource_named(resolver, text, "AWS::Lambda::Alias", "AWS::Lambda::Version")
    return (
        function_named(resolver, text_at(resolver, properties_of(resolver, of), "FunctionName"))
        if of
        else ""
    )
