"""The processor time that a validator can use in this thread, before it is stopped.

A thread of its own watches, since a signal would reach the main thread alone, and a process of its
own would import the validator again.
Source: https://docs.python.org/3/c-api/init.html#c.PyThreadState_SetAsyncExc (read 2026-11-28).
"""

from __future__ import annotations

import ctypes
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Lock, Thread, get_ident

_SECONDS = 5.0
_SECONDS_OF_A_KILOBYTE = 0.08
"""Twice what cfn-lint 1.58 takes for 500 roles (38 ms for a kilobyte, measured 2026-11-28)."""
_LOOK = 0.2
"""Seconds between two looks at the clock."""


class TooLong(BaseException):
    """The time is used up; no Exception, since a validator takes those for faults of a rule."""


def seconds_for(text: str) -> float:
    """Return how long a validator can take for a template."""
    return _SECONDS + len(text) / 1000 * _SECONDS_OF_A_KILOBYTE


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Stop what this thread does within, once it used that much processor time.

    Raises:
        TooLong: it was stopped.
    """
    caller, clock = get_ident(), _clock()
    begun, ended, lock = clock(), Event(), Lock()

    def watch() -> None:
        while not ended.wait(_LOOK):
            if clock() - begun > seconds:
                with lock:
                    if not ended.is_set():
                        _raise_in(caller, TooLong)
                return

    watcher = Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        with lock:
            ended.set()
        _raise_in(caller, None)  # What was about to come would come after the end.


def _clock() -> Callable[[], float]:
    """Return the clock of this thread's processor time; that of the wall where there is none."""
    if not hasattr(time, "pthread_getcpuclockid"):
        return time.monotonic
    clock = time.pthread_getcpuclockid(get_ident())
    return lambda: time.clock_gettime(clock)


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread), ctypes.py_object(error) if error else None
    )
