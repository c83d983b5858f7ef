"""What a recorded run called, as text and JSON, with the grants that it needs besides."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from influmojo_cfn.evidence.recorded_calls import RecordedCall, as_document
from influmojo_cfn.evidence.recorded_grants import recorded_grants
from influmojo_cfn.recording.recording import Recording
from influmojo_cfn.report.printable import counted


def not_granted(recording: Recording) -> tuple[RecordedCall, ...]:
    """Return the calls that the task role is not allowed."""
    return tuple(call for call in recording.run.calls if not call.allowed)


def missing_grants(recording: Recording) -> tuple[dict[str, Any], ...]:
    """Return the grants that would allow the calls that are not granted."""
    return recorded_grants([replace(recording.run, calls=not_granted(recording))])


def as_data(recording: Recording) -> dict[str, Any]:
    """Return a recording as plain data: the file of the run, and what follows from it."""
    return {
        **as_document(recording.run),
        "missingGrants": list(missing_grants(recording)) if recording.role else [],
        "unusedStatements": list(recording.unused),
        "leftRunning": list(recording.left_running),
    }


def as_json(recording: Recording) -> str:
    """Return a recording as JSON."""
    return json.dumps(as_data(recording), indent=2) + "\n"


def pretty(recording: Recording) -> str:
    """Return a recording as text."""
    return "".join(f"{line}\n" for line in _lines(recording))


def _lines(recording: Recording) -> Iterator[str]:
    calls = recording.run.calls
    total = sum(call.count for call in calls)
    yield f"{counted(total, 'call')} of {counted(len({call.action for call in calls}), 'action')}"
    for call in sorted(calls, key=lambda each: (each.action, each.resource)):
        if recording.role is None:
            yield f"  {call.action} on {call.resource} ({call.count})"
        else:
            mark = "allowed" if call.allowed else "NOT GRANTED"
            yield f"  {mark:<12}{call.action} on {call.resource} ({call.count})"
    if recording.role is not None and not_granted(recording):
        from influmojo_cfn.cloudformation import dump

        yield "Add these grants:"
        text = dump({"grants": list(missing_grants(recording))})
        yield from (f"  {line}" for line in text.splitlines()[1:])
    if recording.unused:
        yield "Never used:"
        yield from (f"  {each}" for each in recording.unused)
    if recording.run.not_served:
        yield "Not served by the local emulator:"
        yield from (f"  {each}" for each in recording.run.not_served)
    if recording.left_running:
        yield "Still running when the recording ended, so that later calls are missing:"
        yield from (f"  {each}" for each in recording.left_running)
