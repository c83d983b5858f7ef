"""The part of two templates that a change reaches; the rest gives the same on both sides.

A resource whose text and whose references are the same on both sides gives the same access on
both, whatever the values of parameters. So only what decides the access of others is varied.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from influmojo_cfn.cloudformation.mentions import (
    SECTIONS,
    Mentions,
    can_mention_anything,
    only_parts,
)

_FOR_PEOPLE = ("Description", "Metadata", "Outputs", "Rules")


def reached_by_changes(
    old: Mapping[str, Any], new: Mapping[str, Any], besides: Collection[str] = ()
) -> list[dict[str, Any]]:
    """Return both templates with what differs, and with all that decides what this gives.

    ``besides`` are resources that are kept too, with what decides what they give.
    They are whole where a section that can change anything differs.
    """
    sides = (old, new)
    others = [
        {key: item for key, item in side.items() if key not in (*SECTIONS, *_FOR_PEOPLE)}
        for side in sides
    ]
    if others[0] != others[1] or any(map(can_mention_anything, sides)):
        return [dict(side) for side in sides]
    mentions = Mentions(*sides)
    kept = mentions.deciding(mentions.affected.union(besides))
    return [only_parts(side, kept) for side in sides]
