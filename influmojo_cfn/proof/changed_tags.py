"""Tags that change and that policies compare: access by attributes changes with them.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html (read 2026-11-27).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from influmojo_cfn.cloudformation.resolved import ResolvedTemplate
from influmojo_cfn.cloudformation.sections import items_of
from influmojo_cfn.data.resource_access import TAGS

_COMPARED = re.compile(r"[a-z0-9-]:(?!request)[a-z-]*tag/([^\"'}\\]+)")
"""A tag in the name of a condition key: of the caller, or of a resource."""


def compared_tags(old: ResolvedTemplate, new: ResolvedTemplate, name: str) -> list[str]:
    """Return the keys of a resource's tags that change, and that a policy of a template compares.

    A key of which a part is not known can be any.
    """
    if name not in old.resources or name not in new.resources:
        return []
    before, after = (_all_tags(side, name) for side in (old, new))
    changed = [key for key in {**before, **after} if before.get(key) != after.get(key)]
    if not changed:
        return []
    keys = {key for side in (old, new) for key in _COMPARED.findall(side.written.lower())}
    any_key = any("$" in key or "<" in key for key in keys)
    return [key for key in changed if any_key or key == _ANY or key.lower() in keys]


_ANY = "tags that are not known"


def _all_tags(side: ResolvedTemplate, name: str) -> dict[str, Any]:
    given = [side.property(name, each) for each in sorted(TAGS)]
    launched = side.property(name, "LaunchTemplateData")
    for row in items_of(
        launched.get("TagSpecifications") if isinstance(launched, Mapping) else None
    ):
        given.append(row.get("Tags") if isinstance(row, Mapping) else row)
    return {key: value for tags in given for key, value in _tags(tags).items()}


def _tags(data: Any) -> dict[str, Any]:
    """Return tags by key, from a list or a mapping; all under one key where they are not known."""
    if data is None:
        return {}
    if isinstance(data, Mapping):
        return {str(key): value for key, value in data.items()}
    rows = items_of(data)
    if not all(isinstance(row, Mapping) and isinstance(row.get("Key"), str) for row in rows):
        return {_ANY: data}
    return {row["Key"]: {**row, "Key": ""} for row in rows}
