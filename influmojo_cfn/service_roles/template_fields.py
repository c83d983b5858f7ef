"""What stands at the properties of a template's resources, in every branch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from influmojo_cfn.cloudformation.intrinsics import is_call
from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.cloudformation.sam import with_globals
from influmojo_cfn.data.trusted_services import EACH_VALUE
from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.branches import ALWAYS
from influmojo_cfn.iam.written import Node, Value


def properties_of(resolver: Resolver, logical_id: str) -> Node:
    """Return the properties of a resource as a place, with those that Globals gives it."""
    properties = with_globals(resolver.resource(logical_id), resolver.template)
    return properties, ("Resources", logical_id, "Properties"), ALWAYS


def below(resolver: Resolver, place: Node, keys: Iterable[str]) -> list[Node]:
    """Return what stands below a place; ``*`` is each item of a list, ``{}`` of a mapping."""
    places = [place]
    for key in keys:
        places = [inner for each in places for inner in _inner(resolver, each, key)]
    return places


def _inner(resolver: Resolver, place: Node, key: str) -> Iterator[Node]:
    data, path, branch = place
    if key == "*":
        yield from resolver.items(data, path, branch)
        return
    for chosen, at, under in resolver.branches(data, path, branch):
        if key == EACH_VALUE and isinstance(chosen, dict) and not is_call(chosen):
            yield from ((value, (*at, name), under) for name, value in chosen.items())
        elif isinstance(chosen, dict) and key in chosen:
            yield chosen[key], (*at, key), under


def values_at(resolver: Resolver, place: Node, keys: Iterable[str]) -> list[Value]:
    """Return every string that can stand below a place."""
    return [
        value
        for data, path, branch in below(resolver, place, keys)
        for value in resolver.values(data, path, branch)
    ]


def text_at(resolver: Resolver, place: Node, *keys: str, default: str = "") -> str:
    """Return the one string below a place, unknown where branches differ."""
    found = {value.text for value in values_at(resolver, place, keys)}
    if not found:
        return default
    return found.pop() if len(found) == 1 else t.ANY


def is_given(resolver: Resolver, place: Node, *keys: str) -> bool:
    """Return whether something stands below a place, be it in one branch."""
    return any(data not in ("", [], {}) for data, _, _ in below(resolver, place, keys))


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


def mapping_at(
    resolver: Resolver, place: Node, *keys: str
) -> Iterator[tuple[Mapping[str, Any], Node]]:
    """Yield the mappings below a place."""
    for node in below(resolver, place, keys):
        for data, path, branch in resolver.branches(*node):
            if isinstance(data, Mapping):
                yield data, (data, path, branch)
