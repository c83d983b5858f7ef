"""Actions that lead further than they seem, from published research.

The combinations, each with who published it, are in data/privilege_escalation.json.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from influmojo_cfn.authorization import Action
from influmojo_cfn.rules import text as t
from influmojo_cfn.rules.model import Statement, matching
from influmojo_cfn.yaml import Path


@cache
def _table() -> Mapping[str, Any]:
    text = files("influmojo_cfn").joinpath("data/privilege_escalation.json").read_text("utf-8")
    table: Mapping[str, Any] = json.loads(text)
    return table


def combinations() -> list[Mapping[str, Any]]:
    """Give the combinations of actions (lower case) and what each leads to."""
    rows: list[Mapping[str, Any]] = _table()["combinations"]
    return rows


@cache
def _concerned() -> frozenset[str]:
    return frozenset(action for row in combinations() for action in row["actions"])


@cache
def exposing() -> frozenset[str]:
    """Give the actions, in lower case, whose answer holds credentials."""
    return frozenset(_table()["credentials"])


def opens(action: Action) -> bool:
    """Whether an action changes a resource's own policy."""
    return action.qualified_name.lower() in _opening()


@cache
def _opening() -> frozenset[str]:
    return frozenset(_table()["resource_policies"])


def wide_grants(statements: list[Statement]) -> dict[str, Path]:
    """Give where each action of interest is allowed, on more than named resources."""
    granted: dict[str, Path] = {}
    denied = {
        name
        for statement in statements
        if statement.effect == "Deny" and statement.everywhere and not statement.conditions
        for name in statement.known_actions
    }
    for statement in statements:
        if not statement.allows or statement.conditions:
            continue
        if not any(t.has_wildcard(value.text) for value in statement.resources):
            continue
        for value in statement.actions:
            names: set[str] = (
                set(_concerned())
                if value.text == "*"
                else {action.qualified_name.lower() for action in matching(value)}
            )
            for name in sorted(names & _concerned() - denied):
                granted.setdefault(name, value.path)
    return granted
