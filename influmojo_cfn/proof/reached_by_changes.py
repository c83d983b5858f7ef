"""The part of two templates that a change reaches; the rest gives the same on both sides.

A resource whose text and whose references are the same on both sides gives the same access on
both, whatever the values of parameters. So only what decides the access of others is varied.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from influmojo_cfn.cloudformation.attachments import ATTACHES, GROUP, ROLE, USER
from influmojo_cfn.cloudformation.function_urls import PERMISSION, URL
from influmojo_cfn.cloudformation.parameter_uses import lookups
from influmojo_cfn.cloudformation.sections import section, strings_in
from influmojo_cfn.data.resource_access import READ
from influmojo_cfn.data.types_without_access import WITHOUT_ACCESS

_SECTIONS = ("Conditions", "Mappings", "Parameters", "Resources")
_FOR_PEOPLE = ("Description", "Metadata", "Outputs", "Rules")
_NAMES = re.compile(r"[A-Za-z0-9:/]+")
_NOTES = ("ConstraintDescription", "Description", "Metadata")
PRINCIPALS = (ROLE, USER, GROUP)
ATTACHING = (*ATTACHES, "AWS::IAM::UserToGroupAddition")
_OF_FUNCTIONS = (PERMISSION, URL)


def reached_by_changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return both templates with what differs, and with all that decides what this gives.

    They are whole where a section that can change anything differs.
    """
    sides = (old, new)
    others = [
        {key: item for key, item in side.items() if key not in (*_SECTIONS, *_FOR_PEOPLE)}
        for side in sides
    ]
    if others[0] != others[1] or any(_is_looked_up_anywhere(side) for side in sides):
        return [dict(side) for side in sides]
    kept = Mentions(sides).reached()
    return [
        {
            **side,
            **{
                key: {name: row for name, row in section(side, key).items() if name in kept}
                for key in _SECTIONS
            },
        }
        for side in sides
    ]


def _is_looked_up_anywhere(template: Mapping[str, Any]) -> bool:
    """Return whether the name of a mapping is a value, so that any mapping can be looked up."""
    return any(
        not isinstance(row, list) or not row or not isinstance(row[0], str)
        for row in lookups([section(template, key) for key in ("Conditions", "Resources")])
    )


class Mentions:
    """The parts of two templates, and which of them mention which."""

    def __init__(self, sides: tuple[Mapping[str, Any], Mapping[str, Any]]) -> None:
        self.parts: dict[str, tuple[list[Any], list[Any]]] = {}
        self.types: dict[str, set[str]] = {}
        for index, side in enumerate(sides):
            for key in _SECTIONS:
                for name, row in section(side, key).items():
                    self.parts.setdefault(name, ([], []))[index].append(_decisive(row))
                    if key == "Resources" and isinstance(row, Mapping):
                        self.types.setdefault(name, set()).add(str(row.get("Type")))
        self.mentions = {
            name: {each for each in names_mentioned([*rows]) if each in self.parts}
            for name, rows in self.parts.items()
        }
        self.mentioned: dict[str, set[str]] = {name: set() for name in self.parts}
        for name, others in self.mentions.items():
            for other in others:
                self.mentioned[other].add(name)

    @cached_property
    def affected(self) -> set[str]:
        """What differs, and what mentions it."""
        changed = {name for name, (old, new) in self.parts.items() if old != new}
        return _closure(changed, self.mentioned)

    def reached(self) -> set[str]:
        """Return what differs, what mentions it, and what decides the access of these."""
        affected = self.affected
        needed = _closure(affected, self.mentions)
        siblings = {each for name in needed & {*self.types} for each in self.mentioned[name]}
        giving = siblings & {*self.types} - self.of_types(WITHOUT_ACCESS)
        return _closure(needed | giving | self._by_name(affected), self.mentions)

    def of_types(self, kinds: Collection[str]) -> set[str]:
        """Return the resources of some types."""
        return {name for name, own in self.types.items() if own & {*kinds}}

    def _by_name(self, affected: set[str]) -> set[str]:
        """Return what can belong to others by a name that is written out."""
        principals, functions = self.of_types(PRINCIPALS), self.of_types(_OF_FUNCTIONS)
        loose = {each for each in self.of_types(ATTACHING) if not self.mentions[each] & principals}
        found = set(loose)
        found |= principals if loose & affected else set()
        return found | (functions if functions & affected else set())


def _decisive(row: Any) -> Any:
    """Return a part of a template without what is for people."""
    if not isinstance(row, Mapping):
        return row
    found = {key: item for key, item in row.items() if key not in _NOTES}
    properties = row.get("Properties")
    if str(row.get("Type")) in READ and isinstance(properties, Mapping):
        found["Properties"] = {key: properties[key] for key in properties if key not in _NOTES}
    return found


def _closure(names: Iterable[str], edges: Mapping[str, Collection[str]]) -> set[str]:
    found: set[str] = set()
    pending = [*names]
    while pending:
        name = pending.pop()
        if name not in found:
            found.add(name)
            pending.extend(edges[name])
    return found


def names_mentioned(data: Any) -> Iterator[str]:
    """Yield each string that is, or in a string could be, the name of a part of the template."""
    for text in strings_in(data):
        for word in _NAMES.findall(text):
            yield word
            yield from word.split("/") if "/" in word else ()
