"""The ways to deploy, and the table of the calls that each makes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

CDK, SERVICE_ROLE = "cdk", "service-role"
"""The ways to deploy in which someone else makes a part of the calls."""


@cache
def deployment_table() -> Mapping[str, Any]:
    """Return the table: the names of the ways, and the calls."""
    text = files("influmojo_cfn").joinpath("data/deployment_calls.json").read_text("utf-8")
    found: Mapping[str, Any] = json.loads(text)
    return found


def route_names() -> tuple[str, ...]:
    """Return the names of the ways to deploy."""
    return tuple(deployment_table()["routes"])
