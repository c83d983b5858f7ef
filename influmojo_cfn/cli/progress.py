"""A line on a terminal that says what takes long, and is gone when there is something to print."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread
from typing import TextIO

FIRST = 2.0
"""Seconds before the first word."""
_NEXT = 1.0
_ERASE = "\r\x1b[K"


class ProgressLine:
    """The one line of a command that runs, on a terminal."""

    def __init__(self, what: str, stream: TextIO) -> None:
        self.what = what
        self._stream = stream
        self._ended = Event()
        self._lock = Lock()
        self._shown = False
        self._thread = Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin to count."""
        self._thread.start()

    def erase(self) -> None:
        """Take the line away, for something else to be printed."""
        with self._lock:
            if self._shown:
                self._write(_ERASE)
                self._shown = False

    def end(self) -> None:
        """Stop, and take the line away."""
        self._ended.set()
        self._thread.join()
        self.erase()

    def _run(self) -> None:
        wait, seconds = FIRST, 0.0
        while not self._ended.wait(wait):
            seconds += wait
            wait = _NEXT
            with self._lock:
                self._write(f"{_ERASE}{self.what}: {seconds:.0f} s ...")
                self._shown = True

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):  # The terminal is gone.
            self._ended.set()


_current: ProgressLine | None = None


def erase_progress() -> None:
    """Take the line of the command that runs away, if there is one."""
    if _current is not None:
        _current.erase()


def tell_progress(what: str) -> bool:
    """Have the line of a terminal say what the command does now; return whether there is one."""
    if _current is not None:
        _current.what = what
    return _current is not None


@contextmanager
def progress_of(command: str) -> Iterator[None]:
    """Yield on a terminal that a command runs, once it takes long."""
    global _current
    stream = sys.stderr
    # A terminal without escape sequences would show each of them.
    if stream is None or not stream.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    line = _current = ProgressLine(command, stream)
    line.start()
    try:
        yield
    finally:
        _current = None
        line.end()
