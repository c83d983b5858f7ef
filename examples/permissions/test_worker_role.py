"""A test suite of a team's own: what the worker may do, and what it may never do.

pytest examples/permissions
"""

from pathlib import Path

import pytest

from influmojo_cfn.testing import Role

TEMPLATE = Path(__file__).with_name("template.yaml")
JOBS = "arn:aws:sqs:us-east-1:111122223333:jobs"


@pytest.fixture
def role() -> Role:
    return Role(TEMPLATE, "WorkerRole", region="us-east-1")


def test_it_takes_jobs_and_removes_them(role: Role) -> None:
    assert role.can("sqs:ReceiveMessage", JOBS)
    assert role.can("sqs:DeleteMessage", JOBS)


def test_it_takes_no_jobs_of_others(role: Role) -> None:
    assert role.cannot("sqs:ReceiveMessage", "arn:aws:sqs:us-east-1:111122223333:payroll")


def test_it_reads_reports_and_writes_none(role: Role) -> None:
    report = "arn:aws:s3:::worker-reports/2026/11.csv"
    assert role.can("s3:GetObject", report)
    assert role.cannot("s3:PutObject", report)


def test_it_reads_over_tls_alone(role: Role) -> None:
    report = "arn:aws:s3:::worker-reports/2026/11.csv"
    assert role.cannot("s3:GetObject", report, {"aws:SecureTransport": False})


def test_the_bucket_is_a_parameter() -> None:
    role = Role(TEMPLATE, "worker-task-role", parameters={"ReportsBucket": "other"})
    assert role.can("s3:GetObject", "arn:aws:s3:::other/a.csv")


def test_only_tasks_of_its_own_account_become_it(role: Role) -> None:
    assert role.can_be_assumed_by("Service:ecs-tasks.amazonaws.com")
    stranger = {"aws:SourceAccount": "444455556666"}
    assert role.cannot_be_assumed_by("Service:ecs-tasks.amazonaws.com", stranger)
    assert role.cannot_be_assumed_by("Service:ec2.amazonaws.com")
