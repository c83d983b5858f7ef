"""From recorded runs to the app whose task role allows exactly their calls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from influmojo_cfn.config import from_document
from influmojo_cfn.evidence.derive import Derived, app_values
from influmojo_cfn.evidence.recorded_calls import RecordedRun
from influmojo_cfn.evidence.recorded_grants import recorded_grants


def derive_recorded(
    runs: Sequence[RecordedRun], project: str, beside: Derived | None = None
) -> Derived:
    """Add what runs called to the app that was derived of task definitions and code.

    Args:
        runs: the recorded runs.
        project: the app's project, where nothing else was derived.
        beside: what was derived otherwise.

    Raises:
        AppError: the project is not a project's name.
    """
    app = from_document(app_values(project, beside, recorded_grants(runs)))
    notes = [*(beside.notes if beside else ()), *_notes(runs, is_first=beside is None)]
    return Derived(app=app, notes=tuple(notes))


def _notes(runs: Sequence[RecordedRun], *, is_first: bool) -> Iterator[str]:
    if not is_first:
        yield ""
    for run in runs:
        count = sum(call.count for call in run.calls)
        command = " ".join(run.command) or "a session"
        yield f"The task role, from a recorded run: {command} made {count} calls."
        if run.status:
            yield f"It exited with code {run.status}: calls that it did not come to are not here."
        yield from (f"Not served by the local emulator: {each}." for each in run.not_served)
