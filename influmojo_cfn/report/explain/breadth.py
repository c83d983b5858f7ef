"""How broad the resources of a statement are, as a reviewer sees them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Literal

from influmojo_cfn.iam.arn import parse_arn
from influmojo_cfn.iam.service_authorization import arns_of_types

Breadth = Literal["named", "pattern", "every"]
"""``named``: a resource by its name, or all that is below one. ``pattern``: a wildcard within a
name, a Region or an account. ``every``: all resources of a type, or of all types."""

BREADTHS: tuple[Breadth, ...] = ("named", "pattern", "every")
"""The narrowest first."""

_WILDCARD = re.compile(r"[*?]")
_BELOW_A_NAME = re.compile(r"[^*?]*[^*?:/][:/]\*")
"""``bucket/*``, ``log-group:NAME:*``: what is below a name that is written out."""
_SECRET_SUFFIX = re.compile(r"-\?{6}$")
"""Secrets Manager's own six characters after a name."""
_ONLY_WILDCARDS = re.compile(r"[*?:/]*[*?][*?:/]*")
_VARIABLE = re.compile(r"\$\{[^}]*\}")
_LAST_PART = re.compile(r"[:/]\*$")


def breadth_of(resource: str) -> Breadth:
    """Return how broad the text of a Resource element is."""
    if _ONLY_WILDCARDS.fullmatch(resource):
        return "every"
    arn = parse_arn(resource)
    if arn is None:
        return "pattern" if _WILDCARD.search(resource) else "named"
    if _is_every_one(arn.service, arn.resource):
        return "every"
    named = _SECRET_SUFFIX.sub("", arn.resource)
    around = ":".join((arn.partition, arn.service, arn.region, arn.account))
    if _WILDCARD.search(around):
        return "pattern"
    below = _BELOW_A_NAME.fullmatch(named)
    return "named" if below or not _WILDCARD.search(named) else "pattern"


def _is_every_one(prefix: str, resource: str) -> bool:
    """Return whether the resource part of an ARN names all resources of a type."""
    shorter = _LAST_PART.sub("", resource)
    every = _every_resource(prefix)
    return bool(_ONLY_WILDCARDS.fullmatch(resource)) or bool({resource, shorter} & every)


@cache
def _every_resource(prefix: str) -> frozenset[str]:
    """Return the resource parts of a service's ARNs with a wildcard for each name, or for all."""
    named = [arn.resource for arn in arns_of_types(prefix) if _VARIABLE.search(arn.resource)]
    each = {_VARIABLE.sub("*", text) for text in named}
    return frozenset(each | {f"{_VARIABLE.split(text, maxsplit=1)[0]}*" for text in named})


def breadth_in_words(resources: Sequence[str], breadth: Breadth) -> str:
    """Return on what the Allow statements of a cell are: a pattern is not counted as a resource."""
    if breadth == "every":
        return "on every resource" if "*" in resources else "on every resource of a type"
    if "*" in resources:
        return "no narrower resource exists"
    patterns = sum(breadth_of(text) != "named" for text in resources)
    named = len(resources) - patterns
    counted = ((named, "named resource"), (patterns, "pattern"))
    parts = [f"{count} {what}{'s' * (count != 1)}" for count, what in counted if count]
    return f"on {', '.join(parts)}" if parts else ""


def resources_for(prefix: str, resources: Iterable[str]) -> tuple[str, ...]:
    """Return those of a statement's resources that actions of a service can take."""
    own = _arn_services(prefix)
    texts = tuple(resources)
    found = tuple(
        text
        for text in texts
        if (arn := parse_arn(text)) is None or arn.service in own or _WILDCARD.search(arn.service)
    )
    return found or texts


@cache
def _arn_services(prefix: str) -> frozenset[str]:
    return frozenset({prefix, *(arn.service for arn in arns_of_types(prefix))})
