"""Conditions of one statement that can never hold together."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from influmojo_cfn.rules import text as t
from influmojo_cfn.rules.conditions.operators import moment
from influmojo_cfn.rules.model import Condition
from influmojo_cfn.rules.resolve import compatible

_EQUALS = frozenset({"stringequals", "arnequals", "numericequals", "dateequals", "bool"})
_PATTERNS = frozenset({"stringlike", "arnlike", "arnequals"})
_NOT_EQUALS = frozenset({"stringnotequals", "numericnotequals", "datenotequals"})
_NOT_LIKE = frozenset({"stringnotlike", "arnnotlike", "arnnotequals"})
_POSITIVE = _EQUALS | _PATTERNS | {"stringequalsignorecase"}


def clashes(conditions: Iterable[Condition]) -> list[tuple[Condition, str]]:
    """Give each condition that another one of the same key rules out, and why."""
    by_key: dict[str, list[Condition]] = {}
    for condition in conditions:
        if condition.set_operator == "" and condition.values:
            by_key.setdefault(condition.key.lower(), []).append(condition)
    found: list[tuple[Condition, str]] = []
    for group in by_key.values():
        for one, other in combinations(group, 2):
            if compatible(one.branch, other.branch) and (why := _clash(one, other)):
                found.append((other, f"can never hold beside {one.operator}: {why}"))
        found += _range(group)
    return found


def _clash(one: Condition, other: Condition) -> str:
    for first, second in ((one, other), (other, one)):
        if first.base == "null" and second.base != "null":
            wants_absent = {value.text.lower() for value in first.values} == {"true"}
            if wants_absent and second.needs_key:
                return f"one wants {one.key} absent, the other a value of it"
        if first.if_exists or second.if_exists:
            continue
        if (
            first.base in _POSITIVE
            and second.base in _NOT_EQUALS | _NOT_LIKE
            and _swallows(second, first)
        ):
            return "every value that one wants, the other refuses"
        if first.base == "ipaddress" and second.base == "notipaddress" and _same(first, second):
            return "every address that one wants, the other refuses"
    both = one.base in _POSITIVE and other.base in _POSITIVE
    if both and not one.if_exists and not other.if_exists and not _meet(one, other):
        return "they want different values"
    if one.base == other.base == "null" and _texts(one).isdisjoint(_texts(other)):
        return "one wants the key absent, the other present"
    return ""


def _texts(condition: Condition) -> set[str]:
    return {value.text.lower() for value in condition.values}


def _same(one: Condition, other: Condition) -> bool:
    return _texts(one) <= _texts(other)


def _swallows(refusing: Condition, wanting: Condition) -> bool:
    patterns = [value.text for value in refusing.values]
    if refusing.base in _NOT_EQUALS:
        wanted = [value.text for value in wanting.values]
        if wanting.base in _PATTERNS and any(t.has_wildcard(text) for text in wanted):
            return False
        return all(text in patterns for text in wanted)
    return all(
        any(t.covers(pattern, value.text) for pattern in patterns) for value in wanting.values
    )


def _meet(one: Condition, other: Condition) -> bool:
    return any(
        t.may_meet(_pattern(one, a.text), _pattern(other, b.text))
        for a in one.values
        for b in other.values
    )


def _pattern(condition: Condition, text: str) -> str:
    text = text.lower() if "ignorecase" in condition.base or condition.base == "bool" else text
    if condition.base in _PATTERNS or "*" not in text:
        return text
    return text.replace("*", "\x00").replace("?", "\x01")


def _range(group: list[Condition]) -> list[tuple[Condition, str]]:
    """Find a lower bound above an upper one, for numbers and dates."""
    low: tuple[float, Condition] | None = None
    high: tuple[float, Condition] | None = None
    for condition in group:
        values = [moment(value.text) for value in condition.values]
        numbers = [value for value in values if value is not None]
        if len(numbers) != len(values) or condition.if_exists or condition.branch:
            continue
        if "greaterthan" in condition.base and (low is None or min(numbers) > low[0]):
            low = (min(numbers), condition)
        if "lessthan" in condition.base and (high is None or max(numbers) < high[0]):
            high = (max(numbers), condition)
    if low is None or high is None or low[0] < high[0]:
        return []
    if low[0] == high[0] and low[1].base.endswith("equals") and high[1].base.endswith("equals"):
        return []
    return [(high[1], f"can never hold beside {low[1].operator}: no value lies between")]
