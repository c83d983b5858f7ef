"""The calls that names, ARNs and URLs beside a role cause, by the table beside."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.iam import text as t
from influmojo_cfn.service_roles.call_tables.named import NAMED_CALLS
from influmojo_cfn.service_roles.integration_resource import resource_of
from influmojo_cfn.service_roles.service_call import ANYTHING, NamedCall, ServiceCall
from influmojo_cfn.service_roles.template_fields import below, properties_of, values_at


def named_calls(resolver: Resolver) -> Iterator[ServiceCall]:
    """Yield the calls of every data source of AppSync and every rule of AWS IoT."""
    for row in NAMED_CALLS:
        for logical_id in resolver.resources_of(row.resource_type):
            for place in below(resolver, properties_of(resolver, logical_id), row.place):
                for role in below(resolver, place, row.role):
                    for value in values_at(resolver, place, row.name):
                        yield ServiceCall(
                            logical_id,
                            role,
                            row.call.actions,
                            _resources(resolver, row, value.text),
                            row.purpose,
                            value.path,
                            row.call.page,
                        )


def _resources(resolver: Resolver, row: NamedCall, text: str) -> tuple[str, ...]:
    arn = resource_of(resolver, row.call, {"name": text})
    if arn == ANYTHING or not row.within:
        return (arn,)
    inner = arn + row.within.replace("*", t.ANY)
    return (inner,) if arn.partition(":s3:::")[1] else (arn, inner)
