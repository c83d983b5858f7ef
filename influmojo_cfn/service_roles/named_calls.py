"""The calls that names, ARNs and URLs next to a role cause, by the table `call_tables.named`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.iam import text as t
from influmojo_cfn.service_roles.call_tables.named import NAMED_CALLS
from influmojo_cfn.service_roles.encrypted_calls import KEYS, key_named
from influmojo_cfn.service_roles.integration_resource import resource_of
from influmojo_cfn.service_roles.service_call import ANYTHING, NamedCall, ServiceCall
from influmojo_cfn.service_roles.template_fields import resources


def named_calls(resolver: Resolver) -> Iterator[ServiceCall]:
    """Yield the calls of every row of the table."""
    for row in NAMED_CALLS:
        for properties in resources(resolver, row.resource_type):
            for place in properties.below(*row.place):
                for role, value in product(place.below(*row.role), place.values(*row.name)):
                    on = _resources(resolver, row, value.text)
                    if on:
                        yield ServiceCall(
                            logical_id=properties.logical_id,
                            role=role,
                            actions=_actions(row, on[0]),
                            resources=on,
                            purpose=row.purpose,
                            path=value.path,
                            page=row.call.page,
                            context=row.context,
                        )


def _actions(row: NamedCall, arn: str) -> tuple[str, ...]:
    """Return the actions of a row that an ARN can be of."""
    resource = arn.split(":", 5)[-1]
    on = [name for name in row.call.actions if resource.startswith(row.on.get(name, ""))]
    return tuple(on) or row.call.actions


def _resources(resolver: Resolver, row: NamedCall, text: str) -> tuple[str, ...]:
    """Return what a call acts on; nothing where no permission is needed."""
    if row.call.finding == KEYS:
        key = key_named(resolver, text)
        return (key,) if key else ()
    arn = resource_of(resolver, row.call, {"name": text})
    if arn == ANYTHING or not row.within:
        return (arn,)
    inner = arn + row.within.replace("*", t.ANY)
    return (inner,) if arn.partition(":s3:::")[1] else (arn, inner)
