"""The Fargate services that run with an app's roles, and the grants that follow from them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from influmojo_cfn.app import GrantUse, Parameter
from influmojo_cfn.errors import Problem
from influmojo_cfn.grants.kinds import KINDS

FARGATE_MEMORY: Mapping[int, tuple[int, ...]] = {
    256: (512, 1024, 2048),
    512: tuple(range(1024, 4097, 1024)),
    1024: tuple(range(2048, 8193, 1024)),
    2048: tuple(range(4096, 16385, 1024)),
    4096: tuple(range(8192, 30721, 1024)),
    8192: tuple(range(16384, 61441, 4096)),
    16384: tuple(range(32768, 122881, 8192)),
}
"""CPU units to the memory (MiB) that Fargate allows with them.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
"""


@dataclass(frozen=True, kw_only=True)
class Service:
    """One Fargate service.

    ``repository`` is an ECR repository of the own account, ``port`` the container's. ``cpu`` is in
    CPU units (1,024 to the core), ``memory`` in MiB. Between ``min_tasks`` and ``max_tasks`` run.
    ``secrets`` maps an environment variable to a name in Parameter Store that begins with a slash,
    or to the full ARN of a Secrets Manager secret. ``paths`` are the load balancer's path patterns,
    ``priority`` is its listener rule's (1 to 50,000, the lowest first).
    """

    name: str
    repository: str | Parameter
    port: int
    cpu: int = 256
    memory: int = 512
    min_tasks: int = 1
    max_tasks: int = 4
    environment: Mapping[str, str] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict)
    health_check: str = "/"
    paths: Sequence[str] = ("/*",)
    priority: int = 100

    def __post_init__(self) -> None:
        object.__setattr__(self, "paths", tuple(self.paths))


def log_group_of(project: str, service: Service) -> str:
    """Give the name of a service's log group, without an environment."""
    return f"/ecs/{project}-{service.name}"


def grants_of(project: str, services: Sequence[Service]) -> Iterator[GrantUse]:
    """Give what the execution role needs to start the services: images, secrets, log groups."""
    if not services:
        return
    yield GrantUse(
        grant="ecr.pull_images",
        arguments={"repositories": tuple(dict.fromkeys(each.repository for each in services))},
    )
    values = list(dict.fromkeys(value for each in services for value in each.secrets.values()))
    names = tuple(value for value in values if not value.startswith("arn:"))
    arns = tuple(value for value in values if value.startswith("arn:"))
    if names:
        yield GrantUse(grant="ssm.read_parameters", arguments={"names": names}, use="environment")
    if arns:
        yield GrantUse(
            grant="secretsmanager.read_secrets", arguments={"arns": arns}, use="environment"
        )
    # A prefix, so that the log groups of every environment are meant.
    yield GrantUse(grant="logs.write_logs", arguments={"prefix": f"/ecs/{project}"})


def problems_of_services(services: Sequence[Service]) -> Iterator[Problem]:
    """Give what is wrong with services, with the key path of each problem."""
    for index, service in enumerate(services):
        path = f"services[{index}]"
        yield from _problems(path, service)
        if service.name in [other.name for other in services[:index]]:
            yield Problem(f"{path}.name", f"{service.name!r} is there twice")
        if service.priority in [other.priority for other in services[:index]]:
            yield Problem(f"{path}.priority", f"{service.priority} is there twice")


def _problems(path: str, service: Service) -> Iterator[Problem]:
    if not re.fullmatch(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", service.name) or len(service.name) > 16:
        yield Problem(
            f"{path}.name",
            f"{service.name!r} must be 1 to 16 lower-case letters, digits and single hyphens",
        )
    if service.cpu not in FARGATE_MEMORY:
        allowed = ", ".join(map(str, FARGATE_MEMORY))
        yield Problem(f"{path}.cpu", f"{service.cpu} is not a Fargate size; it is one of {allowed}")
    elif service.memory not in FARGATE_MEMORY[service.cpu]:
        allowed = ", ".join(map(str, FARGATE_MEMORY[service.cpu]))
        yield Problem(
            f"{path}.memory",
            f"{service.memory} does not go with {service.cpu} CPU units: {allowed}",
        )
    for key, value, lowest, highest in (
        ("port", service.port, 1, 65535),
        ("priority", service.priority, 1, 50000),
        ("tasks.min", service.min_tasks, 0, 5000),
        ("tasks.max", service.max_tasks, max(1, service.min_tasks), 5000),
    ):
        if not lowest <= value <= highest:
            yield Problem(f"{path}.{key}", f"{value} must be {lowest:,} to {highest:,}")
    if not service.health_check.startswith("/"):
        yield Problem(f"{path}.health_check", f"{service.health_check!r} must begin with a slash")
    for name, secret in service.secrets.items():
        kind = KINDS["secret_arn" if secret.startswith("arn:") else "parameter_name"]
        if not re.fullmatch(kind.pattern, secret):
            yield Problem(f"{path}.secrets.{name}", f"{secret!r} must be {kind.constraint}")
        if name in service.environment:
            yield Problem(f"{path}.secrets.{name}", "is in environment as well")
