"""The roles of a template that its resources give to services."""

from __future__ import annotations

from collections.abc import Iterator
from weakref import WeakKeyDictionary

from influmojo_cfn.data.trusted_services import RoleProperty
from influmojo_cfn.iam.written import Node, Value
from influmojo_cfn.rules.model import Entity, Model
from influmojo_cfn.service_roles.template_fields import below, properties_of


def at_property(model: Model, row: RoleProperty) -> Iterator[tuple[str, Node]]:
    """Yield what stands at a property, with the logical ID of each resource that has it."""
    for logical_id in model.resolver.resources_of(row.resource_type):
        properties = properties_of(model.resolver, logical_id)
        for place in below(model.resolver, properties, row.path):
            yield logical_id, place


def roles_at(model: Model, place: Node) -> Iterator[tuple[Value, Entity]]:
    """Yield the roles of the template that a value can name."""
    roles = _roles(model)
    for value in model.resolver.values(*place):
        role = roles.get(value.text) or roles.get(value.text.rpartition("/")[2])
        if role is not None:
            yield value, role


_known: WeakKeyDictionary[Model, dict[str, Entity]] = WeakKeyDictionary()


def _roles(model: Model) -> dict[str, Entity]:
    """Return the roles of a template by ARN and by name."""
    if model not in _known:
        found: dict[str, Entity] = {}
        for role in model.roles:
            for name in (role.logical_id, f"{role.logical_id}.Arn"):
                found.setdefault(model.resolver.named(name), role)
        found.pop("", None)
        _known[model] = found
    return _known[model]
