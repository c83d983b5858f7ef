"""Values of parameters that are an action, or a part of one.

A letter is an action that no statement names. So one action of each kind that the statements tell
apart is a case of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from typing import Any

from influmojo_cfn.cloudformation.intrinsics import CHOICE, is_call
from influmojo_cfn.cloudformation.parameter_uses import parts_of
from influmojo_cfn.cloudformation.sections import section
from influmojo_cfn.iam.patterns import action_matches, has_wildcard
from influmojo_cfn.iam.service_authorization import actions_matching

_KEYS = ("Action", "NotAction")


class ActionParameters:
    """The parameters that statements of some templates have in the place of actions."""

    def __init__(self, templates: Collection[Any]) -> None:
        self._patterns: set[str] = set()
        self._around: dict[str, set[tuple[str, str]]] = {}
        for template in templates:
            self._visit(section(template, "Resources"))

    def values(self, name: str, is_admitted: Callable[[str], bool]) -> Iterator[str]:
        """Yield a value of a parameter for each kind of action that it admits."""
        for before, after in sorted(self._around.get(name, ())):
            for actions in self._kinds:
                values = (_between(before, action, after) for action in actions)
                found = next((text for text in values if text and is_admitted(text)), None)
                if found is not None:
                    yield found

    @cached_property
    def _kinds(self) -> list[list[str]]:
        """The actions that statements name, apart by which of their patterns match."""
        named: dict[str, set[str]] = {}
        for pattern in sorted(self._patterns - {"*"}):
            for action in actions_matching(pattern):
                named.setdefault(action.qualified_name, set()).add(pattern)
            if not has_wildcard(pattern) and pattern not in named:
                named[pattern] = {text for text in self._patterns if action_matches(text, pattern)}
        kinds: dict[frozenset[str], list[str]] = {}
        for name, patterns in named.items():
            kinds.setdefault(frozenset(patterns - {"*"}), []).append(name)
        return list(kinds.values())

    def _visit(self, data: Any) -> None:
        for key, item in data.items() if isinstance(data, Mapping) else ():
            if key in _KEYS:
                self._visit_actions(item)
            self._visit(item)
        for item in data if isinstance(data, list) else ():
            self._visit(item)

    def _visit_actions(self, data: Any) -> None:
        if isinstance(data, str):
            self._patterns.add(data)
        elif isinstance(data, list):
            for item in data:
                self._visit_actions(item)
        elif isinstance(data, Mapping) and isinstance(data.get(CHOICE), list):
            self._visit_actions(data[CHOICE][1:])
        elif isinstance(data, Mapping) and is_call(data):
            parts = parts_of(data) or ()
            at = [index for index, (_, name) in enumerate(parts) if name]
            if len(at) == 1:
                texts = [text for text, _ in parts]
                around = "".join(texts[: at[0]]), "".join(texts[at[0] + 1 :])
                self._around.setdefault(parts[at[0]][1], set()).add(around)


def _between(before: str, action: str, after: str) -> str:
    """Return what an action has between two strings; nothing where it does not have both."""
    inner = action[len(before) : len(action) - len(after)]
    return inner if f"{before}{inner}{after}".lower() == action.lower() else ""
