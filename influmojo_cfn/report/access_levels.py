"""How much an access that was found matters: its access levels, and how broad it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from influmojo_cfn.iam.patterns import action_matches
from influmojo_cfn.iam.service_authorization import actions_matching
from influmojo_cfn.proof.access import Excess

ADMINISTRATOR = "Administrator"
ANYONE = "Anyone"
ANY_ROLE = "Passes any role"
TRUST = "Trust"
UNKNOWN_LEVEL = "Unknown access level"

RANKED = (
    ADMINISTRATOR,
    ANYONE,
    "Permissions management",
    ANY_ROLE,
    TRUST,
    "Write",
    "Tagging",
    "Read",
    "List",
    UNKNOWN_LEVEL,
)
"""What can be gained, the worst first: AWS's access levels, and what is worse than a level says.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_access-level-summaries.html
The level of iam:PassRole is Write, although a service then acts with every permission of the role:
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
"""
_EVERY_ROLE = re.compile(r"\*|arn:[^:]*:iam::[^:]*:(?:role/)?\*")
_RANK = {name: number for number, name in enumerate(RANKED)}
_EVERY_ACTION = {"*", "*:*"}
_LEVELS = ("Permissions management", "Write", "Tagging", "Read", "List")


def levels_of(found: Excess) -> tuple[str, ...]:
    """Return what an excess is, as :data:`RANKED` names it, the worst first."""
    if is_administrator(found):
        return (ADMINISTRATOR,)
    names = set(_levels(found.actions))
    if found.counterexample.request.principal is not None:
        names = names - {"Write"} | {TRUST} if _assumes(found.actions) else names
        if _names_everyone(found):
            names.add(ANYONE)
    if _passes_any_role(found):
        names.add(ANY_ROLE)
    return tuple(sorted(names, key=_RANK.__getitem__))


def is_administrator(found: Excess) -> bool:
    """Return whether an excess is every action on every resource, under no condition."""
    statement = found.statement
    if found.counterexample.request.principal is not None or statement.conditions:
        return False
    every_action = not statement.not_action and _EVERY_ACTION & set(map(str, statement.actions))
    every_resource = not statement.not_resource and "*" in found.resources
    return bool(every_action and _EVERY_ACTION & set(found.actions) and every_resource)


def by_weight(found: Excess) -> tuple[int, bool]:
    """Return what excesses are sorted by: the worst level first, then what is on every resource."""
    return _RANK[levels_of(found)[0]], "*" not in found.resources


def _passes_any_role(found: Excess) -> bool:
    passes = any(action_matches(text, "iam:PassRole") for text in found.actions if ":" in text)
    return passes and any(map(_EVERY_ROLE.fullmatch, found.resources))


def _levels(actions: Iterable[str]) -> Iterator[str]:
    for text in actions:
        if text in _EVERY_ACTION or text.startswith("every action of other services"):
            yield from _LEVELS
            continue
        known = actions_matching(text.partition(" except ")[0])
        yield from {each.access_level for each in known} or {UNKNOWN_LEVEL}


def _assumes(actions: Iterable[str]) -> bool:
    return all(text.lower().startswith("sts:") for text in actions)


def _names_everyone(found: Excess) -> bool:
    """Return whether anyone at all is meant: ``*``, or all but some, under no condition."""
    statement = found.statement
    principals = found.principals or ()
    every = statement.not_principal or any(text == "*" for _, text in principals)
    return bool(every) and not statement.conditions
