"""Explains answers under a test that failed, and has the fixture ``influmojo_recording``.

Under a test that failed stands the whole explanation of each answer that was not as asserted.

pytest finds it by its entry point when the package is installed.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from _pytest.reports import TestReport

    from influmojo_cfn.recording.recording import RecordingSession


@pytest.fixture
def influmojo_recording() -> Iterator[Callable[..., RecordingSession]]:
    """Return a function that starts a recording: ``influmojo_recording("app.yaml", enforce=True)``.

    Until the test ends, every AWS SDK of the process talks to the local emulator with credentials
    of the task role. What the function returns has the calls, in ``recording().run.calls``.
    """
    from contextlib import ExitStack

    from influmojo_cfn.recording.in_process import recorded

    with ExitStack() as stack:
        yield lambda app=None, **options: stack.enter_context(recorded(app, **options))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: Any, call: Any) -> Generator[None, TestReport, TestReport]:
    """Add the explanations to the report of a failed test."""
    report = yield
    import sys

    module = sys.modules.get("influmojo_cfn.testing.role")
    if module is not None:
        if report.failed and module.unexpected:
            text = "\n\n".join(dict.fromkeys(map(str, module.unexpected)))
            report.sections.append(("What the roles can do", text))
        module.unexpected.clear()
    return report
