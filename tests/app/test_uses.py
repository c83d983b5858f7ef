"""Which role each grant of an app lands on, and whose role that is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from influmojo_cfn.app.model import AppFields, Job, Role, Service, Workload, grant
from influmojo_cfn.app.uses import (
    has_own_roles,
    has_shared_roles,
    role_of,
    row_of,
    uses_of,
    workloads_of,
)

SHARED = Service(name="web", repository="a-b", port=80)
OWN = Service(name="admin", repository="a-b", port=80, roles="own")
KEPT = Service(name="api", repository="a-b", port=80, roles="shared")
JOB = Job(name="night", repository="a-b", schedule="rate(1 day)")
TRACES = grant("xray.write_traces")
LOGS = grant("logs.write_logs", prefix="/ecs/")


def app(**values: Any) -> AppFields:
    return AppFields(**{"project": "shop", **values})


OWN_ROLES: dict[str, tuple[Workload, str | None, bool]] = {
    "a service": (SHARED, None, False),
    "a service of an app whose services have own roles": (SHARED, "per_service", True),
    "a service that asks for own roles": (OWN, None, True),
    "a service that asks for own roles where the app shares": (OWN, "shared", True),
    "a service that keeps the shared roles": (KEPT, "per_service", False),
    "a job": (JOB, None, True),
}


@pytest.mark.parametrize(("workload", "roles", "own"), OWN_ROLES.values(), ids=OWN_ROLES)
def test_who_has_roles_of_its_own(workload: Workload, roles: str | None, own: bool) -> None:
    assert has_own_roles(app(roles=roles), workload) == own


SHARED_ROLES: dict[str, tuple[dict[str, Any], bool]] = {
    "no service": ({"grants": [TRACES]}, True),
    "nothing at all": ({}, True),
    "a service": ({"services": [SHARED]}, True),
    "a service and a job": ({"services": [SHARED], "jobs": [JOB]}, True),
    "services of which one shares": ({"services": [OWN, SHARED]}, True),
    "services with roles of their own alone": ({"services": [OWN]}, False),
    "a job alone": ({"jobs": [JOB]}, False),
    "a job and a grant": ({"jobs": [JOB], "grants": [TRACES]}, True),
    "a job and an execution role": (
        {"jobs": [JOB], "execution_role": Role(grants=[LOGS])},
        True,
    ),
    "a job and a task role": ({"jobs": [JOB], "task_role": Role(grants=[TRACES])}, True),
    "infrastructure alone": ({"infrastructure": ["volumes"]}, False),
    "infrastructure and a grant": ({"infrastructure": ["volumes"], "grants": [TRACES]}, True),
    "a job and a service that has its own": ({"jobs": [JOB], "services": [OWN]}, False),
}


@pytest.mark.parametrize(("values", "shared"), SHARED_ROLES.values(), ids=SHARED_ROLES)
def test_whether_an_app_has_shared_roles(values: dict[str, Any], shared: bool) -> None:
    assert has_shared_roles(app(**values)) == shared


def test_workloads_are_named_by_their_lists() -> None:
    assert list(workloads_of(app(services=[SHARED, OWN], jobs=[JOB]))) == [
        ("services[0]", SHARED),
        ("services[1]", OWN),
        ("jobs[0]", JOB),
    ]


def test_each_grant_has_the_key_path_that_it_is_written_at() -> None:
    written = app(
        grants=[TRACES],
        execution_role=Role(grants=[LOGS]),
        task_role=Role(grants=[TRACES]),
        jobs=[Job(name="night", repository="a-b", schedule="rate(1 day)", grants=[TRACES])],
    )
    assert [each.path for each in uses_of(written) if not each.is_needed] == [
        "grants[0]",
        "execution_role.grants[0]",
        "task_role.grants[0]",
        "jobs[0].grants[0]",
    ]


def needed(of: AppFields, prefix: str) -> list[str]:
    found = [each for each in uses_of(of) if each.is_needed]
    return [each.use.grant for each in found if each.path.startswith(prefix)]


def test_a_job_needs_its_image_and_its_log_group() -> None:
    assert needed(app(jobs=[JOB]), "jobs[0]") == ["ecr.pull_images", "logs.write_logs"]


def test_what_a_job_is_granted_already_is_not_needed() -> None:
    image = grant("ecr.pull_images", repositories=["a-b"])
    job = Job(name="night", repository="a-b", schedule="rate(1 day)", grants=[image])
    assert needed(app(jobs=[job]), "jobs[0]") == ["logs.write_logs"]


@pytest.mark.parametrize(
    "given",
    [
        {"grants": [grant("logs.write_logs", prefix="/ecs/shop-")]},
        {"execution_role": Role(grants=[grant("logs.write_logs", prefix="/ecs/shop-")])},
        {
            "services": [
                Service(
                    name="web",
                    repository="a-b",
                    port=80,
                    grants=[grant("logs.write_logs", prefix="/ecs/shop-")],
                )
            ]
        },
    ],
)
def test_what_the_shared_execution_role_has_already_is_not_needed(given: dict[str, Any]) -> None:
    assert needed(app(**{"services": [SHARED], **given}), "services.") == ["ecr.pull_images"]


def test_what_the_task_role_has_does_not_start_a_service() -> None:
    code = grant("ssm.read_parameters", path="/shop", use="code")
    secret = Service(name="web", repository="a-b", port=80, secrets={"URL": "/shop/url"})
    assert "ssm.read_parameters" in needed(app(services=[secret], grants=[code]), "services.")


def test_a_service_with_own_roles_needs_nothing_of_the_shared_ones() -> None:
    assert needed(app(services=[OWN]), "services.grants") == []


WRITTEN = app(
    services=[SHARED, replace(OWN, execute_command=True)],
    jobs=[replace(JOB, grants=[TRACES])],
    grants=[TRACES],
    execution_role=Role(grants=[TRACES]),
    task_role=Role(grants=[LOGS]),
)
FOUND = {
    "services.grants[0]": ("", "execution", True),
    "services[1].needed_grants[1]": ("admin", "execution", True),
    "services[1].execute_command[0]": ("admin", "task", True),
    "jobs[0].needed_grants[0]": ("night", "execution", True),
    "jobs[0].grants[0]": ("night", "task", False),
    "grants[0]": ("", "task", False),
    "execution_role.grants[0]": ("", "execution", False),
    "task_role.grants[0]": ("", "task", False),
}


@pytest.mark.parametrize("path", FOUND)
def test_whose_role_a_grant_lands_on_and_whether_it_follows_from_a_service(path: str) -> None:
    found = {each.path: (each.owner, each.role, each.is_needed) for each in uses_of(WRITTEN)}
    assert found[path] == FOUND[path]


ROLES: dict[str, tuple[Any, str]] = {
    "the first use": (LOGS, "execution"),
    "the first use by the code": (TRACES, "task"),
    "the use that is named": (grant("secretsmanager.read_secrets", use="code"), "task"),
    "the first of all uses where the named one is unknown": (
        grant("secretsmanager.read_secrets", use="nobody"),
        "execution",
    ),
}


@pytest.mark.parametrize(("use", "role"), ROLES.values(), ids=ROLES)
def test_the_role_that_a_grant_lands_on(use: Any, role: str) -> None:
    assert role_of(use) == role


def test_a_grant_that_the_catalog_lacks_has_no_row() -> None:
    assert row_of(grant("s3.read_object")) is None


def test_a_grant_has_its_row() -> None:
    row = row_of(TRACES)
    assert row is not None
    assert row.name == "xray.write_traces"
