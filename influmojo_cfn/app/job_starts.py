"""What is wrong with when a job starts: its schedule, its time zone, or the pattern of its events.

Sources (read 2026-11-28):
https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import available_timezones

from influmojo_cfn.app.workloads import Job
from influmojo_cfn.errors import Problem, did_you_mean

SCHEDULE_MISSING = (
    "is missing: a job needs its schedule, such as cron(0 3 * * ? *), or an event_pattern"
)
OPERATORS = (
    "anything-but",
    "cidr",
    "equals-ignore-case",
    "exists",
    "numeric",
    "prefix",
    "suffix",
    "wildcard",
)
"""What a mapping in a list of an event pattern compares by."""

_SCHEDULE = re.compile(
    r"cron\([^\s()]+( [^\s()]+){5}\)|rate\([1-9][0-9]* (minute|hour|day)s?\)"
    r"|at\([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\)"
)
_FIELDS = (
    ("MINUTE", 0, 59),
    ("HOUR", 0, 23),
    ("DAY", 1, 31),
    ("MONTH", 1, 12),
    ("WEEKDAY", 1, 7),
    ("YEAR", 1970, 2199),
)
"""The fields of a cron schedule in their order, with their least and greatest number."""

_TIMEZONE = re.compile(r"(?=.{1,50}$)[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*")


def problems_of_start(path: str, job: Job) -> Iterator[Problem]:
    """Yield what is wrong with when a job starts, with the key path of each problem."""
    if job.dead_letter_queue and job.schedule is None:
        yield Problem(f"{path}.dead_letter_queue", "is for a schedule; remove it")
    if job.schedule is None:
        yield from _problems_of_event(path, job)
    elif job.event_pattern is not None:
        yield Problem(f"{path}.event_pattern", "excludes a schedule; give one of both")
    elif message := _problem_of_schedule(job.schedule):
        yield Problem(f"{path}.schedule", f"{job.schedule!r} must {message}")
    if job.timezone is not None and not _is_timezone(job.timezone):
        nearest = did_you_mean(job.timezone, available_timezones())
        words = f"{job.timezone!r} must be a time zone such as Europe/Berlin{nearest}"
        yield Problem(f"{path}.timezone", words)


def _problem_of_schedule(schedule: str) -> str:
    """Return what a schedule must be and is not, or an empty string."""
    if not _SCHEDULE.fullmatch(schedule):
        form = "cron(MINUTE HOUR DAY MONTH WEEKDAY YEAR), rate(5 hours) or at(2030-01-31T03:00:00)"
        return f"be {form}"
    kind, _, value = schedule[:-1].partition("(")
    if kind == "at":
        return "" if _is_time(value) else "name a day and a time that exist"
    return _problem_of_cron(value.split(" ")) if kind == "cron" else ""


def _problem_of_cron(fields: list[str]) -> str:
    for text, (name, least, most) in zip(fields, _FIELDS, strict=True):
        # The number behind a slash is a step, and the one behind # an occurrence.
        numbers = re.findall(r"(?<![/#0-9])[0-9]+", text)
        if not all(least <= int(number) <= most for number in numbers):
            return f"have {least} to {most} as its {name}"
    if [fields[2], fields[4]].count("?") != 1:
        return "have ? as its DAY or its WEEKDAY, and not as both"
    return ""


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_timezone(name: str) -> bool:
    """Return whether a time zone exists; any name is one where Python has no list of them."""
    known = available_timezones()
    return name in known if known else bool(_TIMEZONE.fullmatch(name))


def _problems_of_event(path: str, job: Job) -> Iterator[Problem]:
    """Yield what is wrong with a job that an event starts, or nothing does."""
    if job.event_pattern is None:
        yield Problem(f"{path}.schedule", SCHEDULE_MISSING)
    elif not job.event_pattern:
        yield Problem(f"{path}.event_pattern", "is empty, and every event would match")
    elif job.timezone is not None:
        yield Problem(f"{path}.timezone", "is for a schedule; remove it")
    else:
        yield from _problems_of_pattern(f"{path}.event_pattern", job.event_pattern)


def _problems_of_pattern(path: str, pattern: Mapping[str, object]) -> Iterator[Problem]:
    """Yield a problem for each value of an event pattern that EventBridge rejects."""
    for key, value in pattern.items():
        place = f"{path}.{key}"
        if isinstance(value, Mapping):
            yield from _problems_of_pattern(place, value)
        elif not isinstance(value, (list, tuple)) or not value:
            words = "is empty; give" if value in ([], ()) else f"{value!r} must be"
            yield Problem(place, f"{words} a list of values, such as [aws.s3]")
        else:
            for index, item in enumerate(value):
                yield from _problems_of_value(f"{place}[{index}]", item, is_choice=key == "$or")


def _problems_of_value(path: str, value: object, *, is_choice: bool) -> Iterator[Problem]:
    """Yield what is wrong with a value that an event can have, or a pattern among several."""
    if is_choice and isinstance(value, Mapping):
        yield from _problems_of_pattern(path, value)
    elif isinstance(value, (list, tuple)):
        yield Problem(path, "is a list in a list; write its values into the outer one")
    elif isinstance(value, Mapping) and not (len(value) == 1 and {*value} <= {*OPERATORS}):
        nearest = did_you_mean(str(next(iter(value), "")), OPERATORS)
        yield Problem(path, f"must have one of {', '.join(OPERATORS)}{nearest}")
