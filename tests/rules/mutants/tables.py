"""The tables of changes, read by libyaml where it is there: pyyaml alone takes seconds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def rows(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a table."""
    table: list[dict[str, Any]] = yaml.load(path.read_text("utf-8"), _LOADER)
    return table
