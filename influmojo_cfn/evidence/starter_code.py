"""What the code in a project's folder calls, as grants of its services or of all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from influmojo_cfn.errors import Error
from influmojo_cfn.evidence.code_calls import calls_to_aws, code_calls
from influmojo_cfn.evidence.code_grants import code_grants
from influmojo_cfn.evidence.compose_defaults import CodeEnvironment, one_value_each
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
    files = sorted({each.compose_file for each in services if each.compose_file})
    kinds = ["a task definition"] if definitions or not files else []
    names = ParameterNames({}, given_in=" or ".join([*kinds, *files]))
    reader = _CodeReader(top, environment_of(definitions), names, notes)
    contexts = [each.context for each in services]
    if len(services) > 1 and _are_apart(contexts):
        found = [
            _granted(each, reader.grants(each.context, each.name, [each]), names)
            if each.context
            else each
            for each in services
        ]
        whole: Grants = ()
    else:
        whole = reader.grants("", "the folder", services)
        found = [replace(each, hints=_open_hints(each, whole, names)) for each in services]
    notes.extend(
        f"Without a default: parameter {name} ({reason}). Empty, it grants nothing."
        for name, reason in names.unknown.items()
    )
    return found, whole


def _granted(service: StarterService, grants: Grants, names: ParameterNames) -> StarterService:
    return replace(
        service,
        grants=(*service.grants, *grants),
        hints=_open_hints(service, grants, names),
    )


def _open_hints(service: StarterService, grants: Grants, names: ParameterNames) -> tuple[str, ...]:
    """Return the hints about variables that no grant of the code takes its resource from."""
    used = {
        names.variables[value["parameter"]][0]
        for grant in grants
        for value in grant.values()
        if isinstance(value, Mapping) and value.get("parameter") in names.variables
    }
    return tuple(hint for hint in service.hints if hint.partition(":")[0] not in used)


def _are_apart(contexts: Sequence[str | None]) -> bool:
    """Return whether no service is built from the folder of another, or from one around it."""
    folders = [PurePosixPath(each) for each in contexts if each]
    return not any(
        one.is_relative_to(other) or other.parts == ()
        for index, one in enumerate(folders)
        for place, other in enumerate(folders)
        if index != place
    )


@dataclass(frozen=True)
class _CodeReader:
    """What reads the code of services; ``defined`` are the variables of task definitions."""

    top: Path
    defined: Mapping[str, str]
    names: ParameterNames
    notes: list[str]

    def grants(self, context: str, name: str, services: Sequence[StarterService]) -> Grants:
        """Return the grants that the code in a folder needs, which is that of some services.

        A note tells which defaults are those of a Compose file, and what is not known.
        """
        composed = one_value_each((each.environment, each.compose_file) for each in services)
        environment = CodeEnvironment(defined=self.defined, composed=composed)
        self.names.environment = environment.values
        before = set(self.names.variables)
        found = tuple(_read(self.top / context, name, self.names, self.notes))
        self.notes.extend(environment.notes(self.names, before))
        return found


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
    count = len(calls.calls)
    counted = f"{calls_to_aws(count)}, in the why of its grants" if count else "no call to AWS"
    notes.append(f"The code of {name}: {counted}.")
    notes.extend(calls.notes)
    unknown = (*calls.unclear, *found.unknown)
    notes.extend(f"Not known: {text}; nothing is granted for it." for text in unknown)
    yield from found.declarations
