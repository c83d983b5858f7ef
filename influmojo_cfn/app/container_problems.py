"""What is wrong with the containers of a service or job, each alone and all together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from influmojo_cfn.app.granted import Parameter
from influmojo_cfn.app.secrets import kind_of, problem_of
from influmojo_cfn.app.services import ECR_IMAGE
from influmojo_cfn.app.workloads import ContainerFields, Job, SideContainer, Workload, containers_of
from influmojo_cfn.errors import Problem, did_you_mean
from influmojo_cfn.grants.argument_types import ARGUMENT_TYPES
from influmojo_cfn.iam.regions import region_problem

REPOSITORY_MISSING = "is missing: a {} needs its repository, or an image"
CONDITIONS = ("START", "COMPLETE", "SUCCESS", "HEALTHY")
"""What a container can wait for of another. Source (read 2026-11-27):
https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html
"""
_ENDS = ("COMPLETE", "SUCCESS")
_IMAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,511}")
_CONTAINER_NAME_MAX = 64
_ENVIRONMENT_FILES_MAX = 10
"""https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html"""
_ENVIRONMENT_FILE_ENDING = ".env"


def problems_of_containers(path: str, workload: Workload) -> Iterator[Problem]:
    """Yield what is wrong with the containers of a service or job."""
    names: list[str] = []
    for place, container in containers_of(workload):
        where = f"{path}{place}"
        if isinstance(container, SideContainer):
            yield from _name(where, container.name)
        if container.name in names:
            yield Problem(f"{where}.name", f"{container.name!r} is given twice; remove one")
        names.append(container.name)
        yield from _image(where, container)
        yield from _volumes(where, container)
        yield from _secrets(where, container)
        yield from _environment_files(where, container)
    yield from _dependencies(path, workload)


def _name(path: str, name: str) -> Iterator[Problem]:
    fits = re.fullmatch(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", name)
    if not fits or len(name) > _CONTAINER_NAME_MAX:
        yield Problem(
            f"{path}.name",
            f"{name!r} must be 1 to {_CONTAINER_NAME_MAX} lowercase letters, digits and single "
            "hyphens",
        )


def _image(path: str, container: ContainerFields) -> Iterator[Problem]:
    if container.repository is None and container.image is None:
        yield Problem(f"{path}.repository", REPOSITORY_MISSING.format(_word(container)))
    elif container.repository is not None and container.image is not None:
        yield Problem(f"{path}.image", "excludes a repository; give one of both")
    if container.image is not None and not _IMAGE.fullmatch(container.image):
        yield Problem(
            f"{path}.image", f"{container.image!r} must be the URI of an image, with its tag"
        )
    in_ecr = ECR_IMAGE.fullmatch(container.image or "")
    if in_ecr and (message := region_problem(in_ecr["region"])):
        yield Problem(f"{path}.image", message)


def _word(container: ContainerFields) -> str:
    if isinstance(container, SideContainer):
        return "container"
    return "job" if isinstance(container, Job) else "service"


def _volumes(path: str, container: ContainerFields) -> Iterator[Problem]:
    for index, volume in enumerate(container.volumes):
        where = f"{path}.volumes[{index}].path"
        if not re.fullmatch(r"/[A-Za-z0-9_./-]+", volume.path):
            yield Problem(where, f"{volume.path!r} must be an absolute path, such as /data")
        if volume.path in [other.path for other in container.volumes[:index]]:
            yield Problem(where, f"{volume.path!r} is given twice; remove one")


def _secrets(path: str, container: ContainerFields) -> Iterator[Problem]:
    for name, secret in container.secrets.items():
        where = f"{path}.secrets.{name}"
        if isinstance(secret, Parameter):
            if not secret.default:
                kind = ARGUMENT_TYPES[kind_of(secret)]
                yield Problem(f"{where}.default", f"is empty: it must be {kind.constraint}")
        elif problem := problem_of(secret):
            yield Problem(where, problem)
        if name in container.environment:
            yield Problem(where, "is in environment as well")


def _environment_files(path: str, container: ContainerFields) -> Iterator[Problem]:
    files = container.environment_files
    if len(files) > _ENVIRONMENT_FILES_MAX:
        words = f"are {len(files)}; ECS allows {_ENVIRONMENT_FILES_MAX} in a container"
        yield Problem(f"{path}.environment_files", words)
    for index, file in enumerate(files):
        where = f"{path}.environment_files[{index}]"
        if isinstance(file.object_key, str) and not file.object_key.endswith(
            _ENVIRONMENT_FILE_ENDING
        ):
            words = f"{file.object_key!r} must end in {_ENVIRONMENT_FILE_ENDING}, as ECS requires"
            yield Problem(f"{where}.key", words)
        if file in files[:index]:
            yield Problem(where, "is given twice; remove one")


def _dependencies(path: str, workload: Workload) -> Iterator[Problem]:
    by_name = {container.name: container for _, container in containers_of(workload)}
    for place, container in containers_of(workload):
        for name, condition in container.depends_on.items():
            where = f"{path}{place}.depends_on.{name}"
            others = [each for each in by_name if each != container.name]
            if name not in others:
                nearest = did_you_mean(name, others) or _known_names(others)
                yield Problem(where, f"is not another container of the task{nearest}")
            elif condition not in CONDITIONS:
                nearest = did_you_mean(condition, CONDITIONS, "known are")
                yield Problem(where, f"{condition!r} is not a condition{nearest}")
            elif problem := _never_reached(by_name[name], condition):
                yield Problem(where, problem)
    if loop := _loop({name: tuple(each.depends_on) for name, each in by_name.items()}):
        yield Problem(
            f"{path}.depends_on",
            f"goes in a circle, and no container starts: {' -> '.join(loop)}; remove one of them",
        )


def _known_names(names: Sequence[str]) -> str:
    return f"; known are {', '.join(names)}" if names else "; the task has one container"


def _never_reached(container: ContainerFields, condition: str) -> str:
    """Return why a container never reaches a condition; nothing where it can."""
    if condition == "HEALTHY" and container.health_command is None:
        return f"is never HEALTHY: give {container.name} a health_command"
    ends = isinstance(container, SideContainer) and not container.essential
    if condition in _ENDS and not ends:
        return f"ends the task where it ends: give {container.name} essential: false"
    return ""


def _loop(edges: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the names of a circle, the first again at its end; nothing where there is none."""
    done: set[str] = set()

    def follow(name: str, way: list[str]) -> list[str]:
        if name in way:
            return [*way[way.index(name) :], name]
        if name in done or name not in edges:
            return []
        for other in edges[name]:
            if found := follow(other, [*way, name]):
                return found
        done.add(name)
        return []

    return next((found for name in edges if (found := follow(name, []))), [])
