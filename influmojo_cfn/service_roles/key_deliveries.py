"""What services do as themselves with the keys of a template, by its key policies."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.service_roles.call_tables.keys import KEY_USERS
from influmojo_cfn.service_roles.connections import deliveries
from influmojo_cfn.service_roles.encrypted_calls import KEYS, key_arn, key_of
from influmojo_cfn.service_roles.service_call import Delivery, KeyUser
from influmojo_cfn.service_roles.template_fields import (
    properties_of,
    resource_named,
    text_at,
    values_at,
)


def key_deliveries(resolver: Resolver) -> Iterator[Delivery]:
    """Yield what services do with the keys of what they send to, and of what they encrypt."""
    for each in deliveries(resolver):
        key = key_of(resolver, each.resource)
        owner = resource_named(resolver, key, *KEYS)
        if owner:
            needed = ("kms:GenerateDataKey", "kms:Decrypt")
            yield each._replace(actions=needed, receiver=owner, resource=key)
    for row in KEY_USERS:
        for logical_id in resolver.resources_of(row.resource_type):
            yield from _of_resource(resolver, row, logical_id)


def _of_resource(resolver: Resolver, row: KeyUser, logical_id: str) -> Iterator[Delivery]:
    properties = properties_of(resolver, logical_id)
    name = text_at(resolver, properties, row.name) or resolver.named(logical_id)
    context = tuple((key, value.format(name)) for key, value in row.context)
    for value in values_at(resolver, properties, row.field):
        key = key_arn(resolver, value.text)
        owner = resource_named(resolver, key, *KEYS)
        if owner:
            yield Delivery(
                logical_id, row.service, row.actions, owner, key, context, value.path, row.page
            )
