"""Conditions of one statement that can never hold together."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from influmojo_cfn.iam.patterns import covers, has_wildcard, may_meet
from influmojo_cfn.rules.arns import read_arn
from influmojo_cfn.rules.conditions.operators import address_range, moment
from influmojo_cfn.rules.model import Condition
from influmojo_cfn.rules.resolve import compatible

_EQUALS = frozenset({"stringequals", "arnequals", "numericequals", "dateequals", "bool"})
_PATTERNS = frozenset({"stringlike", "arnlike", "arnequals"})
_NOT_EQUALS = frozenset({"stringnotequals", "numericnotequals", "datenotequals"})
_NOT_LIKE = frozenset({"stringnotlike", "arnnotlike", "arnnotequals"})
_POSITIVE = _EQUALS | _PATTERNS | {"stringequalsignorecase"}


def clashes(conditions: Iterable[Condition]) -> list[tuple[Condition, str]]:
    """Return each condition that another one of the same key rules out, and why."""
    by_key: dict[str, list[Condition]] = {}
    for condition in conditions:
        if condition.values:
            by_key.setdefault(condition.key.lower(), []).append(condition)
    found: list[tuple[Condition, str]] = []
    for group in by_key.values():
        for one, other in combinations(group, 2):
            if compatible(one.branch, other.branch) and (why := _clash(one, other)):
                found.append((one, f"can never hold beside {other.operator}: {why}"))
                found.append((other, f"can never hold beside {one.operator}: {why}"))
    return found + _accounts_of_source(by_key)


def _accounts_of_source(
    by_key: Mapping[str, Sequence[Condition]],
) -> list[tuple[Condition, str]]:
    """Return aws:SourceArn conditions all of whose ARNs are of other accounts than aws:SourceAccount.

    A service sends the account of the resource in both.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html (read 2026-11-25)
    """
    found = []
    for account in filter(_asks_for_a_value, by_key.get("aws:sourceaccount", ())):
        for source in filter(_asks_for_a_value, by_key.get("aws:sourcearn", ())):
            arns = [read_arn(value.text) for value in source.values]
            given = {arn.account if arn and arn.account.isdigit() else "" for arn in arns}
            if "" not in given and given.isdisjoint(_texts(account)) and _are_known(account):
                if compatible(account.branch, source.branch):
                    found.append((source, f"can never hold beside {account.key}: other accounts"))
    return found


def _asks_for_a_value(condition: Condition) -> bool:
    return condition.base in _POSITIVE and not condition.set_operator


def _are_known(condition: Condition) -> bool:
    return all(value.text.isdigit() for value in condition.values)


def _clash(one: Condition, other: Condition) -> str:
    pairs = ((one, other), (other, one))
    for first, second in pairs:
        wants_absent = first.base == "null" and _texts(first) == {"true"}
        if wants_absent and second.needs_key:
            return f"one wants {one.key} absent, the other a value of it"
    if one.base == other.base == "null" and _texts(one).isdisjoint(_texts(other)):
        return "one wants the key absent, the other present"
    if one.set_operator or other.set_operator or (one.if_exists and other.if_exists):
        return ""
    for first, second in pairs:
        if first.if_exists or first.base not in _POSITIVE | {"ipaddress"}:
            continue  # Without the key it may hold, and so may the other.
        if second.base in _NOT_EQUALS | _NOT_LIKE and _swallows(second, first):
            return "every value that one wants, the other refuses"
        if second.base == "notipaddress" and _within(first, second):
            return "every address that one wants, the other refuses"
    if one.base in _POSITIVE and other.base in _POSITIVE and not _meet(one, other):
        return "they want different values"
    return "" if _values_lie_between(one, other) else "no value lies between"


def _texts(condition: Condition) -> set[str]:
    return {value.text.lower() for value in condition.values}


def _within(wanting: Condition, refusing: Condition) -> bool:
    """Return whether every address range that one wants lies in one that the other refuses."""
    wanted = [address_range(value.text) for value in wanting.values]
    refused = [address_range(value.text) for value in refusing.values]
    return all(
        mine is not None
        and any(
            theirs is not None and theirs[0] <= mine[0] and mine[1] <= theirs[1]
            for theirs in refused
        )
        for mine in wanted
    )


def _swallows(refusing: Condition, wanting: Condition) -> bool:
    patterns = [value.text for value in refusing.values]
    if refusing.base in _NOT_EQUALS:
        wanted = [value.text for value in wanting.values]
        if wanting.base in _PATTERNS and any(has_wildcard(text) for text in wanted):
            return False
        return all(text in patterns for text in wanted)
    return all(any(covers(pattern, value.text) for pattern in patterns) for value in wanting.values)


def _meet(one: Condition, other: Condition) -> bool:
    return any(
        may_meet(_pattern(one, a.text), _pattern(other, b.text))
        for a in one.values
        for b in other.values
    )


def _pattern(condition: Condition, text: str) -> str:
    text = text.lower() if "ignorecase" in condition.base or condition.base == "bool" else text
    if condition.base in _PATTERNS or "*" not in text:
        return text
    return text.replace("*", "\x00").replace("?", "\x01")


class _Bounds(NamedTuple):
    """The numbers, or moments, that a condition leaves: from low to high, or points alone."""

    low: float
    high: float
    points: tuple[float, ...] | None
    closed: bool


def _values_lie_between(one: Condition, other: Condition) -> bool:
    """Return whether numbers or dates can satisfy both; true where that is not known."""
    first, second = _bounds(one), _bounds(other)
    if first is None or second is None:
        return True
    for mine, theirs in ((first, second), (second, first)):
        if mine.points is not None:
            return any(
                theirs.low < point < theirs.high
                or (theirs.closed and point in (theirs.low, theirs.high))
                for point in mine.points
            )
    low, high = max(first.low, second.low), min(first.high, second.high)
    return low < high or (low == high and first.closed and second.closed)


def _bounds(condition: Condition) -> _Bounds | None:
    if not condition.base.startswith(("numeric", "date")) or condition.negated:
        return None
    values = [moment(value.text) for value in condition.values]
    numbers = [value for value in values if value is not None]
    if len(numbers) != len(values):
        return None
    closed = condition.base.endswith("equals")
    if "greaterthan" in condition.base:
        return _Bounds(min(numbers), math.inf, None, closed)
    if "lessthan" in condition.base:
        return _Bounds(-math.inf, max(numbers), None, closed)
    return _Bounds(min(numbers), max(numbers), tuple(numbers), True)
