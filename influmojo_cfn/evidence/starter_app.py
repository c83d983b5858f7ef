"""The first app of a project: services and grants from what its folder and its owner tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from influmojo_cfn.app import App
from influmojo_cfn.app.limits import PROJECT_MAX
from influmojo_cfn.config import from_document
from influmojo_cfn.data.compose_images import compose_images_of
from influmojo_cfn.evidence.compose import HOLE, ComposeService
from influmojo_cfn.evidence.derive import hinted_grants
from influmojo_cfn.evidence.project_name import SERVICE_MAX, slug
from influmojo_cfn.iam.unknown import covered
from influmojo_cfn.task_definition.image import parse_image
from influmojo_cfn.task_definition.model import TaskDefinition

_FRONT = ("web", "webapp", "www", "frontend", "front", "app", "site", "ui")
_REPOSITORY = re.compile(r"[a-z0-9][a-z0-9._/-]+")
_IMAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/@+-]*:[A-Za-z0-9._@:-]+")
_IMAGE_PATTERN = re.compile(rf"[A-Za-z0-9{HOLE}][A-Za-z0-9{HOLE}._/@:+-]{{0,511}}")
_KEPT_APART = 100
"""Between two priorities, so that a rule fits between them later."""


@dataclass(frozen=True, kw_only=True)
class StarterService:
    """A service as far as it is known: ``grants`` are entries of an app file.

    ``hints`` tell what a variable of its environment can represent, each ``NAME: GRANTS``.
    ``environment`` has the values of variables that ``compose_file`` gives, without secrets.
    ``is_assumed`` tells that no file names the repository.
    """

    name: str
    repository: str | None = None
    image: str | None = None
    port: int | None = None
    command: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    grants: tuple[Mapping[str, Any], ...] = ()
    hints: tuple[str, ...] = ()
    context: str | None = None
    dockerfile: str | None = None
    task_definition: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    compose_file: str = ""
    is_assumed: bool = False

    @classmethod
    def assumed(cls, name: str, project: str, context: str) -> StarterService:
        """Return a service that is built from a folder, with a repository of its own name."""
        repository = f"{project}-{name}"
        return cls(name=name, repository=repository, context=context, is_assumed=True)


def project_name(folder: str) -> str:
    """Return a project's name from its folder's."""
    return slug(folder, PROJECT_MAX) or "app"


def from_compose(service: ComposeService, project: str) -> StarterService | None:
    """Return the service that a Compose service is on ECS; None where it represents one of AWS.

    What is built, or pulled from Amazon ECR or from a registry that is not known, has a repository.
    Other images are public ones, except what :func:`omitted_because` names.
    """
    if omitted_because(service):
        return None
    name = slug(service.name, SERVICE_MAX) or "service"
    image = None if service.context is not None else _public_image(service)
    repository = None if image else _repository(service)
    return StarterService(
        name=name,
        image=image,
        repository=None if image else (repository or f"{project}-{name}"),
        is_assumed=not (image or repository),
        port=service.port,
        command=service.command,
        secrets=service.secrets,
        hints=tuple(_hints(service.environment)),
        context=service.context,
        dockerfile=service.dockerfile,
        environment=service.values,
    )


def omitted_because(service: ComposeService) -> str:
    """Return why a Compose service is not a service on ECS; nothing where it is one."""
    if service.context is not None:
        return ""
    if not service.image_pattern:
        return "it has no image and is not built"
    name = _without_tag(service).rpartition(HOLE)[2].lstrip("/._-")
    if not name or not _IMAGE_PATTERN.fullmatch(service.image_pattern):
        return f"its image, {service.shown_image}, is not known"
    found = compose_images_of(name)
    return f"{name} is {found.kind}; on AWS, use {found.instead}" if found else ""


def _without_tag(service: ComposeService) -> str:
    before, slash, last = service.image_pattern.partition("@")[0].rpartition("/")
    return before + slash + last.partition(":")[0]


def _public_image(service: ComposeService) -> str | None:
    """Return the image outside of Amazon ECR; latest where its tag alone is not known."""
    name = _without_tag(service)
    if HOLE in name or parse_image(service.image_pattern):
        return None
    return service.image or f"{name}:latest"


def _repository(service: ComposeService) -> str | None:
    """Return the repository that an image is in, if known; the registry need not be."""
    ecr = parse_image(service.image_pattern)
    _, hole, rest = _without_tag(service).rpartition(HOLE)
    name = ecr.repository if ecr else rest.partition("/")[2] if hole else ""
    return name if _REPOSITORY.fullmatch(name) else None


def from_task_definition(definition: TaskDefinition, project: str) -> StarterService:
    """Return the service that runs a task definition; what it reads is granted to the app."""
    family = covered(definition.family)
    rest = family.replace("*", "").removeprefix(f"{project}-")
    stem = PurePath(definition.source.source).stem
    name = slug(rest, SERVICE_MAX) or slug(stem, SERVICE_MAX) or "service"
    containers = definition.data.get("containerDefinitions") or ()
    own = [each for each in containers if isinstance(each, Mapping)]
    images = [str(each.get("image")) for each in own]
    index = next((number for number, image in enumerate(images) if parse_image(image)), 0)
    repository, image = _pulled(images[index] if images else "")
    environment = {
        name: covered(value.value)
        for container in definition.containers
        for name, value in container.environment.items()
    }
    return StarterService(
        name=name,
        repository=repository or (None if image else f"{project}-{name}"),
        is_assumed=not (image or repository),
        image=image,
        port=_first_port(own[index] if own else {}),
        hints=tuple(_hints(environment)),
        context=None if image else ".",
        task_definition=definition.source.source,
    )


def _pulled(image: str) -> tuple[str | None, str | None]:
    """Return the ECR repository of an image, or the image of another registry, if known."""
    ecr = parse_image(image)
    if ecr is not None:
        return (ecr.repository if _REPOSITORY.fullmatch(ecr.repository) else None), None
    return None, (image if _IMAGE.fullmatch(image) else None)


def _first_port(container: Mapping[str, Any]) -> int | None:
    for mapping in container.get("portMappings") or ():
        port = mapping.get("containerPort") if isinstance(mapping, Mapping) else None
        if isinstance(port, int) and 1 <= port <= 65535:
            return port
    return None


def _hints(environment: Mapping[str, str]) -> Iterator[str]:
    for name, value in environment.items():
        grants = hinted_grants(name, value)
        if grants:
            yield f"{name}: {grants}"


@dataclass(frozen=True, kw_only=True)
class Starter:
    """A project that begins: ``grants`` are those of the app, as its file has them."""

    project: str
    services: Sequence[StarterService]
    grants: Sequence[Mapping[str, Any]] = ()
    repository: str | None = None
    branch: str = "main"
    notes: Sequence[str] = field(default=())

    def app(self) -> App:
        """Return the app.

        Raises:
            AppError: a name or a value is rejected; every problem has its key path.
        """
        return from_document(self.values())

    def values(self) -> dict[str, Any]:
        """Return the app as the plain data of its file."""
        values: dict[str, Any] = {"project": self.project}
        if len(self.services) > 1 and not self.grants:
            values["roles"] = "per_service"
        values["attach_execution_policy"] = False
        if self.grants:
            values["grants"] = list(self.grants)
        if self.services:
            values["services"] = list(self._services())
        if self.repository:
            github = {"repository": self.repository, "branch": self.branch}
            values["deployment"] = {"provider": "create", "github": github}
        return values

    def _services(self) -> Iterator[dict[str, Any]]:
        behind = [each for each in self.services if each.port is not None]
        front = next((each for each in behind if each.name in _FRONT), None)
        front = behind[0] if len(behind) == 1 else front
        priority = 0
        for service in self.services:
            values: dict[str, Any] = {"name": service.name}
            values |= {"image": service.image} if service.image else {}
            values |= {"repository": service.repository} if service.repository else {}
            if service.port is None:
                values["paths"] = []
            else:
                values["port"] = service.port
                priority += _KEPT_APART
                values["priority"] = priority if service != front else 10_000
                if service != front:
                    values["paths"] = [f"/{service.name}", f"/{service.name}/*"]
            values |= {"command": list(service.command)} if service.command else {}
            if service.secrets:
                begin = f"/{self.project}/{service.name}/"
                values["secrets"] = {
                    name: begin + name.lower().replace("_", "-") for name in service.secrets
                }
            values |= {"grants": list(service.grants)} if service.grants else {}
            yield values
