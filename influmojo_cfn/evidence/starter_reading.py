"""The first app of a project, as far as the files of its folder tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.config import to_document
from influmojo_cfn.errors import Error
from influmojo_cfn.evidence.compose import HOLE, ComposeService, read_compose
from influmojo_cfn.evidence.derive import CODE_NOT_READ, derive
from influmojo_cfn.evidence.project_folder import MOST_FILES, ProjectFolder
from influmojo_cfn.evidence.project_name import SERVICE_MAX, project_of, slug
from influmojo_cfn.evidence.source_files import source_files
from influmojo_cfn.evidence.starter_app import (
    Starter,
    StarterService,
    from_compose,
    from_task_definition,
    omitted_because,
    project_name,
)
from influmojo_cfn.evidence.starter_code import granted_by_code
from influmojo_cfn.preflight.home import home_of
from influmojo_cfn.preflight.result import Options
from influmojo_cfn.service_roles.field_values import Home
from influmojo_cfn.task_definition.model import TaskDefinition
from influmojo_cfn.task_definition.placeholders import Given
from influmojo_cfn.task_definition.read import read_task_definitions

UNNAMED = "app"
"""What a project is called whose task definitions have no family that is known."""
_OF_DERIVE = ("The minimal execution role", "- ", "A hint:")
"""Beginnings of notes on a derived app alone: its title, and hints that its services have."""


def read_starter(folder: ProjectFolder, project: str | None = None) -> Starter:
    """Return what the files of a folder tell; a note says what could not be read, and why.

    Raises:
        AppError: ``project`` is not a project's name.
    """
    notes: list[str] = []
    if not folder.is_complete:
        notes.append(f"More than {MOST_FILES:,} files: not all of them were looked at.")
    notes += [f"{file}: {why}" for file, why in folder.unread_files]
    definitions = _definitions(folder, notes)
    of_families = project_of(definitions) if definitions else UNNAMED
    of_folder = project_name(folder.path.resolve().name)
    named = project or (of_folder if of_families == UNNAMED else of_families)
    grants = _derived(definitions, named, notes) if definitions else []
    services = [from_task_definition(each, named) for each in definitions]
    composed = list(_of_compose(folder, named, {each.name for each in services}, notes))
    services = [_built(each, composed) for each in services]
    services += [each for each in composed if each.name not in {own.name for own in services}]
    services = services or list(_of_dockerfiles(folder, named))
    found, of_code = granted_by_code(folder.path, _distinct(services, notes), definitions, notes)
    if of_code or any(each.grants for each in found):
        notes = [note for note in notes if note != CODE_NOT_READ]
    return Starter(
        project=named, services=found, grants=[*grants, *of_code], notes=tuple(dict.fromkeys(notes))
    )


def _definitions(folder: ProjectFolder, notes: list[str]) -> list[TaskDefinition]:
    found: list[TaskDefinition] = []
    environment = Environment.checked()
    for file in folder.task_definitions:
        try:
            read = read_task_definitions(folder.path / file, environment, Given())
        except Error as error:
            notes.append(f"Not read: {'; '.join(map(str, error.problems))}")
            continue
        found.extend(read)
    return found


def _derived(
    definitions: Sequence[TaskDefinition], project: str, notes: list[str]
) -> list[dict[str, object]]:
    """Return the grants that start task definitions, as an app file has them."""
    otherwise = Home(partition="aws", account="111122223333", region="us-east-1")
    homes = [home_of(each, account=None, region=None, otherwise=otherwise) for each in definitions]
    try:
        derived = derive(definitions, homes, project, Options())
    except Error as error:
        notes.append(f"Nothing is derived: {'; '.join(map(str, error.problems))}")
        return []
    notes.extend(note for note in derived.notes if note and not note.startswith(_OF_DERIVE))
    grants = to_document(derived.app).get("grants", [])
    return list(grants)


def _of_compose(
    folder: ProjectFolder, project: str, known: set[str], notes: list[str]
) -> Iterable[StarterService]:
    for file in folder.compose_files:
        try:
            services = read_compose(folder.path / file)
        except Error as error:
            notes.append(f"Not read: {'; '.join(map(str, error.problems))}")
            continue
        for service in services:
            found = from_compose(service, project)
            if found is None:
                notes.append(f"{file}: {service.name} is omitted: {omitted_because(service)}.")
            else:
                if found.name not in known:
                    notes.extend(_of_service(file, service, found))
                context = None if found.image else (file.parent / (found.context or ".")).as_posix()
                yield replace(found, context=context, compose_file=file.as_posix())


def _of_dockerfiles(folder: ProjectFolder, project: str) -> Iterator[StarterService]:
    """Yield a service for each of several folders that have a Dockerfile, and code of their own."""
    built = folder.built_folders
    if len(built) < 2 or not all(source_files([folder.path / each]).files for each in built):
        return
    for each in built:
        name = slug(each.name, SERVICE_MAX) or "service"
        yield StarterService.assumed(name, project, each.as_posix())


def _built(service: StarterService, composed: Sequence[StarterService]) -> StarterService:
    """Return the service of a task definition, built as the Compose service of its name is."""
    same = next((each for each in composed if each.name == service.name and not each.image), None)
    if same is None or service.image:
        return service
    return replace(
        service,
        context=same.context,
        dockerfile=same.dockerfile,
        environment=same.environment,
        compose_file=same.compose_file,
    )


def _of_service(file: Path, service: ComposeService, found: StarterService) -> Iterator[str]:
    """Yield what differs on Amazon ECS from what a Compose file says of a service."""
    if service.context is None and HOLE in service.image_pattern:
        taken = found.image or f"repository {found.repository}"
        yield f"{file}: {service.name} runs {service.shown_image}: taken to be {taken}."
    if found.image and service.mounts:
        yield (
            f"{file}: {service.name} mounts {', '.join(service.mounts)}, which a task on Amazon "
            "ECS does not have: build an image that contains it."
        )


def _distinct(services: Sequence[StarterService], notes: list[str]) -> list[StarterService]:
    """Return services with names of their own: the first of a name is kept."""
    found: dict[str, StarterService] = {}
    for service in services:
        if found.setdefault(service.name, service) is not service:
            notes.append(f"Several services are called {service.name}: the first is taken.")
    return list(found.values())
