"""Services and jobs as they are written in Python."""

from __future__ import annotations

from influmojo_cfn.app.workloads import Job, Service


def test_a_service_is_as_small_as_fargate_allows_unless_given() -> None:
    service = Service(name="web", repository="a-b")
    assert (service.cpu, service.memory, service.min_tasks, service.max_tasks) == (256, 512, 1, 4)


def test_a_job_is_as_small_as_fargate_allows_unless_given() -> None:
    job = Job(name="night", repository="a-b", schedule="rate(1 day)")
    assert (job.cpu, job.memory) == (256, 512)
