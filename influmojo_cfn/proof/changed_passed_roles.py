"""What receivers gain and lose to whom another role is passed than before."""

from __future__ import annotations

from collections.abc import Mapping

from influmojo_cfn.cloudformation.passed_roles import passed_roles
from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.unread_resources import unread_state
from influmojo_cfn.data.resource_access import PASSED_ROLES
from influmojo_cfn.iam.unknown import Text, Unknown
from influmojo_cfn.proof.access import Access
from influmojo_cfn.proof.targets import NOBODY, Target

Targets = Mapping[str, Target]


def changed_passed_roles(
    sides: tuple[ResolvedTemplate, ResolvedTemplate], targets: tuple[Targets, Targets], name: str
) -> list[tuple[Access, Access]] | None:
    """Return what each receiver of a resource's roles has before and after, where it changes.

    None where anything else of the resource differs, or a role is not in the template, or none
    has other permissions though it is another role.
    """
    resolved = sides[0] if name in sides[0].resources else sides[1]
    kind = str(resolved.resource(name).get("Type"))
    keys = {*PASSED_ROLES.get(kind, ()), "Type"}
    before, after = (
        {key: value for key, value in (unread_state(side, name) or {}).items() if key not in keys}
        for side in sides
    )
    is_in_both = all(name in side.resources for side in sides)
    if kind not in PASSED_ROLES or (is_in_both and before != after):
        return None
    rows = [dict(_by_receiver(side, name)) for side in sides]
    changed: list[tuple[Access, Access]] = []
    is_removed = name not in sides[1].resources or sides[1].exists(name) is False
    are_the_same = True
    for to in sorted({*rows[0], *rows[1]}):
        one, other = (
            _target_of(row[to], own) if to in row else NOBODY
            for row, own in zip(rows, targets, strict=True)
        )
        if one is None and is_removed:
            continue  # nothing is gained, whatever it was
        if one is None or other is None:
            return None
        are_the_same = are_the_same and one.name == other.name
        # What one and the same role gains is reported at the role.
        if one.name != other.name and one.permissions != other.permissions:
            changed.append((one.permissions, other.permissions))
    return changed if changed or are_the_same or is_removed else None


def _by_receiver(resolved: ResolvedTemplate, name: str) -> list[tuple[str, Text]]:
    return [(each.to, each.role) for each in passed_roles(resolved, name)]


def _target_of(role: Text, targets: Targets) -> Target | None:
    """Return a role of the template by what refers to it."""
    if isinstance(role, Unknown):
        return targets.get(role.logical_id)
    for target in targets.values():
        own = target.principal
        if own is not None and role in (own.name, own.arn):
            return target
    return None
