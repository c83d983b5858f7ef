"""Services and jobs as they are written in Python."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.app.workloads import Job, Service

PATHS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "neither port nor paths": ({}, ()),
    "a port alone": ({"port": 80}, ("/*",)),
    "paths of its own": ({"port": 80, "paths": ["/a"]}, ("/a",)),
    "a port, and empty paths": ({"port": 80, "paths": []}, ()),
    "paths alone, which validation refuses": ({"paths": ["/a"]}, ("/a",)),
}


@pytest.mark.parametrize(("given", "expected"), PATHS.values(), ids=PATHS)
def test_a_port_or_paths_put_a_service_behind_the_load_balancer(
    given: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert tuple(Service(name="web", repository="a-b", **given).load_balanced_paths) == expected


def test_a_service_is_as_small_as_fargate_allows_unless_given() -> None:
    service = Service(name="web", repository="a-b")
    assert (service.cpu, service.memory, service.min_tasks, service.max_tasks) == (256, 512, 1, 4)


def test_a_job_is_as_small_as_fargate_allows_unless_given() -> None:
    job = Job(name="night", repository="a-b", schedule="rate(1 day)")
    assert (job.cpu, job.memory) == (256, 512)
