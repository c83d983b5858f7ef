"""What the ARNs of an action's resources look like.

That makes a counterexample one that people know. It excludes nothing, with one exception. Where no
name of the resources of an action can hold a colon, its ARNs have as many colons as their shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from influmojo_cfn.data.names_without_colon import NAMES_WITHOUT_COLON
from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.automata import PatternSymbol
from influmojo_cfn.iam.pattern_questions import Pattern, glob, literal
from influmojo_cfn.iam.patterns import SEGMENTS, Wildcard

if TYPE_CHECKING:
    from influmojo_cfn.iam.service_authorization import ResourceType

_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_FIXED = {"Partition": "aws", "Region": "us-east-1", "Account": "111122223333"}

NO_RESOURCE = ((literal("*"),),)
"""What is asked of an action without a resource."""


ARNS = (literal("*"), glob("*:*:*:*:*:*"))
"""What AWS asks about: an ARN, of six segments, or ``*``."""


@lru_cache(maxsize=4096)
def shapes_of(action: str) -> tuple[tuple[Pattern, ...], ...]:
    """Return sets of ARN patterns of an action's resource types, the most familiar first.

    Empty for an action that is not known. The last set is ``*`` alone where the action takes no
    resource.
    """
    from influmojo_cfn.iam import service_authorization

    found = service_authorization.action(action)
    if found is None:
        return ()
    types = service_authorization.action_resource_types(found)
    if not types:
        return NO_RESOURCE
    return (
        tuple(_shape(kind.arn, fixed=True) for kind in types),
        tuple(_shape(kind.arn, fixed=False) for kind in types),
    )


def example_arns(action: str) -> Iterator[str]:
    """Yield an ARN of each resource type of an action, in another account and then in this one."""
    from influmojo_cfn.iam import service_authorization

    found = service_authorization.action(action)
    types = service_authorization.action_resource_types(found) if found else ()
    for account in ("444455556666", _FIXED["Account"]):
        known = {**_FIXED, "Account": account}
        for kind in types:
            parts = _VARIABLE.split(kind.arn)
            parts[1::2] = [known.get(name, "xyz") for name in parts[1::2]]
            yield "".join(parts)


def type_arns(action: str) -> tuple[str, ...]:
    """Return the ARNs of an action's resource types, as the service authorization reference has."""
    from influmojo_cfn.iam import service_authorization

    found = service_authorization.action(action)
    types = service_authorization.action_resource_types(found) if found else ()
    return tuple(kind.arn for kind in types)


_PARTS = (
    re.compile("[a-z]+[a-z0-9-]*"),
    re.compile("[a-z]+[a-z0-9-]*"),
    re.compile("[a-z0-9-]*"),
    re.compile("[0-9]*|aws|x+"),
    re.compile(".+", re.DOTALL),
)
"""How the parts of an ARN are written. In a counterexample ``x`` and ``1`` represent others."""


def can_exist(action: str, resource: str) -> bool:
    """Return whether a request about an action can name a resource, as far as is known.

    That is ``*``, or an ARN of one of the types that the action takes, if it is a known action.
    """
    if resource == "*":
        return True
    arn = parse_arn(resource)
    if arn is None or not all(part.fullmatch(text) for part, text in zip(_PARTS, arn, strict=True)):
        return False
    shapes = shapes_of(action)
    return shapes in ((), NO_RESOURCE) or any(p.matches(resource) for p in shapes[-1])


_WITHOUT_COLON = {
    f"arn:${{Partition}}:{service}:": frozenset(types)
    for service, types, _, _ in NAMES_WITHOUT_COLON
}


@lru_cache(maxsize=4096)
def resources_by_colons(action: str) -> tuple[Pattern, ...]:
    """Return patterns of all ARNs with no more colons than those of an action's resources can have.

    An action without resources, and one that is not known, can have any of its service. Nothing
    where some resource can have a name with a colon.
    """
    from influmojo_cfn.iam import service_authorization

    found = service_authorization.action(action)
    types = service_authorization.action_resource_types(found) if found else ()
    return _by_colons(types) if types else service_resources_by_colons(action.partition(":")[0])


@lru_cache(maxsize=512)
def service_resources_by_colons(prefix: str) -> tuple[Pattern, ...]:
    """Return the same of all resources that a service has today."""
    from influmojo_cfn.iam import service_authorization

    found = service_authorization.service(prefix)
    return _by_colons(found.resource_types.values() if found else ())


def _by_colons(types: Iterable[ResourceType]) -> tuple[Pattern, ...]:
    most = SEGMENTS - 2
    for kind in types:
        service = ":".join(kind.arn.split(":", 3)[:3]) + ":"
        if kind.name not in _WITHOUT_COLON.get(service, ()):
            return ()
        most = max(most, _VARIABLE.sub("", kind.arn).count(":"))
    segment = (Wildcard.SEGMENT_ANY,)
    colon: tuple[PatternSymbol, ...] = ((":",), Wildcard.SEGMENT_ANY)
    counts = range(SEGMENTS - 1, most + 1)
    if not counts:
        return ()
    return (literal("*"), *(Pattern((*segment, *colon * count)) for count in counts))


def _shape(arn: str, *, fixed: bool) -> Pattern:
    symbols: list[PatternSymbol] = []
    colons = 0
    for index, part in enumerate(_VARIABLE.split(arn)):
        if index % 2 == 0:
            symbols.extend((c,) for c in part)
            colons += part.count(":")
        elif fixed and part in _FIXED:
            symbols.extend((c,) for c in _FIXED[part])
        elif colons < 5:
            symbols.extend((Wildcard.SEGMENT_ONE, Wildcard.SEGMENT_ANY))
        else:
            symbols.extend((Wildcard.ONE, Wildcard.ANY))
    return Pattern(tuple(symbols), arn)
