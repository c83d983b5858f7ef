"""The calls that fields of resources cause, by the table `call_tables.fields`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product, takewhile

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.written import Value
from influmojo_cfn.service_roles.call_tables.brokers import BROKERS
from influmojo_cfn.service_roles.call_tables.fields import FIELD_CALLS
from influmojo_cfn.service_roles.call_tables.monitoring import MONITORING
from influmojo_cfn.service_roles.call_tables.serverless import SERVERLESS
from influmojo_cfn.service_roles.encrypted_calls import key_named
from influmojo_cfn.service_roles.service_call import ANYTHING, FieldCalls, ServiceCall, UnreadCall
from influmojo_cfn.service_roles.template_fields import (
    Property,
    properties_of,
    resource_named,
    resources,
    service_of,
)

_PLACE_OF_NAME = re.compile("^[^:]*:function:")
"""What can stand before the name of a function of the account.

https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html (read 2026-11-27)
"""


ROWS = (*FIELD_CALLS, *MONITORING, *SERVERLESS, *BROKERS)


def field_calls(resolver: Resolver) -> Iterator[ServiceCall]:
    """Yield the calls of every field of the table."""
    for row in ROWS:
        for properties in resources(resolver, row.resource_type):
            for inner, place in _within(row, properties):
                yield from _of_place(inner, place)


def unread_fields(resolver: Resolver) -> Iterator[UnreadCall]:
    """Yield each field that holds what no row of the table is of.

    Such are an ARN of a service that the field's rows lack, an unknown value, and the alias of a
    key outside the template.
    """
    for row, services in _of_services():
        for properties in resources(resolver, row.resource_type):
            for inner, place in _within(row, properties):
                for role, value in product(_roles(inner, place), place.values(*inner.field)):
                    reason = _unread(resolver, row, services, value.text)
                    if reason:
                        yield UnreadCall(
                            place.logical_id, role, row.purpose, value.path, row.page, reason
                        )


def _unread(resolver: Resolver, row: FieldCalls, services: frozenset[str], text: str) -> str:
    """Return why what a field holds is of no row, or an empty string."""
    held = _field_value(resolver, row, text)
    kind = _kind_of(held)
    is_other = row.mixed and not kind and not t.UNKNOWN.match(text)
    if not held or kind in services or is_other:
        return ""
    return reason_of(resolver, held, f"what it takes of {kind}")


def _within(row: FieldCalls, properties: Property) -> Iterator[tuple[FieldCalls, Property]]:
    """Yield a row with each place that holds both its role and its field: an item of a list."""
    pairs = () if row.holder else zip(row.role[:-1], row.field[:-1], strict=False)
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    inner = row._replace(role=row.role[shared:], field=row.field[shared:])
    for place in properties.below(*row.role[:shared]):
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


def _of_place(row: FieldCalls, place: Property) -> Iterator[ServiceCall]:
    roles = list(_roles(row, place))
    for value in _causes(row, place) if roles else ():
        text = _field_value(place.resolver, row, value.text)
        resource = row.resource.format(text) if "{}" in row.resource else row.resource
        for action in row.actions.get("", row.actions.get(_kind_of(text), ())):
            for role in roles:
                call = ServiceCall.one(role, action, resource, row.purpose, row.page, value.path)
                yield call._replace(
                    logical_id=place.logical_id, context=row.context, certain=row.certain
                )


def _field_value(resolver: Resolver, row: FieldCalls, text: str) -> str:
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


def _causes(row: FieldCalls, place: Property) -> Iterator[Value]:
    """Yield the values of the field that cause the calls; a list causes them once."""
    if "" not in row.actions:
        yield from place.values(*row.field)
        return
    is_read = row.equals or row.begins or row.resource not in ("{}", ANYTHING)
    for each in place.below(*row.field):
        if each.data in ("", [], {}):
            continue
        text = place.resolver.text(each.data) if is_read else ANYTHING
        if row.equals in ("", text) and text.startswith(row.begins):
            yield Value(text, each.path, each.branch)


def _roles(row: FieldCalls, place: Property) -> Iterator[Property]:
    if not row.holder:
        yield from place.below(*row.role)
        return
    holder = function_named(place.resolver, place.text(*row.holder))
    if holder:
        yield from properties_of(place.resolver, holder).below(*row.role)


def function_named(resolver: Resolver, text: str) -> str:
    """Return the function of the template that a name, ARN, version or alias is of."""
    found = resource_named(resolver, text, "AWS::Lambda::Function", "AWS::Serverless::Function")
    if found:
        return found
    if ":" in text and not text.startswith("arn:"):
        # A name with a qualifier, or behind the account: 111122223333:function:web:live.
        return function_named(resolver, _PLACE_OF_NAME.sub("", text).partition(":")[0])
    of = resource_named(resolver, text, "AWS::Lambda::Alias", "AWS::Lambda::Version")
    return function_named(resolver, properties_of(resolver, of).text("FunctionName")) if of else ""
