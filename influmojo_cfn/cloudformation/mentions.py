"""Which parts of templates mention which, and so what can change where a part changes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from influmojo_cfn.cloudformation.attachments import ATTACHES, GROUP, MANAGED_POLICY, ROLE, USER
from influmojo_cfn.cloudformation.function_urls import PERMISSION, URL
from influmojo_cfn.cloudformation.intrinsics import NO_VALUE_NAME
from influmojo_cfn.cloudformation.parameter_uses import lookups
from influmojo_cfn.cloudformation.sections import section, strings_in
from influmojo_cfn.cloudformation.transforms import expands
from influmojo_cfn.data.resource_access import READ
from influmojo_cfn.data.types_without_access import WITHOUT_ACCESS

SECTIONS = ("Conditions", "Mappings", "Parameters", "Resources")
"""The sections whose parts decide what a template gives."""
PRINCIPALS = (ROLE, USER, GROUP)
ATTACHING = (*ATTACHES, "AWS::IAM::UserToGroupAddition")
_ATTACHED_TO = sorted({key for row in ATTACHES.values() for key, _ in row})
_OWN_POLICY = re.compile(r"(?<!:aws):policy/")
_POLICY_NAME = "ManagedPolicyName"
_NAMES = re.compile(r"[A-Za-z0-9:/]+")
_NOTES = ("ConstraintDescription", "Description", "Metadata")
_OF_FUNCTIONS = (PERMISSION, URL)


def can_mention_anything(template: Mapping[str, Any]) -> bool:
    """Return whether the name of a mapping is a value, or what makes resources is not read."""
    resources = section(template, "Resources")
    return any(map(expands, resources)) or any(
        not isinstance(row, list) or not row or not isinstance(row[0], str)
        for row in lookups([section(template, "Conditions"), resources])
    )


def only_parts(template: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """Return a template with only some of its parts."""
    return {
        **template,
        **{
            key: {name: row for name, row in section(template, key).items() if name in names}
            for key in SECTIONS
        },
    }


class Mentions:
    """The parts of one template, or of two that are compared, and which of them mention which."""

    def __init__(self, *sides: Mapping[str, Any]) -> None:
        self.parts: dict[str, tuple[list[Any], ...]] = {}
        self.types: dict[str, set[str]] = {}
        self.conditions = {name for side in sides for name in section(side, "Conditions")}
        for index, side in enumerate(sides):
            for key in SECTIONS:
                for name, row in section(side, key).items():
                    rows = self.parts.setdefault(name, tuple([] for _ in sides))
                    rows[index].append(_decisive(row))
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
        """What differs between two templates, and what mentions it."""
        differing = (name for name, (old, new) in self.parts.items() if old != new)
        return _closure(differing, self.mentioned)

    def affected_by(self, names: Iterable[str]) -> set[str]:
        """Return some parts, and what mentions them."""
        return _closure((name for name in names if name in self.parts), self.mentioned)

    def mentioned_by(self, names: Iterable[str]) -> set[str]:
        """Return some parts, and what they mention."""
        return _closure((name for name in names if name in self.parts), self.mentions)

    def concerned(self, affected: set[str]) -> set[str]:
        """Return what is affected, what has its access changed by that, and what both mention."""
        return _closure(affected | self._by_name(affected), self.mentions)

    def deciding(self, affected: set[str]) -> set[str]:
        """Return what is affected, and all that decides the access of what that concerns."""
        needed = self.concerned(affected)
        siblings = {each for name in needed & {*self.types} for each in self.mentioned[name]}
        giving = siblings & {*self.types} - self.of_types(WITHOUT_ACCESS)
        return _closure(needed | giving, self.mentions)

    def of_types(self, kinds: Collection[str]) -> set[str]:
        """Return the resources of some types."""
        return {name for name, own in self.types.items() if own & {*kinds}}

    def _by_name(self, affected: set[str]) -> set[str]:
        """Return what can belong to others by a name that is written out."""
        principals, functions = self.of_types(PRINCIPALS), self.of_types(_OF_FUNCTIONS)
        found = set(self._loose)
        found |= principals if found & affected else set()
        return found | (functions if functions & affected else set())

    @cached_property
    def _loose(self) -> set[str]:
        """The resources that can attach a policy to principals that they do not refer to."""
        return {name for name in self.of_types(ATTACHING) if self._is_loose(name)}

    def _is_loose(self, name: str) -> bool:
        rows = [row for side in self.parts[name] for row in side if isinstance(row, Mapping)]
        own = [each for row in rows if isinstance(each := row.get("Properties"), Mapping)]
        named = {*strings_in([each.get(key) for each in own for key in _ATTACHED_TO])}
        if not named <= self.of_types(PRINCIPALS) | self.conditions | {NO_VALUE_NAME}:
            return True
        if self.types[name] != {MANAGED_POLICY}:
            return not named
        return self._names_policies and any(_POLICY_NAME in each for each in own)

    @cached_property
    def _names_policies(self) -> bool:
        """Whether an ARN of a policy that is not AWS's is written out."""
        texts = (text for rows in self.parts.values() for text in strings_in([*rows]))
        return any(_OWN_POLICY.search(text) for text in texts)


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
        yield text  # what a condition makes of parameters is one, with the condition as its name
        for word in _NAMES.findall(text):
            yield word
            yield from word.split("/") if "/" in word else ()
