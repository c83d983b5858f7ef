"""What is shown of a test is sent, and what is not shown is not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.worker_reports import send_what_is_shown

KEYWORDS = {"test_a": 1}


def report(when: str, outcome: str, duration: float) -> dict[str, Any]:
    return {"when": when, "outcome": outcome, "duration": duration, "keywords": dict(KEYWORDS)}


SENT: dict[str, tuple[str, dict[str, Any], bool]] = {
    "the start of a test": ("logstart", {"nodeid": "test_a"}, False),
    "the end of a test": ("logfinish", {"nodeid": "test_a"}, False),
    "that the next test can be sent": ("runtest_protocol_complete", {"item_index": 1}, True),
    "a quick setup": ("testreport", {"data": report("setup", "passed", 0.001)}, False),
    "a quick teardown": ("testreport", {"data": report("teardown", "passed", 0.001)}, False),
    "a slow setup": ("testreport", {"data": report("setup", "passed", 0.1)}, True),
    "a setup that fails": ("testreport", {"data": report("setup", "failed", 0.001)}, True),
    "a test that is skipped": ("testreport", {"data": report("setup", "skipped", 0.001)}, True),
    "a quick test": ("testreport", {"data": report("call", "passed", 0.001)}, True),
    "a test that fails": ("testreport", {"data": report("call", "failed", 0.001)}, True),
}


def sent(event: str, content: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    found: list[tuple[str, dict[str, Any]]] = []
    send_what_is_shown(lambda name, **given: found.append((name, given)), event, **content)
    return found


@pytest.mark.parametrize(("event", "content", "is_sent"), SENT.values(), ids=SENT)
def test_what_is_sent(event: str, content: dict[str, Any], is_sent: bool) -> None:
    assert sent(event, content) == ([(event, content)] if is_sent else [])


@pytest.mark.parametrize(("outcome", "keywords"), [("passed", {}), ("failed", KEYWORDS)])
def test_what_a_test_is_called_is_sent_where_it_fails(
    outcome: str, keywords: dict[str, int]
) -> None:
    ((_, content),) = sent("testreport", {"data": report("call", outcome, 1)})
    assert content["data"]["keywords"] == keywords
