"""What a process of pytest-xdist sends of a test: writing and reading it takes as long as one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

QUICK = 0.005
"""The seconds below which ``--durations`` omits a phase of a test."""


def send_what_is_shown(send: Callable[..., None], event: str, **content: Any) -> None:
    """Send an event, but for those that every test has and nothing is shown of."""
    report = content.get("data", {})
    if event in ("logstart", "logfinish"):
        return
    if event == "testreport" and report["outcome"] == "passed":
        if report["when"] != "call" and report["duration"] < QUICK:
            return
        report["keywords"] = {}
    send(event, **content)
