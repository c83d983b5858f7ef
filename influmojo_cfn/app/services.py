"""What Fargate allows of an app's services, and the grants that follow from them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from influmojo_cfn.app.model import Argument, GrantUse, Job, Parameter, Service, Workload
from influmojo_cfn.errors import Problem
from influmojo_cfn.grants.argument_types import ARGUMENT_TYPES

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

LOG_FOLDER = "/ecs/"
PORT_MISSING = "is missing: a service needs its port, unless it has no paths"
SCHEDULE_MISSING = (
    "is missing: a job needs its schedule, such as cron(0 3 * * ? *), or an event_pattern"
)
_SECRET_ARN = (
    "the full ARN of a Secrets Manager secret, with the hyphen and six characters at its end, and "
    "behind it :JSON-KEY:STAGE:VERSION or nothing"
)


def is_arn(secret: str | Parameter) -> bool:
    """Return whether a secret is one of Secrets Manager; otherwise it is in Parameter Store."""
    return _text(secret).startswith("arn:")


SECRET_NAME = "secretsmanager:"
"""How a secret begins that is one of Secrets Manager, by its name in the own account and Region."""

REPOSITORY_MISSING = "is missing: a {} needs its repository, or an image"
ECR_IMAGE = re.compile(
    r"(?P<account>[0-9]{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(\.cn)?/"
    r"(?P<repository>[a-z0-9._/-]+)([:@].*)?"
)
_IMAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,511}")
_RETENTION = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557),
    *(2922, 3288, 3653),
)
"""https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html"""


def is_secret_name(secret: str | Parameter) -> bool:
    """Return whether a secret is one of Secrets Manager that is given by its name."""
    return isinstance(secret, str) and secret.startswith(SECRET_NAME)


def secret_name_of(secret: str) -> str:
    """Return the name of a secret that is given by it, without what ECS takes behind it."""
    return secret.removeprefix(SECRET_NAME).partition(":")[0]


def log_groups_of(project: str) -> str:
    """Return how the names of the services' log groups begin, in every environment."""
    return f"{LOG_FOLDER}{project}-"


ENVIRONMENT_PREFIX = "${EnvironmentPrefix}"
"""In the resources of a template's statements: the EnvironmentName with a hyphen, or nothing."""


def log_group_of(project: str, service: Workload) -> str:
    """Return the name of a service's log group, in whichever environment."""
    return f"{log_groups_of(project)}{ENVIRONMENT_PREFIX}{service.name}"


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
    said = _Said(own)
    repositories = _distinct(each.repository for each in services if each.repository)
    secrets = _distinct(value for each in services for value in each.secrets.values())
    names = [value for value in secrets if not is_arn(value) and not is_secret_name(value)]
    own_secrets = _distinct(secret_name_of(str(s)) for s in secrets if is_secret_name(s))
    arns = _distinct(_without_key(value) for value in secrets if is_arn(value))
    for grant, argument, use, values in (
        ("ecr.pull_images", "repositories", None, [r for r in repositories if not said.image(r)]),
        ("ssm.read_parameters", "names", "environment", [n for n in names if not said.name(n)]),
        (
            "secretsmanager.read_secrets",
            "arns",
            "environment",
            [a for a in arns if not said.among("secretsmanager.read_secrets", "arns", a)],
        ),
    ):
        if values:
            yield GrantUse(grant=grant, arguments={argument: tuple(values)}, use=use)
    if left := [name for name in own_secrets if not said.secret(str(name))]:
        read = "secretsmanager.read_secrets"
        yield GrantUse(grant=read, arguments={"names": tuple(left)}, use="environment")
    yield from _images_elsewhere(services)
    if groups:
        yield GrantUse(grant="logs.write_logs", arguments={"groups": groups})
    elif not said.log_groups(prefix):
        yield GrantUse(grant="logs.write_logs", arguments={"prefix": prefix})


def _images_elsewhere(services: Sequence[Workload]) -> Iterator[GrantUse]:
    """Yield the grants of images in registries of Amazon ECR that are named whole."""
    found = (ECR_IMAGE.fullmatch(each.image) for each in services if each.image)
    for account, region, repository in dict.fromkeys(
        (image["account"], image["region"], image["repository"]) for image in found if image
    ):
        where: dict[str, Argument] = {"account": account, "region": region}
        yield GrantUse(grant="ecr.pull_images", arguments={"repositories": (repository,), **where})


class _Said:
    """What grants that a role has already allow."""

    def __init__(self, own: Sequence[GrantUse]) -> None:
        self.own = own

    def values(self, grant: str, argument: str) -> Iterator[str | Parameter]:
        for use in self.own:
            elsewhere = use.arguments.get("account") or use.arguments.get("region")
            value = use.arguments.get(argument)
            if use.grant == grant and not elsewhere and value:
                for each in value if isinstance(value, tuple) else (value,):
                    if isinstance(each, (str, Parameter)):
                        yield each

    def among(self, grant: str, argument: str, value: str | Parameter) -> bool:
        return value in self.values(grant, argument)

    def image(self, repository: str | Parameter) -> bool:
        return self.among("ecr.pull_images", "repositories", repository)

    def name(self, name: str | Parameter) -> bool:
        return self.among("ssm.read_parameters", "names", name) or any(
            path and _text(name).startswith(f"{path}/")
            for path in map(_text, self.values("ssm.read_parameters", "path"))
        )

    def secret(self, name: str) -> bool:
        return self.among("secretsmanager.read_secrets", "names", name) or any(
            prefix and name.startswith(prefix)
            for prefix in map(_text, self.values("secretsmanager.read_secrets", "prefix"))
        )

    def log_groups(self, prefix: str) -> bool:
        found = map(_text, self.values("logs.write_logs", "prefix"))
        return any(each and prefix.startswith(each) for each in found)


def _distinct(values: Iterable[str | Parameter]) -> list[str | Parameter]:
    return list(dict.fromkeys(values))


def _text(value: str | Parameter) -> str:
    return value.default if isinstance(value, Parameter) else value


def _without_key(secret: str | Parameter) -> str | Parameter:
    """Return a secret's ARN without what ECS takes behind it: JSON key, stage and version."""
    return secret if isinstance(secret, Parameter) else ":".join(secret.split(":")[:7])


def problems_of_services(services: Sequence[Service]) -> Iterator[Problem]:
    """Yield what is wrong with services, with the key path of each problem."""
    for index, service in enumerate(services):
        path = f"services[{index}]"
        yield from _problems(path, service)
        if service.name in [other.name for other in services[:index]]:
            yield Problem(f"{path}.name", f"{service.name!r} is there twice")
        others = [other.priority for other in services[:index] if other.paths]
        if service.paths and service.priority in others:
            yield Problem(f"{path}.priority", f"{service.priority} is there twice")


def problems_of_jobs(services: Sequence[Service], jobs: Sequence[Job]) -> Iterator[Problem]:
    """Yield what is wrong with jobs, with the key path of each problem."""
    taken = [service.name for service in services]
    for index, job in enumerate(jobs):
        path = f"jobs[{index}]"
        yield from _problems_of_any(path, job)
        if job.name in taken:
            yield Problem(f"{path}.name", f"{job.name!r} is there twice")
        taken.append(job.name)
        if job.dead_letter_queue and job.schedule is None:
            yield Problem(f"{path}.dead_letter_queue", "is for a schedule; remove it")
        if job.schedule is None and job.event_pattern is None:
            yield Problem(f"{path}.schedule", SCHEDULE_MISSING)
        elif job.schedule is not None and job.event_pattern is not None:
            yield Problem(f"{path}.event_pattern", "excludes a schedule; give one of both")
        elif job.event_pattern is not None and not job.event_pattern:
            yield Problem(f"{path}.event_pattern", "is empty, and every event would match")
        elif job.event_pattern is not None and job.timezone is not None:
            yield Problem(f"{path}.timezone", "is for a schedule; remove it")
        elif job.schedule is not None and not _SCHEDULE.fullmatch(job.schedule):
            yield Problem(
                f"{path}.schedule",
                f"{job.schedule!r} must be cron(MINUTE HOUR DAY MONTH WEEKDAY YEAR), rate(5 hours) "
                "or at(2030-01-31T03:00:00)",
            )
        if job.timezone is not None and not _TIMEZONE.fullmatch(job.timezone):
            words = f"{job.timezone!r} must be a time zone such as Europe/Berlin"
            yield Problem(f"{path}.timezone", words)


_SCHEDULE = re.compile(
    r"cron\([^\s()]+( [^\s()]+){5}\)|rate\([1-9][0-9]* (minute|hour|day)s?\)"
    r"|at\([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\)"
)
"""https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html (read 2026-11-27)."""

_TIMEZONE = re.compile(r"(?=.{1,50}$)[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*")


def _problems_of_any(path: str, service: Workload) -> Iterator[Problem]:
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
    yield from _problems_of_container(path, service)
    for name, secret in service.secrets.items():
        kind = ARGUMENT_TYPES["secret_arn" if is_arn(secret) else "parameter_name"]
        where = f"{path}.secrets.{name}"
        if is_secret_name(secret):
            if problem := _wrong_secret_name(str(secret)):
                yield Problem(where, problem)
            if name in service.environment:
                yield Problem(where, "is in environment as well")
            continue
        if isinstance(secret, Parameter):
            if not secret.default:
                yield Problem(f"{where}.default", f"is empty: it must be {kind.constraint}")
        elif not re.fullmatch(kind.pattern, str(_without_key(secret))) or not _whole(secret):
            yield Problem(
                where, f"{secret!r} must be {_SECRET_ARN if is_arn(secret) else kind.constraint}"
            )
        if name in service.environment:
            yield Problem(where, "is in environment as well")


def _wrong_secret_name(secret: str) -> str:
    kind = ARGUMENT_TYPES["secret_name"]
    parts = secret.removeprefix(SECRET_NAME).split(":")
    if len(parts) in (1, 4) and re.fullmatch(kind.pattern, parts[0]):
        return ""
    form = f"{SECRET_NAME}NAME, with :JSON-KEY:STAGE:VERSION behind it or nothing"
    return f"{secret!r} must be {form}; NAME is {kind.constraint}"


def _problems_of_container(path: str, service: Workload) -> Iterator[Problem]:
    if service.repository is None and service.image is None:
        word = "service" if isinstance(service, Service) else "job"
        yield Problem(f"{path}.repository", REPOSITORY_MISSING.format(word))
    elif service.repository is not None and service.image is not None:
        yield Problem(f"{path}.image", "excludes a repository; give one of both")
    if service.image is not None and not _IMAGE.fullmatch(service.image):
        yield Problem(
            f"{path}.image", f"{service.image!r} must be the URI of an image, with its tag"
        )
    if service.architecture not in (None, "X86_64", "ARM64"):
        yield Problem(f"{path}.architecture", f"{service.architecture!r} must be X86_64 or ARM64")
    for index, volume in enumerate(service.volumes):
        if not re.fullmatch(r"/[A-Za-z0-9_./-]+", volume.path):
            where = f"{path}.volumes[{index}].path"
            yield Problem(where, f"{volume.path!r} must be an absolute path, such as /data")
        if volume.path in [other.path for other in service.volumes[:index]]:
            yield Problem(f"{path}.volumes[{index}].path", f"{volume.path!r} is there twice")
    if service.log_retention not in _RETENTION:
        allowed = ", ".join(map(str, _RETENTION))
        yield Problem(f"{path}.log_retention", f"{service.log_retention} must be one of {allowed}")


def _problems(path: str, service: Service) -> Iterator[Problem]:
    yield from _problems_of_any(path, service)
    if service.port is None and service.paths:
        yield Problem(f"{path}.port", PORT_MISSING)
    for key, value, lowest, highest in (
        ("port", 1 if service.port is None else service.port, 1, 65535),
        ("priority", service.priority, 1, 50000),
        ("tasks.min", service.min_tasks, 0, 5000),
        ("tasks.max", service.max_tasks, max(1, service.min_tasks), 5000),
    ):
        if not lowest <= value <= highest:
            yield Problem(f"{path}.{key}", f"{value} must be {lowest:,} to {highest:,}")
    if not service.health_check.startswith("/"):
        yield Problem(f"{path}.health_check", f"{service.health_check!r} must begin with a slash")


def _whole(secret: str) -> bool:
    """Return whether a secret has no suffix, or all three of JSON key, stage and version."""
    return not is_arn(secret) or len(secret.split(":")) in (7, 10)
