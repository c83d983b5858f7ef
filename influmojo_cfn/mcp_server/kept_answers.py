"""Answers kept between calls, for as long as nothing that a call looked at has changed.

A call looks at the files that it opens, and at whether files exist. A folder's time of change tells
of each file that is created, renamed or removed in it. It looks at the clock where a policy does.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from influmojo_cfn.mcp_server.bounds import Bounds

_MOST_ANSWERS = 64
_MOST_FOLDERS = 2_000
"""With more of them the folders take longer to look at than most calls."""
_SKIPPED = frozenset((".git", "node_modules", ".venv", "venv"))
_SETTLED = 100_000_000
"""Nanoseconds after a change in which a second one can have the same time."""

_CLOCK = re.compile(rb"aws:(?:CurrentTime|EpochTime)", re.IGNORECASE)
"""The condition keys whose values are those of now."""

_Stamp = tuple[int, int, int, int] | None
_Answer = TypeVar("_Answer")


class _KeptAnswer(NamedTuple, Generic[_Answer]):
    """An answer, and how all that it depends on was."""

    answer: _Answer
    stamps: Mapping[str, _Stamp]


class KeptAnswers(Generic[_Answer]):
    """The answers of one server.

    Args:
        bounds: the folder of the server; it notes which files a call opens.
    """

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._kept: dict[Hashable, _KeptAnswer[_Answer]] = {}
        self._folders: Mapping[str, _Stamp] = {}

    def answer(self, question: Hashable, ask: Callable[[], _Answer]) -> _Answer:
        """Return the kept answer to a question if it holds, and ask otherwise.

        Raises:
            Error: ``ask`` raises it; nothing is kept.
        """
        kept = self._kept.pop(question, None)
        if kept is None or kept.stamps != _stamps(kept.stamps):
            kept = self._fresh(ask)
        else:  # It can be a part of another answer, which depends on the same files.
            self._bounds.opened.update(kept.stamps)
        if kept.stamps:
            self._kept[question] = kept
            if len(self._kept) > _MOST_ANSWERS:
                del self._kept[next(iter(self._kept))]
        return kept.answer

    def _fresh(self, ask: Callable[[], _Answer]) -> _KeptAnswer[_Answer]:
        """Ask; the answer has no stamps where what it depends on is not known."""
        settled = time.time_ns() - _SETTLED
        if not self._folders or self._folders != _stamps(self._folders):
            self._folders = _stamps(_folders(self._bounds.folder))
        before = {**self._folders, **_stamps(self._bounds.settings)}
        answer = ask()
        stamps = {**_stamps(self._bounds.opened), **before}
        is_known = self._bounds.is_repeatable and len(self._folders) <= _MOST_FOLDERS
        is_settled = all(max(each[:2]) < settled for each in stamps.values() if each)
        is_lasting = is_known and is_settled and not any(map(_asks_the_clock, self._bounds.opened))
        return _KeptAnswer(answer, stamps if is_lasting else {})


def _folders(top: Path) -> Iterator[str]:
    """Yield a folder and those below it, but for those that contain nothing of a project."""
    for count, (folder, folders, _) in enumerate(os.walk(top)):
        yield folder
        if count >= _MOST_FOLDERS:
            return
        folders[:] = [each for each in folders if each not in _SKIPPED]


def _asks_the_clock(path: str) -> bool:
    """Return whether a file has a policy, or anything else, that names the time of a request."""
    try:
        return Path(path).is_file() and bool(_CLOCK.search(Path(path).read_bytes()))
    except (OSError, ValueError):
        return False


def _stamps(paths: Iterable[str]) -> dict[str, _Stamp]:
    return {path: _stamp(path) for path in paths}


def _stamp(path: str) -> _Stamp:
    """Return what changes with a file or a folder; None where it doesn't exist."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino
