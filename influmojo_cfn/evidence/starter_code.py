"""What the code in a project's folder calls, as grants of its services or of all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from influmojo_cfn.errors import Error
from influmojo_cfn.evidence.code_calls import calls_to_aws, code_calls
from influmojo_cfn.evidence.code_grants import code_grants
from influmojo_cfn.evidence.derive_code import environment_of
from influmojo_cfn.evidence.resource_values import ParameterNames
from influmojo_cfn.evidence.source_files import source_files
from influmojo_cfn.evidence.starter_app import StarterService
from influmojo_cfn.task_definition.model import TaskDefinition

Grants = Sequence[Mapping[str, Any]]


def granted_by_code(
    top: Path,
    services: Sequence[StarterService],
    definitions: Sequence[TaskDefinition],
    notes: list[str],
) -> tuple[list[StarterService], Grants]:
    """Return services with the grants that their code needs, and the grants of the whole app.

    Services that are built from folders of their own have their own grants. Otherwise whose code
    is whose is not known: the grants are the app's.
    """
    names = ParameterNames(environment_of(definitions))
    contexts = [each.context for each in services]
    if len(services) > 1 and _are_apart(contexts):
        found = [
            replace(
                each, grants=(*each.grants, *_grants(top / each.context, each.name, names, notes))
            )
            if each.context
            else each
            for each in services
        ]
        whole: Grants = ()
    else:
        found, whole = list(services), _grants(top, "the folder", names, notes)
    notes.extend(
        f"Without a default: parameter {name} ({reason}). Empty, it grants nothing."
        for name, reason in names.unknown.items()
    )
    return found, whole


def _are_apart(contexts: Sequence[str | None]) -> bool:
    """Return whether no service is built from the folder of another, or from one around it."""
    folders = [PurePosixPath(each) for each in contexts if each]
    return not any(
        one.is_relative_to(other) or other.parts == ()
        for index, one in enumerate(folders)
        for place, other in enumerate(folders)
        if index != place
    )


def _grants(path: Path, name: str, names: ParameterNames, notes: list[str]) -> Grants:
    return tuple(_read(path, name, names, notes))


def _read(
    path: Path, name: str, names: ParameterNames, notes: list[str]
) -> Iterator[Mapping[str, Any]]:
    """Yield the grants that the code below a path needs; a note says what is not known of it."""
    try:
        sources = source_files([path])
        if not sources.files:
            return
        calls = code_calls(sources)
    except Error as error:
        notes.append(f"The code of {name} is not read: {'; '.join(map(str, error.problems))}")
        return
    found = code_grants(calls.calls, names)
    counted = calls_to_aws(len(calls.calls))
    notes.append(f"The code of {name}: {counted}, in the why of its grants.")
    notes.extend(calls.notes)
    unknown = (*calls.unclear, *found.unknown)
    notes.extend(f"Not known: {text}; nothing is granted for it." for text in unknown)
    yield from found.declarations
