"""The families of the task definitions that a folder holds next to some of its files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path as FilePath

MOST_FILES = 200
LARGEST_FILE = 200_000
_FAMILY = re.compile(r'"[fF]amily"\s{0,20}:\s{0,20}"([^"\\\n]{0,255})"')
"""A family in whichever spelling, in text that can hold comments and placeholders."""


def families_beside(files: Sequence[FilePath]) -> tuple[str, ...]:
    """Return the families of the other JSON files of the files' folders, as far as they are read.

    No more than a few hundred files of ordinary size are looked at.
    """
    given = {file.resolve() for file in files}
    found: list[str] = []
    for folder in dict.fromkeys(file.resolve().parent for file in files):
        for other in sorted(folder.glob("*.json"))[:MOST_FILES]:
            if other.resolve() in given or other.stat().st_size > LARGEST_FILE:
                continue
            try:
                text = other.read_text("utf-8")
            except (OSError, ValueError):
                continue
            found += [family for family in _FAMILY.findall(text) if family]
    return tuple(found)
