"""From source code, and the task definitions next to it, to the app whose task roles it needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from influmojo_cfn.app.limits import PROJECT_MAX
from influmojo_cfn.config import from_document
from influmojo_cfn.evidence.code_calls import CodeCalls, calls_to_aws, code_calls
from influmojo_cfn.evidence.code_grants import CodeGrants, code_grants
from influmojo_cfn.evidence.compose_defaults import (
    CodeEnvironment,
    compose_project,
    one_value_each,
)
from influmojo_cfn.evidence.derive import Derived, app_values
from influmojo_cfn.evidence.project_name import SERVICE_MAX, marked, slug
from influmojo_cfn.evidence.resource_values import ParameterNames
from influmojo_cfn.evidence.source_files import source_files
from influmojo_cfn.iam.unknown import Unknown, covered
from influmojo_cfn.task_definition.model import TaskDefinition

_ECR_REPOSITORY = re.compile(
    r"[0-9]{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?/([a-z0-9._/-]+)"
)


@dataclass(frozen=True, kw_only=True)
class ServiceCode:
    """One service and the folders of its code; without a name, all that an app has."""

    name: str
    paths: tuple[Path, ...]
    definition: TaskDefinition | None = None


@dataclass(frozen=True, kw_only=True)
class _Read:
    service: ServiceCode
    calls: CodeCalls
    grants: CodeGrants


def derive_code(
    services: Sequence[ServiceCode],
    definitions: Sequence[TaskDefinition],
    project: str,
    beside: Derived | None = None,
) -> Derived:
    """Add what code needs to the app that task definitions need.

    Args:
        services: the code: one without a name is the whole application's.
        definitions: the task definitions, whose environments give parameters their defaults.
        project: the app's project.
        beside: what was derived of the task definitions.

    Raises:
        Error: the extractor is not installed, or fails.
        AppError: the project is not a project's name.
    """
    names = ParameterNames(environment_of(definitions))
    read: list[_Read] = []
    composed: list[str] = []
    for service in services:
        environment = _environment(service, definitions)
        names.environment = environment.values
        before = set(names.variables)
        calls = code_calls(source_files(service.paths))
        read.append(_Read(service=service, calls=calls, grants=code_grants(calls.calls, names)))
        composed += environment.notes(names, before)
    notes = [*(beside.notes if beside else ()), *_notes(read, names, beside), *composed]
    return Derived(app=from_document(_values(read, project, beside)), notes=tuple(notes))


def _environment(service: ServiceCode, definitions: Sequence[TaskDefinition]) -> CodeEnvironment:
    """Return the variables of a service: of its task definition and its Compose file."""
    defined = environment_of([service.definition] if service.definition else definitions)
    near = (compose_project(path).values(service.name, [path]) for path in service.paths)
    composed = one_value_each(
        ({variable: value}, file) for values in near for variable, (value, file) in values.items()
    )
    return CodeEnvironment(defined=defined, composed=composed)


def _values(read: Sequence[_Read], project: str, beside: Derived | None) -> dict[str, Any]:
    if len(read) == 1 and not read[0].service.name:
        return app_values(project, beside, read[0].grants.declarations)
    services = [_service(each, project) for each in read]
    return {**app_values(project, beside, ()), "roles": "per_service", "services": services}


def _service(read: _Read, project: str) -> dict[str, Any]:
    """Return a service of the app: its image, and what its code needs."""
    name = read.service.name
    images = (
        list(read.service.definition.fields("containerDefinitions[].image"))
        if read.service.definition
        else []
    )
    image = images[0].value if images else ""
    row: dict[str, Any] = {"name": name}
    found = _ECR_REPOSITORY.match(covered(image))
    if found:
        row["repository"] = found[1]
    elif image and not isinstance(image, Unknown):
        row["image"] = image
    else:
        row["repository"] = f"{project}-{name}"
    row["paths"] = []
    if read.grants.declarations:
        row["grants"] = list(read.grants.declarations)
    return row


def environment_of(definitions: Sequence[TaskDefinition]) -> Mapping[str, str]:
    """Return the environment variables that task definitions give one known value."""
    found: dict[str, set[str]] = {}
    for definition in definitions:
        for container in definition.containers:
            for name, value in container.environment.items():
                text = "" if isinstance(value.value, Unknown) else value.value
                found.setdefault(name, set()).add(text)
    return {name: next(iter(texts)) for name, texts in found.items() if len(texts) == 1}


def _notes(read: Sequence[_Read], names: ParameterNames, beside: Derived | None) -> Iterator[str]:
    if beside is not None:
        yield ""
    count = sum(len(each.calls.calls) for each in read)
    paths = ", ".join(path.as_posix() for each in read for path in each.service.paths)
    yield (
        f"The task role, from the code in {paths}: {calls_to_aws(count)}, each in the why of a "
        "grant. Tests, dependencies and builds are not read."
    )
    if not count:
        yield "No call was found: the task role gets nothing for the code."
    for each in read:
        yield from each.calls.notes
        yield from (f"Not known: {text}; nothing is granted for it." for text in each.calls.unclear)
        yield from (
            f"Not known: {text}; nothing is granted for it." for text in each.grants.unknown
        )
    for name, reason in names.unknown.items():
        yield f"Without a default: parameter {name} ({reason}). Empty, it grants nothing."
    assumed = [
        each.service.name for each in read if each.service.name and not each.service.definition
    ]
    if assumed:
        names_of = ", ".join(assumed)
        yield f"The repositories of {names_of} are assumed: no task definition names them."


def project_of_code(paths: Sequence[Path]) -> str:
    """Return a project's name: that of the folder of the code, or of the one that holds all."""
    folder = paths[0].resolve()
    if len(paths) > 1 or folder.is_file() or folder.name in ("src", "app", "lib", "cmd", "code"):
        folder = folder.parent
    return slug(folder.name, PROJECT_MAX) or "app"


def services_of(
    paths: Sequence[Path], definitions: Sequence[TaskDefinition], given: Mapping[str, Path]
) -> tuple[ServiceCode, ...]:
    """Return the code of each service: as given, as build contexts say, or as folders are named.

    Where one task definition, or one without a folder of its own, is among them, the code is all
    of one application with shared roles.
    """
    names = _service_names(definitions)
    if given:
        by_name = dict(zip(names, definitions, strict=True))
        return tuple(
            ServiceCode(name=name, paths=(path,), definition=by_name.get(name))
            for name, path in given.items()
        )
    contexts = {
        name: path for root in paths for name, path in compose_project(root).contexts.items()
    }
    found: list[ServiceCode] = []
    for name, definition in zip(names, definitions, strict=True) if len(names) > 1 else ():
        folder = _folder_of(definition, paths, contexts)
        if folder is None:
            found = []
            break
        found.append(ServiceCode(name=name, paths=(folder,), definition=definition))
    return tuple(found) or (ServiceCode(name="", paths=tuple(paths)),)


def _names_of(definition: TaskDefinition) -> list[str]:
    names = [definition.family, *(each.name for each in definition.containers)]
    texts = [each for each in names if isinstance(each, str)]
    return [*texts, *(text.rpartition("-")[2] for text in texts)]


def _service_names(definitions: Sequence[TaskDefinition]) -> list[str]:
    """Return a name for the service of each definition, of its family; no two are the same."""
    families = [covered(each.family) for each in definitions]
    names = [slug(family, SERVICE_MAX) or "service" for family in families]
    return [
        marked(name, family, SERVICE_MAX) if names.count(name) > 1 else name
        for name, family in zip(names, families, strict=True)
    ]


def _folder_of(
    definition: TaskDefinition, roots: Sequence[Path], contexts: Mapping[str, Path]
) -> Path | None:
    for name in _names_of(definition):
        if name in contexts:
            return contexts[name]
        for root in roots:
            for parent in (root, root / "services", root / "apps", root / "src", root / "packages"):
                if (parent / name).is_dir():
                    return parent / name
    return None
