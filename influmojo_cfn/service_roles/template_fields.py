"""What stands at the properties of a template's resources, in every branch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from influmojo_cfn.cloudformation.intrinsics import is_call
from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.cloudformation.sam_globals import with_globals
from influmojo_cfn.data import EACH_VALUE
from influmojo_cfn.errors import Path
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.branches import ALWAYS, Branch
from influmojo_cfn.iam.written import Value


class Property(NamedTuple):
    """Something below the properties of a resource, where it is written, and its branch.

    ``data`` is not resolved yet. The keys of a way below it are those of mappings; ``*`` is each
    item of a list, ``{}`` each value of a mapping.
    """

    resolver: Resolver
    data: Any
    path: Path
    branch: Branch = ALWAYS

    @property
    def logical_id(self) -> str:
        """The resource that has it."""
        return str(self.path[1])

    def name(self, key: str) -> str:
        """Return the name that a property gives the resource, or the unknown that represents it."""
        own = self.text(key)
        return own if own and own != t.ANY else self.resolver.named(self.logical_id)

    def attribute(self, name: str) -> str:
        """Return what Fn::GetAtt gives of the resource."""
        return self.resolver.get_att(self.logical_id, name)

    def resource(self, text: str, *types: str) -> Property | None:
        """Return the properties of the resource of the types that a string names, if it is one."""
        found = resource_named(self.resolver, text, *types)
        return properties_of(self.resolver, found) if found else None

    def below(self, *keys: str) -> list[Property]:
        """Return what is below it, in every branch."""
        found = [self]
        for key in keys:
            found = [inner for each in found for inner in each._inner(key)]
        return found

    def _inner(self, key: str) -> Iterator[Property]:
        if key == "*":
            for item in self.resolver.items(self.data, self.path, self.branch):
                yield Property(self.resolver, *item)
            return
        for data, path, branch in self.resolver.branches(self.data, self.path, self.branch):
            if key == EACH_VALUE and isinstance(data, dict) and not is_call(data):
                for name, value in data.items():
                    yield Property(self.resolver, value, (*path, name), branch)
            elif isinstance(data, dict) and key in data:
                yield Property(self.resolver, data[key], (*path, key), branch)

    def values(self, *keys: str) -> list[Value]:
        """Return every string that can be below it."""
        return [
            value
            for each in self.below(*keys)
            for value in self.resolver.values(each.data, each.path, each.branch)
        ]

    def text(self, *keys: str, default: str = "") -> str:
        """Return the one string below it, unknown where branches differ."""
        found = {value.text for value in self.values(*keys)}
        if not found:
            return default
        return found.pop() if len(found) == 1 else t.ANY

    def is_given(self, *keys: str) -> bool:
        """Return whether something is below it, be it in one branch."""
        return any(each.data not in ("", [], {}) for each in self.below(*keys))

    def mappings(self, *keys: str) -> Iterator[Property]:
        """Yield the mappings below it, with the data resolved to one."""
        for each in self.below(*keys):
            for data, path, branch in self.resolver.branches(each.data, each.path, each.branch):
                if isinstance(data, Mapping):
                    yield Property(self.resolver, data, path, branch)


def properties_of(resolver: Resolver, logical_id: str) -> Property:
    """Return the properties of a resource, with those that Globals gives it."""
    of_resolver = _properties.setdefault(resolver, {})
    if logical_id not in of_resolver:
        of_resolver[logical_id] = with_globals(resolver.resource(logical_id), resolver.template)
    return Property(resolver, of_resolver[logical_id], ("Resources", logical_id, "Properties"))


_properties: WeakKeyDictionary[Resolver, dict[str, dict[str, Any]]] = WeakKeyDictionary()
"""What :func:`properties_of` merged: every row of the tables of calls asks it again."""


def resources(resolver: Resolver, *types: str) -> Iterator[Property]:
    """Yield the properties of each resource of some types."""
    for logical_id in resolver.resources_of(*types):
        yield properties_of(resolver, logical_id)


def resource_named(resolver: Resolver, text: str, *types: str) -> str:
    """Return the logical ID of the resource of the types that a string names; else an empty string.

    By its name, ARN or URL, be it with a version or alias behind it.
    """
    if not text or text == t.ANY:
        return ""
    known = _names(resolver, types)
    found = known.get(text, "")
    if not found and ":function:" in text:
        return known.get(text.rpartition(":")[0], "")
    return found


_known: WeakKeyDictionary[Resolver, dict[tuple[str, ...], dict[str, str]]] = WeakKeyDictionary()


def _names(resolver: Resolver, types: tuple[str, ...]) -> dict[str, str]:
    """Return the logical IDs of the resources of some types by name and ARN."""
    of_resolver = _known.setdefault(resolver, {})
    if types not in of_resolver:
        found = of_resolver[types] = {}
        attribute = _ARN.get(types[0], "Arn")
        for logical_id in resolver.resources_of(*types):
            for text in (resolver.named(logical_id), resolver.get_att(logical_id, attribute)):
                found.setdefault(text, logical_id)
    return of_resolver[types]


_ARN = {
    "AWS::ECS::TaskDefinition": "TaskDefinitionArn",
    "AWS::IAM::ManagedPolicy": "PolicyArn",
    "AWS::SNS::Topic": "TopicArn",
    "AWS::SecretsManager::Secret": "Id",
}
"""The attribute that is a resource's ARN, where it is not called Arn."""


def arn_of(service: str, resource: str, *, region: str = t.REGION, account: str = t.ACCOUNT) -> str:
    """Return the ARN of a resource of the stack's own account and Region."""
    return f"arn:{t.PARTITION}:{service}:{region}:{account}:{resource}"


def service_of(arn: str) -> str:
    """Return the service of an ARN, or an empty string."""
    parts = arn.split(":")
    return parts[2] if len(parts) > 5 and parts[0] == "arn" else ""
