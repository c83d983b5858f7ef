"""The roles that resources of a template pass: to a service, to instances, to those who sign in.

An instance profile of the template passes its roles to the instances that have it.

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

_PROFILE = "AWS::IAM::InstanceProfile"


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
        for path in PASSED_ROLES.get(kind, ())
        for given in _of_value(path, _value_at(resolved, logical_id, path))
        for each in _of_profile(resolved, given, path.rpartition("/")[2])
    )


def _value_at(resolved: ResolvedTemplate, logical_id: str, path: str) -> Any:
    key, _, below = path.partition("/")
    value = resolved.property(logical_id, key)
    return value.get(below) if below and isinstance(value, Mapping) else value


def _of_profile(resolved: ResolvedTemplate, given: PassedRole, key: str) -> Iterator[PassedRole]:
    """Yield the roles of an instance profile of the template, or what is no such profile."""
    for name in resolved.of_type(_PROFILE):
        if given.role in (resolved.identifier(name, each) for each in ("Ref", "Arn")):
            yield from _of_value(key, resolved.property(name, "Roles"))
            return
    yield given


def _of_value(key: str, value: Any) -> Iterator[PassedRole]:
    if isinstance(value, (str, Unknown)):
        yield PassedRole(key, value)
    elif isinstance(value, list):
        for item in value:
            yield from _of_value(key, item)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from _of_value(str(name), item)
