"""Files read within bounds, and written whole or not at all."""

from __future__ import annotations

import codecs
import errno
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from influmojo_cfn.errors import Error, Problem, WriteError

MAX_INPUT_BYTES = 5_000_000
"""Five times the largest template CloudFormation takes (1 MB), so that nothing real is rejected."""


_INPUTS: ContextVar[dict[Path, None] | None] = ContextVar("inputs", default=None)
"""The files that the command read until now, which it does not write."""


@contextmanager
def inputs_kept() -> Iterator[None]:
    """Reject writing a file that was read in the block, also one that another file names."""
    before = _INPUTS.set({})
    try:
        yield
    finally:
        _INPUTS.reset(before)


def keep_input(path: Path) -> None:
    """Take note of a file that is read, where a command does."""
    kept = _INPUTS.get()
    if kept is not None:
        kept[path] = None


def read_text(path: Path, *, limit: int = MAX_INPUT_BYTES, takes_utf_16: bool = False) -> str:
    """Return the text of ``path`` (UTF-8, at most ``limit`` bytes); ``-`` is standard input.

    With ``takes_utf_16`` it can be UTF-16 with its mark, as Windows PowerShell writes what a
    command prints.

    Raises:
        Error: the file is missing, unreadable, too large, or not UTF-8.
    """
    try:
        if str(path) == "-":
            if sys.stdin is None:
                raise Error("-: standard input is closed; name a file")
            data = sys.stdin.buffer.read(limit + 1)
        else:
            with path.open("rb") as stream:
                data = stream.read(limit + 1)
            keep_input(path)
    except OSError as error:
        raise unreadable(path, error) from error
    if len(data) > limit:
        raise Error(f"{path}: is larger than {limit:,} bytes; give a smaller file")
    is_wide = takes_utf_16 and data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Error(f"{path}: is not UTF-8 text (byte {error.start}); save it as UTF-8") from error


def unreadable(path: Path | str, error: OSError) -> Error:
    """Return the error of a file that cannot be read, with what to do."""
    fix = {
        errno.EISDIR: "give a file in it",
        errno.EACCES: "allow yourself to read it",
    }.get(error.errno or 0, "check its path")
    return Error(f"{path}: cannot be read: {error.strerror}; {fix}")


def _with_fix(error: OSError) -> str:
    """Return why a file cannot be written, and what to do about it."""
    fix = {
        errno.EISDIR: "name a file in it",
        errno.EACCES: "allow yourself to write it, or name another file",
        errno.ENOSPC: "free some space",
    }.get(error.errno or 0, "name another file")
    return f"{error.strerror}; {fix}"


def write_text(path: Path, text: str) -> None:
    """Write ``text`` to ``path``: a temporary file next to it first, then one rename.

    A link stays a link: what it points to is written. What is not a file, such as ``/dev/stdout``
    or a named pipe, is written as it stands, since a rename would take its place.

    Raises:
        WriteError: the file could not be written, or was read (:func:`inputs_kept`); what stood
            there is untouched.
    """
    check_overwriting(_INPUTS.get() or (), [path])
    try:
        target = path.resolve()
        if target.exists() and not target.is_file() and not target.is_dir():
            target.write_text(text, "utf-8")
        else:
            _replace(target, text)
    except FileNotFoundError as error:
        missing = next((each for each in (path.parent, *path.parents) if not each.exists()), None)
        words = f"folder {missing} doesn't exist; create it" if missing else _with_fix(error)
        raise WriteError(f"{path}: cannot be written: {words}") from error
    except OSError as error:
        raise WriteError(f"{path}: cannot be written: {_with_fix(error)}") from error
    except RuntimeError as error:  # Links that point to each other, before Python 3.13.
        raise WriteError(
            f"{path}: cannot be written: its links end nowhere; name another file"
        ) from error


def check_overwriting(inputs: Iterable[Path | None], outputs: Iterable[Path | None]) -> None:
    """Reject outputs that are an input, or another output, by whatever path or link.

    ``-`` is standard input, or standard output, which is not a file that could be lost.

    Raises:
        WriteError: an output is also an input, or there twice; nothing has been written.
    """
    stdin = Path("/dev/stdin")
    taken = [
        (stdin if str(path) == "-" else path, "is the file that is read") for path in inputs if path
    ]
    problems = []
    for output in outputs:
        if output is None or str(output) == "-":
            continue
        words = next((words for path, words in taken if _is_same(path, output)), None)
        if words:
            problems.append(Problem(str(output), f"{words}; name another file for the output"))
        taken.append((output, "is written twice"))
    if problems:
        raise WriteError(problems)


def _is_same(one: Path, other: Path) -> bool:
    try:
        if one.exists() and other.exists():  # Also by a hard link, or letters of another case.
            return one.samefile(other) and one.is_file()
        return one.resolve() == other.resolve()
    except (OSError, RuntimeError):  # What cannot be looked up cannot be written either.
        return False


def _replace(path: Path, text: str) -> None:
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
    # As tempfile does, which takes longer to import than a template to write.
    temporary = path.parent / f".{path.name}.{os.urandom(6).hex()}"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def make_folder(path: Path) -> None:
    """Make a folder and those above it; nothing happens where it is there.

    Raises:
        WriteError: it cannot be made, or something else has its name.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise WriteError(f"{path}: is not a folder; name another") from error
    except OSError as error:
        raise WriteError(
            f"{path}: cannot be made: {error.strerror}; name another folder"
        ) from error


def write_all(texts: Mapping[Path, str]) -> None:
    """Write every file, and the folders they are in, or none: a failure removes what is new.

    What a file held before that was replaced is written back.

    Raises:
        WriteError: a file could not be written, or was read; all are as they were.
    """
    check_overwriting(_INPUTS.get() or (), texts)
    before = {path: _content(path) for path in texts}
    parents = {folder for path in texts for folder in path.parents if not folder.exists()}
    done: list[Path] = []
    try:
        for path, text in texts.items():
            make_folder(path.parent)
            done.append(path)
            write_text(path, text)
    except BaseException:  # Also Ctrl-C between two files.
        for path in done:
            held = before[path]
            if _content(path) == held:
                continue
            if held is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(held)
        for folder in sorted(parents, key=lambda each: len(each.parts), reverse=True):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
        raise


def _content(path: Path) -> bytes | None:
    """Return what a file holds, None where there is none."""
    try:
        return path.read_bytes() if path.is_file() else None
    except OSError as error:
        raise WriteError(f"{path}: cannot be replaced: {error.strerror}") from error


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


def path_in_repository(path: Path) -> Path:
    """Return a path from the root of the repository; as it is given where it is outside.

    Without a repository, the root is the working directory.
    """
    try:
        here = Path.cwd()
        root = next((each for each in (here, *here.parents) if (each / ".git").exists()), here)
        return Path(os.path.normpath(path.absolute())).relative_to(root)
    except (OSError, ValueError):  # Outside, or the working directory was removed.
        return path
