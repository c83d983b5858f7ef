"""What a project's folder tells of its application: task definitions, Compose files, its name."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from influmojo_cfn.evidence.compose import FILE_NAMES

MOST_FILES = 20_000
"""Files looked at: a folder that has more is not one project's."""

LARGEST = 1_000_000
"""Bytes of a file that is looked into; a task definition has 64 KB at most."""

_SKIPPED = frozenset(
    ("node_modules", "vendor", "venv", "env", "dist", "build", "target", "cdk.out", "__pycache__")
)
_READ_ALTHOUGH_HIDDEN = frozenset((".aws", ".github", ".ecs"))
_TASK_DEFINITION = re.compile(
    r"""["']?(?:[cC]ontainerDefinitions|container[_-]definitions)["']?\s*:|AWS::ECS::TaskDefinition"""
)
_DOCKERFILE = "Dockerfile"
_CONTAINERS = re.compile(
    r'\A\s*\[(?=.*"image"\s*:)(?=.*"(essential|portMappings|logConfiguration)"\s*:)', re.DOTALL
)
"""An array of container definitions, as Terraform takes it."""
_UNREAD: tuple[tuple[tuple[str, ...], re.Pattern[str], str], ...] = (
    (
        (".tf",),
        re.compile(r'\b(?:resource|data)\s+"aws_ecs_task_definition"'),
        "task definitions of Terraform are not read. Run derive on the output of aws ecs "
        "describe-task-definition.",
    ),
    (
        ("manifest.yml", "manifest.yaml"),
        re.compile(r"""^type:\s*["']?(?:[A-Z][\w-]+ )+(?:Service|Job)\b""", re.MULTILINE),
        "manifests of Copilot are not read. Run derive on the template that copilot svc package "
        "prints.",
    ),
    (
        ("cdk.json",),
        re.compile(""),
        "an app of the AWS CDK is not read. Run derive on a template that cdk synth writes to "
        "cdk.out.",
    ),
)
"""Files of other tools that define tasks: their names or suffix, contents, and what to do."""
_GITHUB = re.compile(r"(?:https://(?:[^@/]*@)?|git@|ssh://git@)github\.com[/:]([\w.-]+/[\w.-]+?)/?")


@dataclass(frozen=True, kw_only=True)
class ProjectFolder:
    """A project's folder: the files that tell of the application, as relative paths.

    ``repository`` is OWNER/NAME on GitHub, ``branch`` its default branch. ``unread_files``
    define tasks for another tool, each with what to do. ``built_folders`` have a Dockerfile.
    ``is_complete`` tells whether every file was looked at.
    """

    path: Path
    unread_files: tuple[tuple[Path, str], ...] = ()
    task_definitions: tuple[Path, ...] = ()
    compose_files: tuple[Path, ...] = ()
    built_folders: tuple[Path, ...] = ()
    repository: str | None = None
    branch: str = "main"
    is_complete: bool = True


def read_project_folder(path: Path) -> ProjectFolder:
    """Return what a folder contains; hidden folders and those of dependencies are skipped."""
    definitions, compose, built, unread, seen = [], [], [], [], 0
    for file in _files(path):
        seen += 1
        if seen > MOST_FILES:
            break
        if file.name in FILE_NAMES:
            compose.append(file)
        elif file.name == _DOCKERFILE:
            built.append(file.parent)
        elif why := _why_unread(path / file):
            unread.append((file, why))
        elif file.suffix in (".json", ".yaml", ".yml") and _holds_task_definition(path / file):
            definitions.append(file)
    return ProjectFolder(
        path=path,
        unread_files=tuple(unread),
        task_definitions=tuple(definitions),
        compose_files=tuple(_preferred(compose)),
        built_folders=tuple(built),
        repository=_repository(path),
        branch=_branch(path),
        is_complete=seen <= MOST_FILES,
    )


def _why_unread(path: Path) -> str:
    """Return why a file of another tool is not read; nothing for any other file."""
    rows = (row for row in _UNREAD if path.name in row[0] or path.suffix in row[0])
    return next((why for _, contents, why in rows if contents.search(_text(path))), "")


def _files(top: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(
            name
            for name in folders
            if name in _READ_ALTHOUGH_HIDDEN or not (name.startswith(".") or name in _SKIPPED)
        )
        for name in sorted(names):
            yield Path(folder, name).relative_to(top)


def _preferred(files: list[Path]) -> Iterator[Path]:
    """Yield the file that Compose reads in each folder."""
    for folder in dict.fromkeys(file.parent for file in files):
        yield min((f for f in files if f.parent == folder), key=lambda f: FILE_NAMES.index(f.name))


def _holds_task_definition(path: Path) -> bool:
    text = _text(path)
    return bool(_TASK_DEFINITION.search(text) or _CONTAINERS.match(text))


def _text(path: Path) -> str:
    """Return what stands in a file; nothing where it is too large or cannot be read."""
    try:
        if not path.is_file() or path.stat().st_size > LARGEST:
            return ""
        return path.read_text("utf-8", errors="replace")
    except OSError:
        return ""


def _git(folder: Path, *arguments: str) -> str:
    """Return what git prints; nothing where there is not a git or no repository."""
    try:
        ended = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, text=True, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return ended.stdout.strip() if ended.returncode == 0 else ""


def _repository(folder: Path) -> str | None:
    found = _GITHUB.fullmatch(
        _git(folder, "config", "--get", "remote.origin.url").removesuffix(".git")
    )
    return found[1] if found else None


def _branch(folder: Path) -> str:
    head = _git(folder, "symbolic-ref", "--short", "refs/remotes/origin/HEAD")
    return head.removeprefix("origin/") or "main"
