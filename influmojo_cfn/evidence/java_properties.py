"""Files of properties that Java frameworks read: application.yaml, application.properties."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from influmojo_cfn.files import keep_input

NAMES = re.compile(r"(?:application|bootstrap)\.(?:ya?ml|properties)")
"""Files of profiles, such as ``application-test.yaml``, hold for some runs alone."""

_MOST_VALUES = 10_000


def properties_of(file: Path) -> dict[str, str]:
    """Return the properties of a file by their dotted names; none where it cannot be read."""
    keep_input(file)
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    if file.suffix == ".properties":
        rows = (re.match(r"\s*([\w.\-]+)\s*[=:]\s*(.*?)\s*$", line) for line in text.splitlines())
        return {row[1]: row[2] for row in rows if row}
    import yaml

    try:
        documents = list(yaml.safe_load_all(text))
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    return dict(_flat(documents))


def _flat(documents: list[Any]) -> Iterator[tuple[str, str]]:
    """Yield properties by their dotted names; aliases can make many of few, without end."""
    left = [("", each) for each in reversed(documents)]
    for _ in range(_MOST_VALUES):
        if not left:
            return
        name, value = left.pop()
        if isinstance(value, dict):
            inside = [(f"{name}.{key}" if name else str(key), each) for key, each in value.items()]
            left += reversed(inside)
        elif isinstance(value, str | int):
            yield name, str(value)
