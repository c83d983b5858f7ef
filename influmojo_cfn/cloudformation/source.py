"""Where a template or policy document comes from: a file, a revision of one, or plain data."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from os import PathLike
from pathlib import Path as FilePath
from typing import Any

from influmojo_cfn.arguments import SOURCE, check_arguments
from influmojo_cfn.cloudformation.reader import Document, parse, read_document
from influmojo_cfn.cloudformation.sections import check_sections
from influmojo_cfn.errors import Error, Path, Problem, TemplateError, key_path
from influmojo_cfn.files import unreadable
from influmojo_cfn.input_files import TEMPLATE, not_one

Source = str | PathLike[str] | Mapping[str, Any]
"""A file, ``REVISION:PATH`` of a git repository, or the data of a document."""

_SECONDS = 60


def read_source(source: Source) -> Document:
    """Return the document of a source.

    Args:
        source: a file's name; ``REVISION:PATH``, such as ``main:template.yaml``, where there is no
            file of that name; or a mapping with intrinsic functions in their long form.

    Raises:
        Error: the source is of another type, or cannot be read.
        TemplateError: its text is not YAML or JSON.
    """
    check_arguments(source=(source, SOURCE))
    if isinstance(source, Mapping):
        _check_keys(source)
        return Document(source)
    text = str(source)
    path = FilePath(text)
    try:
        is_file = path.exists()
    except OSError as error:
        raise unreadable(text, error) from error
    return read_document(path) if is_file or ":" not in text else parse(_at_revision(text), text)


def _check_keys(data: Mapping[str, Any]) -> None:
    """Reject data with keys that are not strings, which no file has."""
    ahead: list[tuple[Path, Any]] = [((), data)]
    while ahead:
        path, value = ahead.pop()
        if isinstance(value, Mapping):
            for key, inner in value.items():
                if not isinstance(key, str):
                    message = f"has the key {key!r}; expected a string"
                    raise TemplateError(Problem(key_path(path) or "source", message))
                ahead.append(((*path, key), inner))
        elif isinstance(value, list):
            ahead += [((*path, index), inner) for index, inner in enumerate(value)]


def read_template(path: FilePath) -> Document:
    """Read a template from a file.

    Raises:
        Error: the file cannot be read.
        TemplateError: it is not YAML or JSON, not a template (another type of file is named), or
            its sections have a wrong shape.
    """
    document = read_document(path)
    if not isinstance(document.data, Mapping) or TEMPLATE.key not in document.data:
        raise TemplateError(Problem("", not_one(document.data, TEMPLATE), str(path)))
    check_sections(document)
    return document


def file_beside(source: str, location: str) -> str:
    """Return the file that a location without a scheme names next to another, or nothing.

    Beside a file of a revision it is one of the same revision.
    """
    if not source or not location or ("://" in location and not location.startswith("file://")):
        return ""
    location = location.removeprefix("file://")
    if ":" in source and not FilePath(source).exists():
        revision, _, path = source.partition(":")
        return f"{revision}:{posixpath.normpath(posixpath.join(posixpath.dirname(path), location))}"
    return str(FilePath(source).parent / location)


def document_at(source: str) -> Document | None:
    """Return the document of a file or of a revision; None where it doesn't exist.

    Raises:
        TemplateError: it cannot be read.
    """
    if ":" in source and not FilePath(source).exists():
        try:
            return read_source(source)
        except TemplateError:
            raise
        except Error:
            return None
    return read_source(source) if is_file(source) else None


def is_file(source: str) -> bool:
    """Return whether there is a file of a name."""
    try:
        return FilePath(source).is_file()
    except OSError:  # Its name is too long, or its folder cannot be searched.
        return False


def document_beside(source: str, location: str) -> Document | None:
    """Return the document that a location names next to a file; None where it is not at hand.

    Raises:
        TemplateError: it cannot be read.
    """
    found = file_beside(source, location)
    return document_at(found) if found and found != source else None


def _at_revision(source: str) -> str:
    import subprocess

    revision, _, path = source.partition(":")
    if not revision or not path or revision.startswith("-"):
        raise Error(f"{source}: is neither a file nor REVISION:PATH; check its path")
    try:
        for spelled in (f"{revision}:{path}", f"{revision}:./{path}"):
            found = subprocess.run(
                ["git", "show", spelled], capture_output=True, check=False, timeout=_SECONDS
            )
            if found.returncode == 0:
                return found.stdout.decode("utf-8-sig")
    except FileNotFoundError as error:
        raise Error(
            f"{source}: is not a file, and git is not installed to read a revision; install git"
        ) from error
    except UnicodeDecodeError as error:
        raise Error(
            f"{source}: is not UTF-8 text (byte {error.start}); save it as UTF-8"
        ) from error
    message = found.stderr.decode("utf-8", "replace").strip().splitlines()
    raise Error(f"{source}: is not a file, and git reports: {message[0] if message else 'nothing'}")
