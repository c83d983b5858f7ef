"""What changed between two templates in what no one reads here, and can grant access."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping
from functools import cached_property
from typing import Any

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.cloudformation.mentions import Mentions, can_mention_anything
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.transforms import (
    LEAVES_ROLES_ALONE,
    expands,
    snippets,
    transforms_of,
)
from influmojo_cfn.cloudformation.unread_resources import unread_state
from influmojo_cfn.data.resource_access import CONCERNS_ACCESS, GIVES_ONLY, PASSED_ROLES, SWITCHES
from influmojo_cfn.data.types_without_access import WITHOUT_ACCESS
from influmojo_cfn.iam.unknown import Unknown
from influmojo_cfn.proof.changed_authentication import changed_authentication
from influmojo_cfn.proof.changed_limits import loosened_limits
from influmojo_cfn.proof.changed_names import asked_names
from influmojo_cfn.proof.changed_tags import compared_tags

IS_NOT_READ = "may grant access and is not read"
_OFF = ("disabled", "false", "inactive", "stopped")
_BLOCKED_TYPES = ("AWS::S3::AccessPoint", "AWS::S3::Bucket", "AWS::S3Express::AccessPoint")
_BLOCKS = ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets")


class UnreadChanges:
    """What changes between two templates and is not read, in one environment after the other.

    Where only parameters differ from an environment before, a resource is looked at again if they
    reach it, or if it was found there.
    """

    def __init__(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        self.templates = (old, new)
        self._first: dict[Hashable, tuple[list[Environment], set[str]]] = {}

    def between(self, old: ResolvedTemplate, new: ResolvedTemplate) -> list[tuple[str, str]]:
        """Return what :func:`unread_changes` yields."""
        environments = [old.environment, new.environment]
        place = tuple(each.surroundings for each in environments)
        among: set[str] | None = None
        if old.template is not self.templates[0] or new.template is not self.templates[1]:
            return [*unread_changes(old, new)]  # loops are expanded in another way
        if place in self._first and self._mentions is not None:
            first, among = self._first[place]
            pairs = zip(first, environments, strict=True)
            differing = [name for one, other in pairs for name in one.differing_parameters(other)]
            among = among | self._mentions.affected_by(differing)
        found = [*unread_changes(old, new, among)]
        self._first.setdefault(place, (environments, {name for name, _ in found}))
        return found

    @cached_property
    def _mentions(self) -> Mentions | None:
        if any(map(can_mention_anything, self.templates)):
            return None
        return Mentions(*self.templates)


def unread_changes(
    old: ResolvedTemplate, new: ResolvedTemplate, among: Collection[str] | None = None
) -> Iterator[tuple[str, str]]:
    """Yield each resource whose change can give access that is not read, and why, once or twice.

    ``among`` are the resources that are looked at, all by default.
    """
    yield from _transforms(old.template, new.template)
    yield from _sections(old.template, new.template)
    for name in dict.fromkeys((*old.resources, *new.resources)):
        if among is not None and name not in among:
            continue
        rows = [side.resources.get(name) for side in (old, new)]
        if rows[0] == rows[1] and not isinstance(rows[0], Mapping):
            continue
        if expands(name) or not all(row is None or isinstance(row, Mapping) for row in rows):
            yield name, f"{name} makes resources that are not read"
            continue
        kinds = [str(row.get("Type")) for row in rows if isinstance(row, Mapping)]
        before, after = (unread_state(side, name) for side in (old, new))
        states = [_without_off(kinds[-1], state, after) for state in (before, after)]
        if states[0] != states[1] and not _only_gave(new, name, kinds[-1]):
            which = _which(*states) if len(kinds) == len(rows) else ""
            yield name, f"{kinds[-1]} {IS_NOT_READ}{which}"
            if kinds[-1] not in PASSED_ROLES:  # else another role can turn out to be no more
                continue
        if doubt := _doubt_of_existence(old, new, name):
            yield name, doubt
        elif _unblocked(old, new, name):
            flags = ", ".join(_unblocked(old, new, name))
            yield name, f"{flags} of its public access block is no longer set"
        elif limits := [*loosened_limits(old, new, name)]:
            yield name, f"what limits it changes ({'; '.join(limits)})"
        elif keys := changed_authentication(old, new, name):
            yield name, f"who is asked to sign in changes ({', '.join(keys)})"
        elif asked := asked_names(old, new, name):
            yield name, f"policies use its name, which changes ({', '.join(asked)})"
        elif keys := compared_tags(old, new, name):
            yield name, f"policies compare its tags, which change ({', '.join(keys)})"


def _only_gave(new: ResolvedTemplate, name: str, kind: str) -> bool:
    """Return whether a resource is removed that gave access and limited none.

    What it passed is compared, where that is a role.
    """
    is_removed = name not in new.resources or new.exists(name) is False
    return is_removed and kind in GIVES_ONLY and kind not in PASSED_ROLES


def _without_off(
    kind: str, state: dict[str, Any] | None, after: dict[str, Any] | None
) -> dict[str, Any] | None:
    """Return what is not read of a resource without the switches that are turned off in the end."""
    off = {
        key
        for key in SWITCHES.get(kind, ())
        if after is not None and str(after.get(key)).lower() in _OFF
    }
    return state and {key: item for key, item in state.items() if key not in off}


def _doubt_of_existence(old: ResolvedTemplate, new: ResolvedTemplate, name: str) -> str:
    """Return why a resource can come that was not there, by another condition that is not known."""
    kind = str(new.resource(name).get("Type", ""))
    if name not in old.resources or not kind or kind in WITHOUT_ACCESS or kind in CONCERNS_ACCESS:
        return ""
    before, after = (side.exists(name) for side in (old, new))
    doubts = [each.reason for each in (before, after) if isinstance(each, Unknown)]
    if before == after or not doubts or after is False:
        return ""
    return f"its condition changes, and whether it holds is not known ({doubts[-1]})"


def _which(before: dict[str, Any] | None, after: dict[str, Any] | None) -> str:
    """Return the properties that changed of a resource in both templates, in parentheses."""
    keys = sorted(
        key
        for key in {*(before or {}), *(after or {})}
        if key != "Type" and (before or {}).get(key) != (after or {}).get(key)
    )
    return f" ({', '.join(keys)})" if keys else ""


def _unblocked(old: ResolvedTemplate, new: ResolvedTemplate, name: str) -> list[str]:
    """Return what a public access block blocked and does not any more, the bucket staying."""
    row = new.resources.get(name)
    if not isinstance(row, Mapping) or str(row.get("Type")) not in _BLOCKED_TYPES:
        return []
    if name not in old.resources or new.exists(name) is False:
        return []
    before, after = (side.property(name, "PublicAccessBlockConfiguration") for side in (old, new))
    if before == after:
        return []
    if isinstance(before, Unknown) or isinstance(after, Unknown):
        return list(_BLOCKS)
    return [
        flag
        for flag in _BLOCKS
        if (before is None or _is_on(before, flag, if_unknown=True)) and not _is_on(after, flag)
    ]


def _is_on(block: Any, flag: str, *, if_unknown: bool = False) -> bool:
    """Return whether a block sets a flag; ``if_unknown`` where that is not known.

    A new bucket has AWS's default, which sets all; a block that is removed is deleted.
    """
    given = block.get(flag) if isinstance(block, Mapping) else None
    return if_unknown if isinstance(given, Unknown) else str(given).lower() == "true"


def _sections(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the sections that are not read, and those into which snippets add values."""
    for name in ("Parameters", "Mappings", "Conditions"):
        if snippets(old.get(name)) != snippets(new.get(name)):
            yield name, f"what Fn::Transform includes in {name} changes and is not read"
    if old.get("Hooks") != new.get("Hooks"):
        yield "Hooks", "Hooks hands a role over to CodeDeploy and is not read"


def _transforms(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the transforms that can change anything, where the templates differ."""
    if old == new:
        return
    for template in (old, new):
        for name in transforms_of(template):
            if name not in LEAVES_ROLES_ALONE:
                yield str(name), f"the transform {name} might change any resource and is not read"
