"""The one way in which commands print: whole, to whatever stream there is, and never in vain.

A stream that is closed early (``| head -1``) takes nothing away from what a command found. The rest
goes nowhere, and the exit code is the command's own.
"""

from __future__ import annotations

import os
import sys
from typing import TextIO

import click

from influmojo_cfn.cli.progress import erase_progress
from influmojo_cfn.errors import Error


def prepare_streams() -> None:
    """Have both streams write escapes for what their encoding cannot hold."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def line_width(*, err: bool = False) -> int | None:
    """Return the width of lines: COLUMNS, or the terminal's; None for a file or a pipe."""
    given = os.environ.get("COLUMNS", "")
    if given.isdecimal() and int(given):
        return int(given)
    stream = sys.stderr if err else sys.stdout
    if stream is None or not stream.isatty():
        return None
    from shutil import get_terminal_size  # it imports three compressions

    return get_terminal_size().columns


def show_text(text: str, *, err: bool = False) -> None:
    """Print text for people in lines that fit; what programs read goes through :func:`show`."""
    width = line_width(err=err)
    if width is not None:
        from influmojo_cfn.report.line_width import wrapped

        text = wrapped(text, width)
    show(text, err=err)


def say(text: str = "", *, err: bool = False) -> None:
    """Print a message; strings of files in it are escaped as report/printable.py has it."""
    from influmojo_cfn.report.printable import printable

    show_text(printable(text) or "\n", err=err)


def show(text: str, *, err: bool = False) -> None:
    """Print a document, or what ``report`` wrote, as it is, with a line break at its end."""
    erase_progress()
    try:
        click.echo(
            text,
            nl=bool(text) and not text.endswith("\n"),
            err=err,
            color=None if _has_colors() else False,
        )
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


def is_styled() -> bool:
    """Return whether standard output is a terminal that shows colors and links."""
    return is_terminal() and _has_colors()


def _has_colors() -> bool:
    """Return whether the user wants colors, and the terminal knows escape sequences.

    Source: https://no-color.org (read 2026-11-28).
    """
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
