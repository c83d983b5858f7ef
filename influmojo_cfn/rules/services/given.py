"""The roles of a template that its resources give to services."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from influmojo_cfn.data.trusted_services import HANDED_ON, ROLE_PROPERTIES, RoleProperty
from influmojo_cfn.iam.written import Value
from influmojo_cfn.rules.memory import remembered
from influmojo_cfn.rules.model import Entity, Model
from influmojo_cfn.service_roles.template_fields import Property


class GivenRole(NamedTuple):
    """A role of the template that a resource gives to a service, and the value that names it."""

    row: RoleProperty
    value: Value
    role: Entity

    @property
    def logical_id(self) -> str:
        """The resource that gives the role."""
        return str(self.value.path[1])


@remembered
def given_roles(model: Model) -> tuple[GivenRole, ...]:
    """Return each role that a property of the tables gives to a service."""
    return tuple(
        GivenRole(row, value, role)
        for row in (*ROLE_PROPERTIES, *HANDED_ON)
        for properties in model.resources(row.resource_type)
        for place in properties.below(*row.path)
        for value, role in roles_at(model, place)
    )


def roles_at(model: Model, place: Property) -> Iterator[tuple[Value, Entity]]:
    """Yield the roles of the template that a value can name."""
    roles = _roles(model)
    for value in place.values():
        role = roles.get(value.text) or roles.get(value.text.rpartition("/")[2])
        if role is not None:
            yield value, role


@remembered
def _roles(model: Model) -> dict[str, Entity]:
    """Return the roles of a template by ARN and by name."""
    found: dict[str, Entity] = {}
    for role in model.roles:
        for name in (role.logical_id, f"{role.logical_id}.Arn"):
            found.setdefault(model.resolver.named(name), role)
    found.pop("", None)
    return found
