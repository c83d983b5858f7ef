"""The roles that resources of a template pass: to a service, to instances, to those who sign in.

Source: the pages of the types in
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
(read 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.data.resource_access import PASSED_ROLES
from influmojo_cfn.iam.unknown import Text, Unknown


class PassedRole(NamedTuple):
    """A role that a resource passes; ``to`` says to people as what."""

    to: str
    role: Text


def passed_roles(resolved: ResolvedTemplate, logical_id: str) -> tuple[PassedRole, ...]:
    """Return the roles that a resource passes."""
    kind = str(resolved.resource(logical_id).get("Type"))
    if resolved.exists(logical_id) is False:
        return ()
    return tuple(
        each
        for key in PASSED_ROLES.get(kind, ())
        for each in _of_value(key, resolved.property(logical_id, key))
    )


def _of_value(key: str, value: Any) -> Iterator[PassedRole]:
    if isinstance(value, (str, Unknown)):
        yield PassedRole(key, value)
    elif isinstance(value, list):
        for item in value:
            yield from _of_value(key, item)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _of_value(str(name), item)
