"""The command of a recording: signals are passed on to it, and its exit code is passed back."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from influmojo_cfn.errors import Error

_PASSED_ON = ("SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2")
_BY_SIGNAL = 128
"""A shell's exit code of a command that a signal ended is this and the signal's number."""


def run(command: Sequence[str], environment: Mapping[str, str]) -> int:
    """Run a command to its end and return its exit code, as a shell has it.

    A terminal sends Ctrl-C to the command too, so that it is waited for; a second one ends it.

    Raises:
        Error: the command cannot be run.
    """
    try:
        process = subprocess.Popen(list(command), env=dict(environment))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise Error(f"{command[0]}: cannot be run: {reason}; give a program on PATH") from error
    with _passed_on(process):
        code = _ended(process)
    return code if code >= 0 else _BY_SIGNAL - code


def _ended(process: subprocess.Popen[bytes]) -> int:
    interrupted = False
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            if interrupted:
                process.kill()
            elif not sys.stdin or not sys.stdin.isatty():
                process.send_signal(signal.SIGINT)
            interrupted = True


@contextmanager
def _passed_on(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Pass signals on to a process for a ``with`` block; only the main thread can."""
    numbers = [getattr(signal, name) for name in _PASSED_ON if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        numbers = []
    before = {
        number: signal.signal(number, lambda got, _: process.send_signal(got)) for number in numbers
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def signal_of(code: int) -> str:
    """Return the name of the signal that an exit code tells of, or an empty string."""
    try:
        return signal.Signals(code - _BY_SIGNAL).name
    except ValueError:
        return ""
