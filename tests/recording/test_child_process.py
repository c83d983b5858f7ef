"""The command of a recording: its exit code, and the signals that it gets."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from influmojo_cfn.errors import Error
from influmojo_cfn.recording.child_process import run, signal_of

PYTHON = sys.executable
WAITS = "import time\ntry:\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    raise SystemExit(5)"


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("raise SystemExit(0)", 0),
        ("raise SystemExit(3)", 3),
        ("import os; os.kill(os.getpid(), 9)", 137),
        ("import os; os.kill(os.getpid(), 15)", 143),
    ],
)
def test_the_exit_code_of_the_command(code: str, expected: int) -> None:
    assert run([PYTHON, "-c", code], os.environ) == expected


@pytest.mark.parametrize("command", ["/nonexistent/command", "/", "a\0b"])
def test_what_cannot_be_run(command: str) -> None:
    with pytest.raises(Error, match="cannot be run"):
        run([command], os.environ)


def test_another_thread_runs_it_too() -> None:
    found: list[int] = []
    thread = threading.Thread(
        target=lambda: found.append(run([PYTHON, "-c", "raise SystemExit(4)"], os.environ))
    )
    thread.start()
    thread.join()
    assert found == [4]


@pytest.mark.parametrize(("number", "expected"), [(signal.SIGTERM, 143), (signal.SIGINT, 5)])
def test_a_signal_is_passed_on(tmp_path: Path, number: int, expected: int) -> None:
    """The command ends by it, and its exit code is still told."""
    started = tmp_path / "started"
    inner = f"open({str(started)!r}, 'w').close()\n{WAITS}"
    outer = (
        "import os, sys\nfrom influmojo_cfn.recording.child_process import run\n"
        f"sys.exit(run([sys.executable, '-c', {inner!r}], os.environ))"
    )
    process = subprocess.Popen([PYTHON, "-c", outer], stdin=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not started.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.2)
    process.send_signal(number)
    assert process.wait(timeout=60) == expected


def test_the_names_of_signals() -> None:
    assert (signal_of(137), signal_of(143), signal_of(3), signal_of(255)) == (
        *("SIGKILL", "SIGTERM", "", ""),
    )
