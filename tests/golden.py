"""Expected lines in a file, in sections that begin with ``== NAME``."""

from __future__ import annotations

from pathlib import Path


def golden_sections(path: Path) -> dict[str, list[str]]:
    """Return the lines of each section of a file, by its name."""
    found: dict[str, list[str]] = {}
    for text in path.read_text("utf-8").splitlines():
        if text.startswith("== "):
            lines = found.setdefault(text.removeprefix("== "), [])
        else:
            lines.append(text)
    return found
