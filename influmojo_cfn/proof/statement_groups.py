"""Which parameters statements about the same actions combine, so that one alone decides nothing.

A statement that one parameter puts in can allow what another parameter no longer denies, or what
no other statement allows any more. So the parameters of all statements that can be about the same
call, and that the same role or resource has, are varied together. An Allow that is only removed
gives no one anything, whatever the others are.

What is always allowed is so until no statement allows it any more: a claim of that combines the
parameters of all Allows. What is never allowed can be so for a Deny: each Allow is combined with
what limits it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from influmojo_cfn.cloudformation.attachments import GROUP, MANAGED_POLICY
from influmojo_cfn.cloudformation.intrinsics import CHOICE, is_call
from influmojo_cfn.cloudformation.mentions import (
    ATTACHING,
    PRINCIPALS,
    Mentions,
    names_mentioned,
)
from influmojo_cfn.cloudformation.parameter_groups import CombinationReader
from influmojo_cfn.cloudformation.parameter_uses import declared, lookups
from influmojo_cfn.cloudformation.principals import PERMISSION_SET
from influmojo_cfn.cloudformation.referenced_names import referred_to
from influmojo_cfn.cloudformation.sections import items_of, section
from influmojo_cfn.iam.patterns import may_meet

_ANYONE = "*"
"""Holds a policy that names whom it belongs to otherwise than by a reference."""
_ATTACHMENTS = frozenset({"Groups", "ManagedPolicyArns", "PermissionsBoundary", "Roles", "Users"})


_MOST_LISTED = 20
"""The most values of a parameter each of which is compared wherever the parameter is written."""


class _Part(NamedTuple):
    """A statement as it is written, or what attaches policies; the parameters that decide it."""

    holders: frozenset[str]
    parameters: frozenset[str]
    actions: tuple[str, ...]
    text: str
    adds: bool
    """Whether it only adds to what others allow."""
    denies: bool
    """Whether it is a Deny in every branch."""
    attaches: bool
    """Whether it is no statement, and attaches those of others."""


def combined_by_statements(
    old: Any, new: Any, pseudo: Collection[str], listed: Collection[str] = ()
) -> list[set[str]]:
    """Return the sets of parameters, each of which decides what a changed statement gives.

    A set that another one contains is not among them. ``listed`` are parameters each of whose
    values is one of a few, wherever it is written.
    """
    if not listed and not any(
        section(side, "Conditions") or lookups(section(side, "Resources")) for side in (old, new)
    ):
        return []
    mentions = Mentions(old, new)
    sides = [[*_parts(side, mentions, pseudo, listed)] for side in (old, new)]
    decided = [part for side in sides for part in side if part.parameters]
    seen = [{(part.holders, part.text) for part in side} for side in sides]
    found: list[set[str]] = []
    for index, side in enumerate(sides):
        for part in side:
            is_same = (part.holders, part.text) in seen[1 - index]
            if index == 0 and part.adds and not is_same:
                continue
            if not is_same or mentions.affected & {*names_mentioned(json.loads(part.text))}:
                found.append(_parameters_together(part, decided))
    return _widest(found)


def listed_parameters(template: Any) -> set[str]:
    """Return the parameters with a default and a few values, on which statements can depend."""
    names = {name for name, row in declared(template).items() if _is_listed(row)}
    if not names:
        return set()
    mentions = Mentions(template)
    resources = section(template, "Resources").items()
    stating = [name for name, row in resources if any(_written(row, ()))]
    return names & mentions.mentioned_by(stating)


def _is_listed(row: Mapping[str, Any]) -> bool:
    values = row.get("AllowedValues")
    return "Default" in row and isinstance(values, list) and 1 < len(values) <= _MOST_LISTED


def combined_by_claim(
    template: Any,
    pseudo: Collection[str],
    actions: Sequence[str],
    *,
    is_always: bool,
    listed: Collection[str] = (),
) -> list[set[str]]:
    """Return the sets of parameters that decide together what a principal is allowed of a claim.

    Args:
        template: the template that the claim is about.
        pseudo: the pseudo parameters that are varied.
        actions: the patterns of the actions that the claim is about.
        is_always: whether it is that they are allowed; otherwise that they are not.
        listed: parameters each of whose values is one of a few, wherever it is written.
    """
    mentions = Mentions(template)
    every = _parts(template, mentions, pseudo, listed)
    parts = [part for part in every if _meets(part.actions, actions)]
    principals = mentions.of_types((*PRINCIPALS, PERMISSION_SET))
    granted = [part for part in parts if part.adds and part.holders.isdisjoint(principals)]
    found: list[set[str]] = []
    for name in principals:
        own = [part for part in parts if part.holders & {name, _ANYONE}]
        attaching = [part for part in own if part.attaches and _is_read(part, mentions)]
        limits = [part for part in own if not part.adds]
        allows = [part.parameters for part in own if part.adds or not part.denies]
        attached = set[str]().union(*(part.parameters for part in attaching))
        limited = set[str]().union(*(part.parameters for part in limits))
        if any(part in limits for part in attaching):
            found.append(limited.union(attached, *allows))
        elif is_always:
            found.append(set[str]().union(*allows))
            found += [attached | part.parameters for part in limits if attached]
        else:
            allows += [part.parameters for part in granted] if limits else []
            decided = limited | attached if limits else attached
            found += [decided | parameters for parameters in allows if parameters]
    return _widest(found)


def _is_read(part: _Part, mentions: Mentions) -> bool:
    """Return whether statements of what a part attaches, or attaches to, are in the template."""
    named = {*names_mentioned(json.loads(part.text))}
    return not named.isdisjoint(mentions.of_types((MANAGED_POLICY, *PRINCIPALS)))


def _widest(groups: list[set[str]]) -> list[set[str]]:
    """Return the sets of two and more that no other one contains."""
    found: list[set[str]] = []
    for group in sorted(groups, key=len, reverse=True):
        if len(group) > 1 and not any(group <= other for other in found):
            found.append(group)
    return sorted(found, key=sorted)


def _parameters_together(part: _Part, others: list[_Part]) -> set[str]:
    group = set(part.parameters)
    for other in others:
        if not other.parameters <= group and _share(part, other):
            group |= other.parameters
    return group


def _share(one: _Part, other: _Part) -> bool:
    """Return whether two statements can be about a call of the same caller."""
    holders = one.holders & other.holders or _ANYONE in one.holders | other.holders
    return bool(holders) and _meets(one.actions, other.actions)


def _meets(actions: Iterable[str], others: Sequence[str]) -> bool:
    return any(may_meet(action, another) for action in actions for another in others)


def _parts(
    template: Any, mentions: Mentions, pseudo: Collection[str], listed: Collection[str] = ()
) -> Iterator[_Part]:
    reader = CombinationReader(template, [*declared(template), *pseudo])
    principals = mentions.of_types(PRINCIPALS)
    for name, row in section(template, "Resources").items():
        properties = row.get("Properties") if isinstance(row, Mapping) else None
        if not isinstance(properties, Mapping):
            continue
        kind, condition = str(row.get("Type")), row.get("Condition")
        holders = {name}
        if kind in ATTACHING:
            more = mentions.mentioned[name] if kind == MANAGED_POLICY else set()
            holders = (mentions.mentions[name] | more) & principals or {_ANYONE}
        for group in holders & mentions.of_types([GROUP]):
            referring = mentions.mentioned[group]
            members = referring.union(*(mentions.mentions[each] for each in referring))
            holders |= members & principals
        start = reader.of(condition)
        for guards, actions, data, adds in _written(properties, (condition,)):
            text = json.dumps([guards, data], sort_keys=True, default=str)
            parameters = reader.deciding(data, start.union(*map(reader.of, guards)))
            if listed:
                parameters |= referred_to(data).intersection(listed)
            attaches = isinstance(data, Mapping) and not _ATTACHMENTS.isdisjoint(data)
            effects = [*_effects(data)]
            denies = bool(effects) and all(effect == "Deny" for effect in effects)
            yield _Part(frozenset(holders), parameters, actions, text, adds, denies, attaches)


def _written(
    data: Any, guards: tuple[Any, ...]
) -> Iterator[tuple[tuple[Any, ...], tuple[str, ...], Any, bool]]:
    """Yield the statements below a value, and what attaches policies, with what both are under."""
    if isinstance(data, list):
        for item in data:
            yield from _written(item, guards)
    elif isinstance(data, Mapping):
        choice = data.get(CHOICE)
        if isinstance(choice, list) and len(choice) == 3:
            yield from _written(choice[1:], (*guards, choice[0]))
            return
        if is_call(data) and _is_policy_text(data):
            yield guards, ("*",), data, False
            return
        for key, item in data.items():
            if key == "Statement":
                for row in items_of(item):
                    actions = tuple(sorted({*_actions(row)})) or ("*",)
                    yield guards, actions, row, not _limits(row)
            elif key in _ATTACHMENTS:
                for each in items_of(item):
                    yield guards, ("*",), {key: each}, key != "PermissionsBoundary"
            else:
                yield from _written(item, guards)


def _is_policy_text(data: Any) -> bool:
    """Return whether a string that a function makes is a policy as JSON."""
    if isinstance(data, str):
        return '"Statement"' in data
    if isinstance(data, Mapping):
        return any(map(_is_policy_text, data.values()))
    return isinstance(data, list) and any(map(_is_policy_text, data))


def _actions(data: Any) -> Iterator[str]:
    """Yield the patterns of the actions that a statement names in any branch; * where unknown."""
    if isinstance(data, list):
        for item in data:
            yield from _actions(item)
    elif isinstance(data, Mapping):
        for key, item in data.items():
            if key == "Action":
                yield from _named(item)
            elif key == "NotAction":
                yield "*"
            elif key == CHOICE:
                yield from _actions(item)


def _named(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data.lower()
    elif isinstance(data, list):
        for item in data:
            yield from _named(item)
    elif isinstance(data, Mapping) and isinstance(data.get(CHOICE), list):
        yield from _named(data[CHOICE][1:])
    else:
        yield "*"


def _effects(data: Any) -> Iterator[Any]:
    """Yield each Effect that a statement can have, in any branch."""
    if isinstance(data, Mapping):
        for key, item in data.items():
            yield from (item,) if key == "Effect" else _effects(item)
    elif isinstance(data, list):
        for item in data:
            yield from _effects(item)


def _limits(data: Any) -> bool:
    """Return whether a statement can be a Deny in some branch."""
    if isinstance(data, list):
        return any(map(_limits, data))
    if not isinstance(data, Mapping):
        return False
    effect = data.get("Effect", "Allow")
    return effect != "Allow" or any(map(_limits, data.values()))
