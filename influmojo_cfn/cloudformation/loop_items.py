"""The items of loops (Fn::ForEach) in the strings of their fragments.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-foreach.html
(read 2026-11-27).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from influmojo_cfn.cloudformation.transforms import LOOP

_PLACEHOLDER = re.compile(r"[$&]\{\s*([A-Za-z0-9]+)\s*\}")

Items = dict[str, str]
"""The item that each identifier of the loops around a place represents."""


def identifiers_in(text: str, items: Items) -> set[str]:
    """Return the identifiers that a string has placeholders of."""
    if not items or "{" not in text:
        return set()
    return {name for name in _PLACEHOLDER.findall(text) if name in items}


def marks_in(text: str, items: Items) -> list[str]:
    """Return the character, ``$`` or ``&``, of each placeholder of an identifier."""
    return [found.group()[0] for found in _PLACEHOLDER.finditer(text) if found.group(1) in items]


def with_items(text: str, items: Items) -> str:
    """Return a string with its placeholders replaced; ``&{...}`` gives letters and digits alone."""

    def item(found: re.Match[str]) -> str:
        name = found.group(1)
        if name not in items:
            return found.group()
        value = items[name]
        return re.sub("[^A-Za-z0-9]", "", value) if found.group()[0] == "&" else value

    return _PLACEHOLDER.sub(item, text)


def renamed(data: Any, items: Items) -> Any:
    """Return a name, or a list of some, with the placeholders of its strings replaced."""
    if isinstance(data, Mapping) and isinstance(body := data.get("Fn::Sub"), str):
        filled = with_items(body, items)
        return data if "${" in filled else filled
    if isinstance(data, str):
        return with_items(data, items)
    return [renamed(item, items) for item in data] if isinstance(data, list) else data


def unknown_string(text: str, items: Items) -> dict[str, Any]:
    """Return what represents a string of which AWS's pages do not agree whether it changes."""
    found = (each for each in _PLACEHOLDER.finditer(text) if each.group(1) in items)
    names = ", ".join(dict.fromkeys(each.group() for each in found))
    return {f"{LOOP}'s {names} in such a string": text}
