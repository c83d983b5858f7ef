"""The grants that follow from an app's services and jobs: images, configuration, log groups."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from influmojo_cfn.app.granted import values_of
from influmojo_cfn.app.model import ArgumentValue, GrantUse, Parameter, Workload
from influmojo_cfn.app.secrets import default_of, granted_as, kind_of
from influmojo_cfn.app.workloads import ContainerFields, EnvironmentFile, containers_of

LOG_FOLDER = "/ecs/"
EXEC_LOG_FOLDER = "/ecs-exec/"
"""Before the project's name, in the name of the log group of sessions of ECS Exec."""

ECR_IMAGE = re.compile(
    r"(?P<account>[0-9]{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(\.cn)?/"
    r"(?P<repository>[a-z0-9._/-]+)([:@].*)?"
)


def log_groups_of(project: str) -> str:
    """Return how the names of the services' log groups begin, in every environment."""
    return f"{LOG_FOLDER}{project}-"


PREFIX_NAME = "EnvironmentPrefix"
ENVIRONMENT_PREFIX = f"${{{PREFIX_NAME}}}"
"""In the resources of a template's statements: the EnvironmentName with a hyphen, or nothing."""


def log_group_of(project: str, service: Workload) -> str:
    """Return the name of a service's log group, in whichever environment."""
    return f"{log_groups_of(project)}{ENVIRONMENT_PREFIX}{service.name}"


def exec_log_group_of(project: str) -> str:
    """Return the name of the log group of ECS Exec's sessions, in whichever environment."""
    return f"{EXEC_LOG_FOLDER}{project}-{ENVIRONMENT_PREFIX}sessions"


def grants_of(
    services: Sequence[Workload],
    own: Sequence[GrantUse],
    *,
    prefix: str = "",
    groups: tuple[str, ...] = (),
) -> Iterator[GrantUse]:
    """Yield what the execution role needs to start the services: images, secrets, log groups.

    ``own`` are the grants that the role has besides. What they allow, parameters at their defaults,
    is not said again. The log groups are given by ``prefix``, or are ``groups``.
    """
    said = _AlreadyGranted(own)
    containers = [each for service in services for _, each in containers_of(service)]
    repositories = _distinct(each.repository for each in containers if each.repository)
    if images := [each for each in repositories if not said.image(each)]:
        yield GrantUse(grant="ecr.pull_images", arguments={"repositories": tuple(images)})
    yield from _secrets(containers, said)
    yield from _environment_files(containers, said)
    yield from _images_elsewhere(containers)
    if groups:
        yield GrantUse(grant="logs.write_logs", arguments={"groups": groups})
    elif not said.log_groups(prefix):
        yield GrantUse(grant="logs.write_logs", arguments={"prefix": prefix})


_OF_SECRETS = {
    "parameter_name": ("ssm.read_parameters", "names"),
    "parameter_arn": ("ssm.read_parameters", "arns"),
    "secret_arn": ("secretsmanager.read_secrets", "arns"),
    "secret_name": ("secretsmanager.read_secrets", "names"),
}
"""The kind of a secret to the grant that reads it, and the argument that names it there."""


def _secrets(containers: Sequence[ContainerFields], said: _AlreadyGranted) -> Iterator[GrantUse]:
    secrets = _distinct(value for each in containers for value in each.secrets.values())
    for kind, (name, argument) in _OF_SECRETS.items():
        named = _distinct(granted_as(each) for each in secrets if kind_of(each) == kind)
        if left := [each for each in named if not said.secret(kind, each)]:
            yield GrantUse(grant=name, arguments={argument: tuple(left)}, use="environment")


def _environment_files(
    containers: Sequence[ContainerFields], said: _AlreadyGranted
) -> Iterator[GrantUse]:
    by_bucket: dict[str | Parameter, list[EnvironmentFile]] = {}
    for each in containers:
        for file in each.environment_files:
            if not said.environment_file(file):
                by_bucket.setdefault(file.bucket, []).append(file)
    for bucket, files in by_bucket.items():
        objects = _distinct(file.object_key for file in files)
        yield GrantUse(
            grant="s3.read_env_files", arguments={"bucket": bucket, "objects": tuple(objects)}
        )


def _images_elsewhere(containers: Sequence[ContainerFields]) -> Iterator[GrantUse]:
    """Yield the grants of images in registries of Amazon ECR that are named whole."""
    found = (ECR_IMAGE.fullmatch(each.image) for each in containers if each.image)
    for account, region, repository in dict.fromkeys(
        (image["account"], image["region"], image["repository"]) for image in found if image
    ):
        where: dict[str, ArgumentValue] = {"account": account, "region": region}
        yield GrantUse(grant="ecr.pull_images", arguments={"repositories": (repository,), **where})


class _AlreadyGranted:
    """What grants that a role has already allow."""

    def __init__(self, own: Sequence[GrantUse]) -> None:
        self.own = own

    def values(self, grant: str, argument: str) -> Iterator[str | Parameter]:
        for use in self.own:
            elsewhere = use.arguments.get("account") or use.arguments.get("region")
            value = use.arguments.get(argument)
            if use.grant == grant and not elsewhere and value:
                for each in values_of(value):
                    if isinstance(each, (str, Parameter)):
                        yield each

    def among(self, grant: str, argument: str, value: str | Parameter) -> bool:
        return value in self.values(grant, argument)

    def image(self, repository: str | Parameter) -> bool:
        return self.among("ecr.pull_images", "repositories", repository)

    def secret(self, kind: str, secret: str | Parameter) -> bool:
        text = default_of(secret)
        if kind == "parameter_name":
            paths = map(default_of, self.values("ssm.read_parameters", "path"))
            covered = any(path and text.startswith(f"{path}/") for path in paths)
        elif kind == "secret_name":
            prefixes = map(default_of, self.values("secretsmanager.read_secrets", "prefix"))
            covered = any(prefix and text.startswith(prefix) for prefix in prefixes)
        else:
            covered = False
        return covered or self.among(*_OF_SECRETS[kind], secret)

    def environment_file(self, file: EnvironmentFile) -> bool:
        return any(
            use.grant == "s3.read_env_files"
            and use.arguments.get("bucket") == file.bucket
            and file.object_key in values_of(use.arguments.get("objects"))
            for use in self.own
        )

    def log_groups(self, prefix: str) -> bool:
        found = map(default_of, self.values("logs.write_logs", "prefix"))
        return any(each and prefix.startswith(each) for each in found)


def _distinct(values: Iterable[str | Parameter]) -> list[str | Parameter]:
    return list(dict.fromkeys(values))
