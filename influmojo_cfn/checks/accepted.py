"""Findings of other tools that are read, judged and omitted, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from influmojo_cfn.data import table


@cache
def accepted() -> Mapping[tuple[str, str], str]:
    """Return the reason for each (tool, rule ID) of ``data/accepted_findings.json``."""
    rows = table("accepted_findings")["findings"]
    return {(row["tool"], row["id"]): row["reason"] for row in rows}
