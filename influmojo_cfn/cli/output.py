"""The one way in which commands print: whole, to whatever stream there is, and never in vain.

A stream that is closed early (``| head -1``) takes nothing away from what a command found: the rest
goes nowhere, and the exit code is the command's own.
"""

from __future__ import annotations

import os
import sys
from typing import TextIO

import click

from influmojo_cfn.errors import Error


def prepare_streams() -> None:
    """Have both streams write escapes for what their encoding cannot hold."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def say(text: str = "", *, err: bool = False) -> None:
    """Print one line; texts of files in it are shown, whatever they hold (report/printable.py)."""
    from influmojo_cfn.report.printable import printable

    show(printable(text) or "\n", err=err)


def show(text: str, *, err: bool = False) -> None:
    """Print a document, or what ``report`` wrote, as it is, with a line break at its end."""
    try:
        click.echo(text, nl=bool(text) and not text.endswith("\n"), err=err)
    except BrokenPipeError:
        discard(sys.stderr if err else sys.stdout)


def say_error(error: Error) -> int:
    """Print every problem of an error; return the exit code."""
    for problem in error.problems:
        say(f"error: {problem}", err=True)
    return error.exit_code


def discard(stream: TextIO) -> None:
    """Send what is still to be written, and what a stream still holds, to nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def is_terminal() -> bool:
    """Return whether standard output is there and is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()
