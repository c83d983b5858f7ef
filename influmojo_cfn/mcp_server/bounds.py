"""The folder that a server is bounded to: what a call reads, writes, runs and connects to.

A path that is given is looked at before the call. What a file names in turn (the template of a
nested stack, the app of a claim) is only known while the call runs. So Python's audit hook watches
each call, and raises an error.

Source: https://docs.python.org/3/library/audit_events.html (read 2026-11-27).
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType
from typing import Any

import influmojo_cfn
from influmojo_cfn.checks.settings import FILES as LINT_SETTINGS
from influmojo_cfn.errors import Error, Problem
from influmojo_cfn.evidence.call_extractor import ARGUMENTS, program

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGES = {
    **dict.fromkeys(("os.remove", "os.rmdir", "os.mkdir", "os.truncate", "os.chmod"), 1),
    **dict.fromkeys(("os.rename", "os.link", "os.symlink"), 2),
}
"""Events that change files to how many of their arguments are paths."""
_PROGRAMS = {"os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.startfile"}
_NETWORK = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"}


class Bounds:
    """The folder of a server, and whether it writes.

    ``opened`` are the files that the call opened, and ``is_repeatable`` tells whether it read them
    alone: it wrote nothing and started no program.

    Raises:
        Error: the folder doesn't exist.
    """

    def __init__(self, folder: Path, *, allow_write: bool = False) -> None:
        if not folder.is_dir():
            raise Error(Problem(str(folder), "is not a folder; name the folder of the project"))
        self.folder = folder.resolve()
        self.allow_write = allow_write
        self._is_repository = (self.folder / ".git").exists()
        self._code = tuple(_code_folders(self.folder))
        self._installed = tuple(
            each for each in self._code if not Path(each).is_relative_to(self.folder)
        )
        self.settings = {str(Path.home() / name) for name in LINT_SETTINGS}
        self.opened: set[str] = set()
        self.is_repeatable = True

    def check_file(self, place: str, text: str, *, or_folder: bool = False) -> str:
        """Return a path that a call gives, if it is in the folder.

        Raises:
            Error: it is outside, by its name or by a link, or it is not a file.
        """
        if not _is_path(text):
            raise Error(Problem(place, "is not a path; give a file of the folder"))
        if text == "-":
            raise Error(Problem(place, "standard input is the protocol's; give a file"))
        path = self.folder / text
        if not self._is_inside(text):
            named = path.is_symlink() or self._is_in(os.path.normpath(path))
            how = "is a link that leaves" if named else "is outside"
            raise Error(Problem(place, f"{text} {how} {self.folder}; give a file of this folder"))
        if _exists(path) and not path.is_file() and not (or_folder and path.is_dir()):
            raise Error(Problem(place, f"{text} is not a file; give a file"))
        return text

    def check_source(self, place: str, text: str) -> str:
        """Return a file, or ``REVISION:PATH`` of git, that a call gives, if it is in the folder.

        Raises:
            Error: it is outside.
        """
        if ":" not in text or not _is_path(text) or _exists(self.folder / text):
            return self.check_file(place, text)
        revision, _, path = text.partition(":")
        if _leaves(path):
            raise Error(Problem(place, f"{text} is outside {self.folder}; give a path within it"))
        return text if self._is_repository else f"{revision}:./{os.path.normpath(path)}"

    @contextmanager
    def enforced(self) -> Iterator[None]:
        """Reject what leaves the folder, until the block ends."""
        global _enforced
        _install()
        self.opened, self.is_repeatable = set(), True
        _enforced = self
        try:
            yield
        finally:
            _enforced = None

    def audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Look at an event of Python.

        Raises:
            PermissionError: the call would leave the folder, write, run a program or connect.
        """
        if event == "open":
            self._opened(arguments[0], arguments[2])
        elif event in _CHANGES:
            for path in arguments[: _CHANGES[event]]:
                self._changed(path)
        elif event == "exec":
            self._executed(arguments[0])
        elif event == "subprocess.Popen":
            self._started(arguments[1])
        elif event in _PROGRAMS:
            raise _refused("this server starts no programs")
        elif event in _NETWORK:
            raise _refused("this server opens no connections")

    def _opened(self, path: Any, flags: int) -> None:
        if isinstance(path, int) or path is None or os.fsdecode(path) == os.devnull:
            return
        if flags & _WRITING:
            self._changed(path)
            return
        text = os.fsdecode(path)
        known = text in self.settings or text.startswith(self._code)
        if not known and not self._is_inside(text):
            raise _refused(f"it is outside {self.folder}, to which this server is bounded", text)
        if not text.startswith(self._installed):
            self.opened.add(str(self.folder / text))

    def _changed(self, path: Any) -> None:
        self.is_repeatable = False
        if isinstance(path, int):
            return
        text = os.fsdecode(path)
        if not self.allow_write:
            raise _refused("this server is read-only; start it with --allow-write", text)
        if not self._is_inside(text):
            raise _refused(f"it is outside {self.folder}, to which this server is bounded", text)

    def _executed(self, code: Any) -> None:
        name = code.co_filename if isinstance(code, CodeType) else ""
        if Path(name).is_absolute() and not name.startswith(self._code):
            raise _refused("it is code of another folder, which this server does not run", name)

    def _started(self, command: Any) -> None:
        """Reject all programs but ``git show REVISION:PATH``, and the extractor of files in it."""
        self.is_repeatable = False
        words = [os.fsdecode(word) for word in command]
        if tuple(words[1:4]) == ARGUMENTS and words[0] == program():
            outside = [each for each in words[5:] if not self._is_inside(each)]
            if outside:
                raise _refused(f"it is outside {self.folder}", outside[0])
            return
        if words[:2] != ["git", "show"] or len(words) != 3:
            raise _refused("this server starts no programs")
        path = words[2].partition(":")[2]
        if _leaves(path) or not (self._is_repository or path.startswith("./")):
            raise _refused(f"it is outside {self.folder}, to which this server is bounded", path)

    def _is_inside(self, text: str) -> bool:
        """Return whether a path is in the folder, whatever links lead to."""
        return self._is_in(os.path.realpath(self.folder / text))

    def _is_in(self, whole: str) -> bool:
        return Path(whole).is_relative_to(self.folder)


_enforced: Bounds | None = None
_installed = False


def _install() -> None:
    """Install the hook, once: Python never takes one away."""
    global _installed
    if not _installed:
        _installed = True
        sys.addaudithook(_audit)


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if _enforced is not None:
        _enforced.audit(event, arguments)


def _refused(reason: str, path: str | None = None) -> PermissionError:
    return PermissionError(errno.EACCES, reason, path)


def _is_path(text: str) -> bool:
    """Return whether a string can be the path of a file."""
    try:
        return bool(text) and b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:
        return False


def _exists(path: Path) -> bool:
    """Return whether a path exists, also for a name that is too long for one."""
    try:
        return path.exists()
    except OSError:
        return False


def _leaves(path: str) -> bool:
    """Return whether a path of a git revision is not below the folder."""
    return not path or path.startswith("/") or os.path.normpath(path).split("/")[0] == ".."


def _code_folders(folder: Path) -> Iterator[str]:
    """Yield the folders of Python's code and data: all but those that the folder is in."""
    package = Path(influmojo_cfn.__file__).parent
    for text in (str(package), str(Path(os.__file__).parent), *sys.path):
        path = Path(text).resolve()
        if text and path.is_dir() and not folder.is_relative_to(path):
            for spelled in {str(path), os.path.abspath(text)}:  # noqa: PTH100
                yield os.path.join(spelled, "")  # noqa: PTH118
