"""Condition keys: which there are, whose they are, and which requests carry them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from influmojo_cfn.data import table
from influmojo_cfn.iam.service_authorization import (
    Action,
    ConditionKey,
    action_condition_keys,
    condition_key_facts,
    key_has_shape,
    service,
    unlisted_condition_keys,
)
from influmojo_cfn.iam.written import WrittenCondition
from influmojo_cfn.rules.memory import remembered


def first_of(names: Sequence[str]) -> str:
    """Return the first three of names for people, and that there are others."""
    return ", ".join(names[:3]) + (" and others" if len(names) > 3 else "")


@cache
def _global_keys() -> Mapping[str, Any]:
    return {row["name"].lower(): row for row in table("global_condition_keys")["keys"]}


def presence(key: str) -> str:
    """Return when a request carries a global key: always, signed, service, user or sometimes."""
    row = _global_keys().get(key.lower())
    return str(row["present"]) if row else "sometimes"


def is_sensitive(key: str) -> bool:
    """Return whether AWS says that wildcards have no valid use in the key's values."""
    row = _global_keys().get(key.lower())
    return bool(row and row["sensitive"])


@remembered
def is_global(name: str) -> bool:
    """Return whether a key is one of AWS's global or cross-service keys, in any case."""
    lowered = name.lower()
    return lowered in _global_keys() or any(
        "${" in key and key_has_shape(lowered, key) for key in _global_keys()
    )


def is_cross_service(name: str) -> bool:
    """Return whether a service's key is carried by requests to other services."""
    lowered = name.lower()
    return (
        is_global(name)
        or lowered.partition(":")[0] in condition_key_facts()["cross_service_prefixes"]
    )


@remembered
def carries(action: Action, name: str) -> bool:
    """Return whether requests for an action can carry a key, as far as the reference says."""
    if is_global(name) and not name.lower().startswith(("aws:requesttag/", "aws:tagkeys")):
        return True
    if is_cross_service(name) and not is_global(name):
        return True
    keys = action_condition_keys(action)
    unlisted = condition_key_facts()["unlisted_for_service"].get(action.service, ())
    return any(key_has_shape(name, key) for key in (*keys, *unlisted))


@remembered
def is_told_of(key: str) -> bool:
    """Return whether by the reference requests of a key's own service ever carry the key.

    Of some keys it does not say for which actions they are.
    """
    found = service(key.partition(":")[0])
    return found is None or any(carries(action, key) for action in found.actions.values())


def stands_beside_others(action: str, key: str) -> bool:
    """Return whether AWS's own policies put an action without the key next to ones with it."""
    return any(
        action.lower() == row["action"] and key.lower().startswith(row["keys"])
        for row in condition_key_facts()["beside_others"]
    )


def is_global_or_listed(key: ConditionKey) -> bool:
    """Return whether the reference itself says how many values a key has, not only our own table."""
    return key.name.lower() not in unlisted_condition_keys()


def is_header(condition: WrittenCondition) -> bool:
    """Return whether a condition compares a header that the sender of a request writes."""
    return condition.key.lower() in _HEADERS and not condition.asks_presence


_HEADERS = frozenset({"aws:referer", "aws:useragent"})
