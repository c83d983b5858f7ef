"""What services do as themselves with the keys of a template, by its key policies."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.service_roles.call_tables.keys import KEY_USERS
from influmojo_cfn.service_roles.connections import deliveries
from influmojo_cfn.service_roles.encrypted_calls import KEYS, key_arn_in, key_of
from influmojo_cfn.service_roles.service_call import Delivery, KeyUser
from influmojo_cfn.service_roles.template_fields import Property, resource_named, resources


def key_deliveries(resolver: Resolver) -> Iterator[Delivery]:
    """Yield what services do with the keys of what they send to, and of what they encrypt."""
    for each in deliveries(resolver):
        key = key_of(resolver, each.resource)
        owner = resource_named(resolver, key, *KEYS)
        if owner:
            needed = ("kms:GenerateDataKey", "kms:Decrypt")
            yield each._replace(actions=needed, receiver=owner, resource=key)
    for row in KEY_USERS:
        for user in resources(resolver, row.resource_type):
            yield from _of_resource(row, user)


def _of_resource(row: KeyUser, user: Property) -> Iterator[Delivery]:
    name = user.name(row.name)
    for value in user.values(*row.field):
        key = key_arn_in(user.resolver, value.text)
        owner = resource_named(user.resolver, key, *KEYS)
        if owner:
            yield Delivery(
                sender=user.logical_id,
                service=row.service,
                actions=row.actions,
                receiver=owner,
                resource=key,
                context=tuple((each, text.format(name)) for each, text in row.context),
                path=value.path,
                page=row.page,
            )
