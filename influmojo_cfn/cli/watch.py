"""A command that runs again whenever one of its files changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from influmojo_cfn.cli.output import say, say_error
from influmojo_cfn.errors import Error

_SECONDS = 0.3
"""Between two looks: too short to notice, too long to cost anything."""

FileState = tuple[tuple[int, int], ...]


def watched(run: Callable[[], int], files: Sequence[Path]) -> int:
    """Run now and after each change, until Ctrl-C; return the last exit code.

    An error, such as a file that an editor is just replacing, is printed and does not end it.
    """
    code = 0
    try:
        while True:
            seen = _state(files)
            code = _tolerant(run)
            say("watching for changes; Ctrl-C ends it", err=True)
            while _state(files) == seen:
                time.sleep(_SECONDS)
            say(err=True)
    except KeyboardInterrupt:
        return code


def _tolerant(run: Callable[[], int]) -> int:
    try:
        return run()
    except Error as error:
        return say_error(error)


def _state(files: Sequence[Path]) -> FileState:
    """Return time and size of each file; of one that is missing neither."""
    return tuple(_stamp(path) for path in files)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, -1
    return found.st_mtime_ns, found.st_size
