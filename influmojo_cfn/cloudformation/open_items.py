"""Parameters that represent the items of a list whose items are not known, where loops go over it.

What a list allows one of its items allows: one item is enough. Of what loops deny, or make of the
properties of one resource, two items are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from influmojo_cfn.cloudformation.intrinsics import REFERENCE, is_call
from influmojo_cfn.cloudformation.parameters import is_read
from influmojo_cfn.cloudformation.sections import section
from influmojo_cfn.cloudformation.transforms import LOOP

LOOP_SECTIONS = ("Conditions", "Resources", "Outputs")
"""The sections of a template that can have loops."""
LEFT = " ("
"""What the reason begins with in the key of a loop that stays."""


class OpenItem(str):
    """The name of a parameter that represents each item of a list."""


def is_loop(key: object) -> bool:
    """Return whether a key is that of a loop that can be expanded."""
    return isinstance(key, str) and key.startswith(LOOP) and LEFT not in key


def holds_a_loop(data: Any) -> bool:
    """Return whether any part of data is a loop."""
    if isinstance(data, Mapping):
        return any(is_loop(key) or holds_a_loop(value) for key, value in data.items())
    return isinstance(data, list) and any(map(holds_a_loop, data))


def open_items(template: Mapping[str, Any], collection: Any) -> dict[str, dict[str, Any]]:
    """Return the parameters that represent the items of a list parameter; of others there is none.

    Lists that are read from Parameter Store by other names have other items.
    """
    name = str(collection[REFERENCE]) if is_call(collection) and REFERENCE in collection else ""
    parameters = section(template, "Parameters")
    row = parameters.get(name)
    if not isinstance(row, Mapping):
        return {}
    stored = re.sub("[^A-Za-z0-9]", "", str(row.get("Default", ""))) if is_read(row) else ""
    needs_two = any(_needs_two(section(template, each)) for each in LOOP_SECTIONS)
    found = [OpenItem(f"{name}Item{end}{stored}") for end in (("", "2") if needs_two else ("",))]
    if any(item in parameters for item in found):
        return {}
    allowed = {k: row[k] for k in ("AllowedValues",) if k in row and not is_read(row)}
    return {item: {"Type": "String", **allowed} for item in found}


def open_string(template: Mapping[str, Any], item: Any) -> OpenItem | None:
    """Return the parameter that an item of a collection is; None for a list, or another item."""
    name = str(item[REFERENCE]) if is_call(item) and REFERENCE in item else ""
    row = section(template, "Parameters").get(name)
    is_string = isinstance(row, Mapping) and row.get("Type") in ("Number", "String")
    return OpenItem(name) if is_string else None


def written_item(item: str) -> Any:
    """Return what replaces an identifier where it is a value of its own."""
    return {REFERENCE: str(item)} if isinstance(item, OpenItem) else item


def item_in_sub(item: str) -> str:
    """Return what replaces an identifier in the string of Fn::Sub."""
    return f"${{{item}}}" if isinstance(item, OpenItem) else item


def _needs_two(rows: Mapping[str, Any]) -> bool:
    for key, value in rows.items():
        if not is_loop(key):
            needs_two = holds_a_loop(value)
        elif isinstance(value, list) and value and isinstance(value[-1], Mapping):
            needs_two = "Deny" in repr(value[-1]) or _needs_two(value[-1])
        else:
            needs_two = False
        if needs_two:
            return True
    return False
