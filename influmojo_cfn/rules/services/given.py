"""The roles of a template that its resources give to services."""

from __future__ import annotations

from collections.abc import Iterator

from influmojo_cfn.iam.written import Node, Value
from influmojo_cfn.rules.model import Entity, Model, role_named
from influmojo_cfn.service_roles.template_fields import below, properties_of, resources_of
from influmojo_cfn.service_roles.trusted_services import RoleProperty


def at_property(model: Model, row: RoleProperty) -> Iterator[tuple[str, Node]]:
    """Yield what stands at a property, with the logical ID of each resource that has it."""
    for logical_id in resources_of(model.resolver, row.resource_type):
        properties = properties_of(model.resolver, logical_id)
        for place in below(model.resolver, properties, row.path):
            yield logical_id, place


def roles_at(model: Model, place: Node) -> Iterator[tuple[Value, Entity]]:
    """Yield the roles of the template that a value may name."""
    for value in model.resolver.values(*place):
        role = role_named(model, value.text)
        if role is not None:
            yield value, role
