"""Facts with their source and date; the script that makes or refreshes each is in scripts/."""

from __future__ import annotations

from functools import cache
from typing import Any


@cache
def table(name: str) -> Any:
    """Return the content of a JSON file of this folder, such as ``action_names``."""
    import json
    from importlib.resources import files

    return json.loads(files(__name__).joinpath(f"{name}.json").read_text("utf-8"))
