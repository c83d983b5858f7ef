"""The app file of a project: ``influmojo-cfn.yaml``, in the working directory or above it."""

from __future__ import annotations

import os
from pathlib import Path

PROJECT_FILE = "influmojo-cfn.yaml"

BUILT_IN = "influmojo"
"""The name of the built-in app, where an app file is expected."""


def find_project_file() -> Path | None:
    """Return the nearest app file in the working directory or above it, as a relative path.

    A link that points to nothing is found too: reading it fails, and nothing above it is taken.
    """
    try:
        here = Path.cwd()
    except FileNotFoundError:  # The working directory was removed.
        return None
    for folder in (here, *here.parents):
        if os.path.lexists(folder / PROJECT_FILE):
            return Path(os.path.relpath(folder / PROJECT_FILE, here))
    return None
