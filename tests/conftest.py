"""What every test shares: the repository, and the command line run as a user runs it."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings

from tests.case_names import name_of
from tests.emulator import as_root, descriptions_read_once, emulator, shared_emulator, shell_path
from tests.worker_reports import send_what_is_shown

__all__ = ["as_root", "descriptions_read_once", "emulator", "shared_emulator", "shell_path"]

ROOT = Path(__file__).parent.parent

# A busy machine must not fail a property, and what a change did not cause must not fail its tests:
# each run draws the same examples. ``make fuzz`` draws others each time.
settings.register_profile("same", deadline=None, derandomize=True)
settings.register_profile("random", max_examples=300, deadline=None, print_blob=True)
settings.load_profile("same")

# Tens of thousands of tests and the modules that they import stay until the end: looking through
# them for garbage again and again takes a fifth of the time in which they are collected.
gc.set_threshold(100_000, 50, 50)

# So that a process started by a test, in whatever folder, imports this checkout.
os.environ["PYTHONPATH"] = str(ROOT)

# What commands print into a pipe is as wide as it is. readline, which pytest imports, sets a width
# where os.environ does not see it, and processes that tests start inherit it.
os.environ.pop("COLUMNS", None)
os.unsetenv("COLUMNS")

# A terminal of a test knows escape sequences, whichever terminal the tests run in.
os.environ["TERM"] = "xterm"
os.environ.pop("NO_COLOR", None)

# Tests start this package hundreds of times, and two processes read all tests: each of them would
# compile again what the one before compiled.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# A shell starts what it runs in the background without Ctrl-C, and every process from there on.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Name a row of a table by what it holds."""
    return name_of(val)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Have a process of pytest-xdist send what is shown of a test, and nothing else."""
    for plugin in session.config.pluginmanager.get_plugins():
        if type(plugin).__name__ == "WorkerInteractor":
            plugin.sendevent = partial(send_what_is_shown, plugin.sendevent)


def pytest_collection_finish() -> None:
    """Leave what was collected out of every later search for garbage."""
    gc.freeze()


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
