"""Findings of other tools that are read, judged and omitted, each with its reason."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def accepted() -> Mapping[tuple[str, str], str]:
    """Return the reason for each (tool, rule ID) of ``data/accepted_findings.json``."""
    table = json.loads(files("influmojo_cfn.data").joinpath("accepted_findings.json").read_text())
    return {(row["tool"], row["id"]): row["reason"] for row in table["findings"]}
