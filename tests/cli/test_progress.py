"""What takes long says so on a terminal, in one line that goes away."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
import time

import pytest

from influmojo_cfn.cli import progress
from influmojo_cfn.cli.progress import ProgressLine, progress_of
from tests.conftest import ROOT

ERASE = "\r\x1b[K"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "FIRST", 0.01)
    monkeypatch.setattr(progress, "_NEXT", 0.01)


def waited(stream: io.StringIO, text: str) -> None:
    for _ in range(500):
        if text in stream.getvalue():
            return
        time.sleep(0.01)
    raise AssertionError(stream.getvalue())


@pytest.mark.usefixtures("quick")
def test_a_line_says_what_runs_and_is_erased() -> None:
    stream = Terminal()
    line = ProgressLine("prove", stream)
    line.start()
    waited(stream, "prove: 0 s ...")
    line.end()
    assert stream.getvalue().endswith(ERASE)


def test_what_is_quick_says_nothing() -> None:
    stream = Terminal()
    line = ProgressLine("prove", stream)
    line.start()
    line.end()
    assert stream.getvalue() == ""


@pytest.mark.usefixtures("quick")
def test_the_line_is_gone_before_something_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    from influmojo_cfn.cli.output import show

    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    with progress_of("diff"):
        waited(stream, "diff: 0 s ...")
        show("answer", err=True)
    assert f"...{ERASE}answer\n" in stream.getvalue()


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()], ids=["a file", "a dumb terminal"])
def test_what_cannot_erase_a_line_gets_no_progress(
    stream: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "dumb" if stream.isatty() else "xterm")
    monkeypatch.setattr(sys, "stderr", stream)
    with progress_of("diff"):
        time.sleep(0.05)
    assert stream.getvalue() == ""


def test_a_terminal_that_is_gone_ends_it() -> None:
    stream = Terminal()
    line = ProgressLine("prove", stream)
    stream.close()
    line._write("x")
    line.start()
    line.end()


@pytest.mark.parametrize(("name", "talks"), [("prove", True), ("check", False)])
def test_a_command_on_a_terminal_says_that_it_runs(name: str, talks: bool) -> None:
    slow = (
        "import sys, time\nfrom influmojo_cfn.cli import progress, group, main\n"
        "progress.FIRST = progress._NEXT = 0.01\n"
        "group.main = lambda *a, **k: time.sleep(0.5)\n"
        f"main([{name!r}, 'x'])"
    )
    ours, theirs = pty.openpty()
    ended = subprocess.run(
        [sys.executable, "-c", slow], cwd=ROOT, stderr=theirs, stdin=subprocess.DEVNULL, check=False
    )
    os.write(theirs, b"end\n")
    found = os.read(ours, 10_000).decode()
    os.close(theirs)
    os.close(ours)
    assert ended.returncode == 0
    assert (f"{name}: 0 s ..." in found) == talks
