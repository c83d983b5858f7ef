"""What is wrong with services and jobs: sizes of Fargate, ports, paths, numbers of tasks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from influmojo_cfn.app.container_problems import problems_of_containers
from influmojo_cfn.app.job_starts import problems_of_start
from influmojo_cfn.app.workloads import Job, Service, Workload
from influmojo_cfn.errors import Problem, did_you_mean

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

PORT_MISSING = "is missing: a service with paths needs the port that the load balancer checks"
_RETENTION = (
    1,
    3,
    5,
    7,
    14,
    30,
    60,
    90,
    120,
    150,
    180,
    365,
    400,
    545,
    731,
    1096,
    1827,
    2192,
    2557,
    2922,
    3288,
    3653,
)
"""https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html"""


def problems_of_services(services: Sequence[Service]) -> Iterator[Problem]:
    """Yield what is wrong with services, with the key path of each problem."""
    names: set[str] = set()
    of_priority: dict[int, str] = {}
    for index, service in enumerate(services):
        path = f"services[{index}]"
        yield from _problems(path, service)
        if service.name in names:
            yield Problem(f"{path}.name", f"{service.name!r} is given twice; remove one")
        names.add(service.name)
        if not service.load_balanced_paths:
            continue
        if service.priority not in of_priority:
            of_priority[service.priority] = service.name
            continue
        words = (
            f"{service.priority} is also the priority of {of_priority[service.priority]} (it is "
            "100 if omitted); give each service behind the load balancer its own, or paths: [] "
            "to one that is not"
        )
        yield Problem(f"{path}.priority", words)


def problems_of_jobs(services: Sequence[Service], jobs: Sequence[Job]) -> Iterator[Problem]:
    """Yield what is wrong with jobs, with the key path of each problem."""
    taken = {service.name for service in services}
    for index, job in enumerate(jobs):
        path = f"jobs[{index}]"
        yield from _problems_of_any(path, job)
        if job.name in taken:
            yield Problem(f"{path}.name", f"{job.name!r} is given twice; remove one")
        taken.add(job.name)
        yield from problems_of_start(path, job)


def _problems_of_any(path: str, service: Workload) -> Iterator[Problem]:
    if not re.fullmatch(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*", service.name) or len(service.name) > 16:
        yield Problem(
            f"{path}.name",
            f"{service.name!r} must be 1 to 16 lowercase letters, digits and single hyphens",
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
    yield from problems_of_containers(path, service)
    if service.architecture not in (None, "X86_64", "ARM64"):
        yield Problem(f"{path}.architecture", f"{service.architecture!r} must be X86_64 or ARM64")
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
    yield from _problems_of_paths(f"{path}.paths", service.load_balanced_paths)
    yield from _service_connect(path, service)
    if not service.health_check.startswith("/"):
        yield Problem(f"{path}.health_check", f"{service.health_check!r} must begin with a slash")


_PATH = re.compile(r"""[A-Za-z0-9_.$/~"'@:+&*?-]{1,128}""")
_MOST_PATHS = 5
"""Sources (read 2026-11-28):
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
"""


def _problems_of_paths(path: str, patterns: Sequence[str]) -> Iterator[Problem]:
    """Yield what is wrong with the path patterns of a load balancer's rule."""
    if len(patterns) > _MOST_PATHS:
        yield Problem(path, f"has {len(patterns)} path patterns; a rule takes {_MOST_PATHS}")
    for index, pattern in enumerate(patterns):
        if not _PATH.fullmatch(pattern):
            words = f"{pattern!r} must be 1 to 128 letters, digits and _ - . $ / ~ \" ' @ : + & * ?"
            yield Problem(f"{path}[{index}]", words)


SERVICE_CONNECT = ("server", "client")


def _service_connect(path: str, service: Service) -> Iterator[Problem]:
    where, role = f"{path}.service_connect", service.service_connect
    if role is not None and role not in SERVICE_CONNECT:
        nearest = did_you_mean(role, SERVICE_CONNECT, "known are")
        yield Problem(where, f"unknown {role!r}{nearest}")
    elif role == "server" and service.port is None:
        yield Problem(where, "needs a port that others reach; give the service its port")
