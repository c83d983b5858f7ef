"""The source files of an application, and which are not read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from influmojo_cfn.errors import Error
from influmojo_cfn.evidence.dependency_files import (
    Dependency,
    dependencies_above,
    dependencies_of,
)
from influmojo_cfn.evidence.java_properties import NAMES, properties_of
from influmojo_cfn.files import keep_input

LANGUAGES = {
    ".py": "python",
    ".ts": "typescript",
    ".tsx": "typescript",
    ".mts": "typescript",
    ".cts": "typescript",
    ".js": "javascript",
    ".jsx": "javascript",
    ".mjs": "javascript",
    ".cjs": "javascript",
    ".go": "go",
    ".java": "java",
}
OTHER_LANGUAGES = {
    ".c": "C",
    ".cc": "C++",
    ".cpp": "C++",
    ".cs": "C#",
    ".ex": "Elixir",
    ".kt": "Kotlin",
    ".php": "PHP",
    ".rb": "Ruby",
    ".rs": "Rust",
    ".scala": "Scala",
    ".sh": "shell",
    ".swift": "Swift",
}
"""Languages that are not read; their files are counted, so that no one takes them for read."""

SKIPPED_FOLDERS = frozenset(
    {
        "node_modules",
        "vendor",
        "venv",
        ".venv",
        "site-packages",
        "__pycache__",
        "cdk.out",
        "dist",
        "build",
        "target",
        "coverage",
        "test",
        "tests",
        "__tests__",
        "testdata",
    }
)
_TEST = re.compile(
    r"test_.*\.py|.*_test\.(py|go)|conftest\.py|.*\.(test|spec)\.[cm]?[jt]sx?|.*\.d\.ts|.*Tests?\.java"
    r"|.*\.min\.js"
)
LARGEST_FILE = 2_000_000


@dataclass(frozen=True, kw_only=True)
class SourceFile:
    """A file of a language that is read, under the name that it is called by."""

    path: Path
    name: str
    language: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Sources:
    """The source files below some paths.

    ``unread`` counts the files of each language that is not read. ``skipped`` names files that
    cannot be read, with the reason. ``properties`` are those of the files of Java frameworks.
    ``dependencies`` are the packages that the application's own files name.
    """

    files: tuple[SourceFile, ...]
    unread: tuple[tuple[str, int], ...] = ()
    skipped: tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    dependencies: tuple[Dependency, ...] = ()


def source_files(paths: Sequence[Path]) -> Sources:
    """Return the source files of paths: files, and folders without tests and dependencies.

    Raises:
        Error: a path does not exist.
    """
    found: dict[Path, SourceFile] = {}
    unread: dict[str, int] = {}
    skipped = []
    properties: dict[str, str] = {}
    dependencies: list[Dependency] = []
    for path in paths:
        if not path.exists():
            raise Error(f"{path}: does not exist; give a file or a folder of source code")
        before = len(dependencies)
        for file in [path] if path.is_file() else _below(path):
            dependencies += dependencies_of(file)
            language = LANGUAGES.get(file.suffix)
            if NAMES.fullmatch(file.name):
                properties |= properties_of(file)
            if language is None:
                if other := OTHER_LANGUAGES.get(file.suffix):
                    unread[other] = unread.get(other, 0) + 1
                continue
            name = _name(file)
            text, problem = _text_of(file)
            if problem:
                skipped.append(f"{name}: {problem}")
                continue
            found.setdefault(
                file.resolve(), SourceFile(path=file, name=name, language=language, text=text)
            )
        if len(dependencies) == before:
            dependencies += dependencies_above(path)
    return Sources(
        files=tuple(found.values()),
        unread=tuple(sorted(unread.items())),
        skipped=tuple(skipped),
        properties=properties,
        dependencies=tuple(dict.fromkeys(dependencies)),
    )


def _text_of(file: Path) -> tuple[str, str]:
    """Return the text of a file, or why it is skipped."""
    keep_input(file)
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError:
        return "", "it is not UTF-8"
    except OSError as error:
        return "", error.strerror or "it cannot be read"
    if len(text) > LARGEST_FILE:
        return "", f"it has more than {LARGEST_FILE:,} characters"
    return text, ""


def _name(file: Path) -> str:
    return file.as_posix()


def _below(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(
            each for each in folders if each not in SKIPPED_FOLDERS and not each.startswith(".")
        )
        for name in sorted(names):
            if not _TEST.fullmatch(name):
                yield Path(root) / name
