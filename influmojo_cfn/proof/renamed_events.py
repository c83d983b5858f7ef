"""Events of AWS SAM's functions and state machines that only have another name than before.

The name of an event is a part of the logical IDs of all that AWS SAM makes of it. Under another
name that is made anew, for the same callers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from influmojo_cfn.cloudformation import Document
from influmojo_cfn.cloudformation.intrinsics import is_call
from influmojo_cfn.cloudformation.sam import WITH_ROLES
from influmojo_cfn.cloudformation.sam_role_additions import EVENTS
from influmojo_cfn.cloudformation.sections import section


def with_events_named_as_in(new: Document, old: Document) -> Document:
    """Return the old template with the names that the new one gives to the same events.

    An event keeps its name where a template refers to what AWS SAM makes of it.
    """
    rows = section(old.data, "Resources")
    later = section(new.data, "Resources")
    renamed = {
        name: names
        for name, row in rows.items()
        if (names := dict(_renamed(row, later.get(name))))
        and not _is_mentioned(str(name), names, (old.data, new.data))
    }
    if not renamed:
        return old
    found = {
        name: _with_names(row, renamed[name]) if name in renamed else row
        for name, row in rows.items()
    }
    return replace(old, data={**old.data, "Resources": found})


def _renamed(row: Any, later: Any) -> Iterator[tuple[str, str]]:
    """Yield the names of events that the later resource has under another name, and that name."""
    kinds = [each.get("Type") if isinstance(each, Mapping) else None for each in (row, later)]
    if kinds[0] not in WITH_ROLES or kinds[0] != kinds[1]:
        return
    before, after = (section(section(each, "Properties"), EVENTS) for each in (row, later))
    if is_call(before) or is_call(after):
        return
    left = {name: event for name, event in after.items() if name not in before}
    for name, event in before.items():
        twin = next((key for key, each in left.items() if each == event), None)
        if name not in after and twin is not None:
            del left[twin]
            yield name, twin


def _is_mentioned(name: str, names: Mapping[str, str], templates: tuple[Any, ...]) -> bool:
    texts = [repr(template) for template in templates]
    return any(f"{name}{event}" in text for event in (*names, *names.values()) for text in texts)


def _with_names(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    events = {names.get(key, key): event for key, event in row["Properties"][EVENTS].items()}
    return {**row, "Properties": {**row["Properties"], EVENTS: events}}
