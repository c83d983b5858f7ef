"""The folders above some code that can be of its project."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


def folders_above(path: Path) -> Iterator[Path]:
    """Yield the two folders above a path, the nearest first; none outside its Git repository.

    A relative path gives relative folders: what is above ``..`` is ``../..``.
    """
    folder = path.resolve()
    for _ in range(2):
        if (folder / ".git").exists() or folder == folder.parent:
            return
        folder = folder.parent
        yield folder if path.is_absolute() else Path(os.path.relpath(folder))
