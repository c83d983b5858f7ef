"""The roles of a template that its resources give to services."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from influmojo_cfn.errors import Path
from influmojo_cfn.iam.branches import ALWAYS, Branch
from influmojo_cfn.iam.written import Value
from influmojo_cfn.rules.model import Entity, Model, role_named
from influmojo_cfn.service_roles.trusted_services import RoleProperty

Place = tuple[Any, Path, Branch]


def at_property(model: Model, row: RoleProperty) -> Iterator[tuple[str, Place]]:
    """Yield what stands at a property, with the logical ID of each resource that has it."""
    for logical_id, properties in model.resources(row.resource_type):
        places: list[Place] = [(properties, ("Resources", logical_id, "Properties"), ALWAYS)]
        for key in row.path:
            places = [inner for place in places for inner in _below(model, place, key)]
        for place in places:
            yield logical_id, place


def _below(model: Model, place: Place, key: str) -> Iterator[Place]:
    data, path, branch = place
    if key == "*":
        yield from model.resolver.items(data, path, branch)
        return
    for chosen, at, under in model.resolver.branches(data, path, branch):
        if isinstance(chosen, dict) and key in chosen:
            yield chosen[key], (*at, key), under


def roles_at(model: Model, place: Place) -> Iterator[tuple[Value, Entity]]:
    """Yield the roles of the template that a value may name."""
    for value in model.resolver.values(*place):
        role = role_named(model, value.text)
        if role is not None:
            yield value, role
