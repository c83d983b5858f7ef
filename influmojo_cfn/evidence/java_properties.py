"""Files of properties that Java frameworks read: application.yaml, application.properties."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NAMES = re.compile(r"(?:application|bootstrap)\.(?:ya?ml|properties)")
"""Files of profiles, such as ``application-test.yaml``, hold for some runs alone."""


def properties_of(file: Path) -> dict[str, str]:
    """Return the properties of a file by their dotted names; none where it cannot be read."""
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
    except yaml.YAMLError:
        return {}
    return {name: value for data in documents for name, value in _flat(data, "")}


def _flat(data: Any, before: str) -> Iterator[tuple[str, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _flat(value, f"{before}.{key}" if before else str(key))
    elif isinstance(data, str | int):
        yield before, str(data)
