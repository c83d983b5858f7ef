"""How actions are written, and the names that people take for actions."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any

from influmojo_cfn.data import table
from influmojo_cfn.errors import did_you_mean
from influmojo_cfn.iam.patterns import has_wildcard
from influmojo_cfn.iam.service_authorization import LONGEST_NAME, service, service_prefixes
from influmojo_cfn.iam.written import Value
from influmojo_cfn.rules.memory import remembered
from influmojo_cfn.rules.model import PolicyStatement


def misnamed(statement: PolicyStatement) -> list[tuple[Value, str, str]]:
    """Return each action without wildcards that its service, which there is, does not have.

    What AWS's own policies name counts as an action, listed or not.
    """
    return [
        (value, prefix, name)
        for value, prefix, name in statement.unlisted
        if name
        and not has_wildcard(value.text)
        and service(prefix)
        and f"{prefix}:{name}".lower() not in _names()["unlisted"]
    ]


@cache
def _names() -> Mapping[str, Any]:
    names: Mapping[str, Any] = table("action_names")
    return names


def api_action(prefix: str, name: str) -> str:
    """Return the action that authorizes an API call of another name, or an empty string."""
    found: str = _names()["api_calls"].get(f"{prefix}:{name}".lower(), "")
    return found


def prefix_of_service(prefix: str) -> str:
    """Return the IAM prefix of a service that is known by another name, or an empty string."""
    found: str = _names()["service_names"].get(prefix.lower(), "")
    return found


def is_retired(prefix: str) -> bool:
    """Return whether AWS has shut down the service of a prefix."""
    return prefix.lower() in _names()["retired_prefixes"]


@remembered
def nearest(prefix: str, name: str) -> str:
    """Return the hint at the action of a service that is meant, or whose name is nearest."""
    meant = _names()["meant"].get(f"{prefix}:{name}".lower())
    if meant:
        return f"; did you mean {meant.partition(':')[2]!r}?"
    known = service(prefix)
    return did_you_mean(name, [a.name for a in known.actions.values()]) if known else ""


@remembered
def nearest_prefix(prefix: str) -> str:
    """Return the hint at the service prefix that is nearest to ``prefix``."""
    return did_you_mean(prefix, service_prefixes())


@remembered
def other_prefixes(prefix: str, name: str) -> tuple[str, ...]:
    """Return the prefixes, of those often taken for each other, that do have an action ``name``."""
    if len(name) > LONGEST_NAME:
        return ()
    groups: list[list[str]] = _names()["confused_prefixes"]
    known_here = service(prefix)
    if known_here and get_close_matches(name.lower(), known_here.actions, n=1, cutoff=0.9):
        return ()
    near = {other for group in groups if prefix.lower() in group for other in group}
    found = []
    for other in sorted(near - {prefix.lower()}):
        known = service(other)
        if known and name.lower() in known.actions:
            found.append(other)
    return tuple(found) if len(found) <= 3 else ()
