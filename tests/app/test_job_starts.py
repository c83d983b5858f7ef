"""What is wrong with when a job starts, with its key path."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.app import Job
from influmojo_cfn.app.job_starts import problems_of_start


def problems(**values: Any) -> list[str]:
    job = Job(name="night", repository="a-b", **values)
    return [str(each) for each in problems_of_start("jobs[0]", job)]


@pytest.mark.parametrize(
    "schedule",
    [
        "cron(0 3 * * ? *)",
        "cron(0/15 8-18 ? * MON-FRI *)",
        "cron(0 9 ? * 6#3 2030-2035)",
        "cron(59 23 L * ? *)",
        "cron(*/5 * 3W 1,7 ? *)",
        "rate(1 day)",
        "at(2028-02-29T23:59:59)",
    ],
)
def test_a_schedule_of_eventbridge_is_taken(schedule: str) -> None:
    assert problems(schedule=schedule) == []


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        ("cron(60 3 * * ? *)", "have 0 to 59 as its MINUTE"),
        ("cron(0 24 * * ? *)", "have 0 to 23 as its HOUR"),
        ("cron(0 3 0 * ? *)", "have 1 to 31 as its DAY"),
        ("cron(0 3 * 1-13 ? *)", "have 1 to 12 as its MONTH"),
        ("cron(0 3 ? * 0 *)", "have 1 to 7 as its WEEKDAY"),
        ("cron(0 3 * * ? 1969)", "have 1970 to 2199 as its YEAR"),
        ("at(2030-02-29T00:00:00)", "name a day and a time that exist"),
        ("at(2030-01-01T24:30:00)", "name a day and a time that exist"),
        ("rate(0 days)", "be cron(MINUTE HOUR DAY MONTH WEEKDAY YEAR), rate(5 hours) or "
         "at(2030-01-31T03:00:00)"),
    ],
)  # fmt: skip
def test_a_time_that_never_comes_is_refused(schedule: str, words: str) -> None:
    assert problems(schedule=schedule) == [f"jobs[0].schedule: {schedule!r} must {words}"]


PATTERNS: dict[str, dict[str, Any]] = {
    "values": {"source": ["aws.s3", 1, None, True]},
    "values inside": {"detail": {"state": ["RUNNING"]}},
    "an operator": {"detail": {"size": [{"numeric": [">", 0]}], "id": [{"exists": False}]}},
    "one of several": {"$or": [{"source": ["a"]}, {"detail": {"b": ["c"]}}]},
}


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_an_event_pattern_of_eventbridge_is_taken(pattern: dict[str, Any]) -> None:
    assert problems(event_pattern=pattern) == []


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ({"source": []}, "source: is empty; give a list of values, such as [aws.s3]"),
        ({"source": "a"}, "source: 'a' must be a list of values, such as [aws.s3]"),
        ({"a": {"b": [[]]}}, "a.b[0]: is a list in a list; write its values into the outer one"),
        ({"$or": [{"a": []}]}, "$or[0].a: is empty; give a list of values, such as [aws.s3]"),
        (
            {"a": ["b", {"prefixx": "c"}]},
            "a[1]: must have one of anything-but, cidr, equals-ignore-case, exists, numeric, "
            "prefix, suffix, wildcard; did you mean 'prefix'?",
        ),
    ],
)
def test_what_eventbridge_rejects_in_a_pattern_is_named(
    pattern: dict[str, Any], message: str
) -> None:
    assert problems(event_pattern=pattern) == [f"jobs[0].event_pattern.{message}"]


@pytest.mark.parametrize(
    ("schedule", "found"),
    [
        pytest.param({"schedule": "rate(1 day)"}, [], id="a schedule"),
        pytest.param(
            {"event_pattern": {"source": ["shop"]}},
            ["jobs[0].dead_letter_queue: is for a schedule; remove it"],
            id="an event",
        ),
    ],
)
def test_a_queue_of_what_fails_is_for_a_schedule(schedule: Any, found: list[str]) -> None:
    assert problems(dead_letter_queue="failed", **schedule) == found
