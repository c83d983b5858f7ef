"""Facts with their source and date; the script that makes or refreshes each is in scripts/."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

APP_SCHEMA = Path(__file__).with_name("app.schema.json")
CLAIMS_SCHEMA = Path(__file__).with_name("claims.schema.json")
"""The JSON Schemas of app files and claims files, which `make generated` writes."""

EACH_VALUE = "{}"
"""A key of a path that is each value of a mapping, as ``*`` is each item of a list."""


@cache
def table(name: str) -> Any:
    """Return the content of a JSON file of this folder, such as ``action_names``."""
    import json
    from importlib.resources import files

    return json.loads(files(__name__).joinpath(f"{name}.json").read_text("utf-8"))
