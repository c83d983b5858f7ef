"""What a command leaves running is awaited, and named where it runs on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from influmojo_cfn.recording import left_running
from influmojo_cfn.recording.left_running import awaited

ENDPOINT = "http://127.0.0.1:1"
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows environments")


@pytest.fixture
def started() -> Iterator[list[subprocess.Popen[bytes]]]:
    processes: list[subprocess.Popen[bytes]] = []
    yield processes
    for process in processes:
        process.kill()
        process.wait()


def start(seconds: float, endpoint: str, *words: str) -> subprocess.Popen[bytes]:
    code = f"import time; time.sleep({seconds})"
    environment = {**os.environ, "AWS_ENDPOINT_URL": endpoint}
    command = [sys.executable, "-c", code, *words]
    return subprocess.Popen(command, env=environment, start_new_session=True)


@linux
def test_what_runs_on_is_named(started: list[subprocess.Popen[bytes]]) -> None:
    started.append(start(60, ENDPOINT, "worker"))
    started.append(start(60, f"{ENDPOINT}2", "of another recording"))
    begun = time.monotonic()
    (found,) = awaited(ENDPOINT, 0.5)
    assert time.monotonic() - begun >= 0.5
    assert found.startswith(f"process {started[0].pid}: {sys.executable} -c")
    assert "worker" in found


@linux
def test_what_ends_is_awaited(started: list[subprocess.Popen[bytes]]) -> None:
    started.append(start(1, ENDPOINT))
    assert awaited(ENDPOINT, 300) == ()
    assert started[0].poll() == 0


@linux
def test_a_long_command_is_cut(started: list[subprocess.Popen[bytes]]) -> None:
    started.append(start(60, ENDPOINT, "x" * 500))
    (found,) = awaited(ENDPOINT, 0)
    assert found.endswith("...")
    assert len(found) < 120


def test_nothing_is_awaited_where_no_process_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(left_running, "PROCESSES", tmp_path)
    (tmp_path / "12").mkdir()  # It ended, or it is of another user.
    assert awaited(ENDPOINT, 60) == ()
