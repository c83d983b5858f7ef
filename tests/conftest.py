"""What every test shares: the repository, and the command line run as a user runs it."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from tests.emulator import as_root, emulator, shared_emulator, shell_path

__all__ = ["as_root", "emulator", "shared_emulator", "shell_path"]

ROOT = Path(__file__).parent.parent

# A busy machine must not fail a property.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

# So that a process started by a test, in whatever folder, imports this checkout.
os.environ["PYTHONPATH"] = str(ROOT)

# What commands print into a pipe is as wide as it is. readline, which pytest imports, sets a width
# where os.environ does not see it, and processes that tests start inherit it.
os.environ.pop("COLUMNS", None)
os.unsetenv("COLUMNS")

# A shell starts what it runs in the background without Ctrl-C, and every process from there on.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def counted(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Return what takes a line about what a test counted, which the end of the run shows."""
    return lambda line: record_property("counted", line)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what tests counted, whether they passed or not."""
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    lines = [
        f"{report.nodeid.rpartition('::')[2]}: {value}"
        for report in reports
        for name, value in report.user_properties
        if name == "counted" and report.when == "call"
    ]
    if lines:
        terminalreporter.section("counted")
        terminalreporter.write_line("\n".join(sorted(lines)))
