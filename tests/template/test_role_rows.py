"""Which roles an app has, and what sets them apart."""

from __future__ import annotations

import pytest

from influmojo_cfn.app import (
    App,
    Job,
)
from influmojo_cfn.template.role_rows import roles_of, task_roles_of
from tests.template.shop import GITHUB, JOB, OWN, WEB, app

ROLES_OF: dict[str, tuple[App, list[str]]] = {
    "grants": (app(), ["TaskExecutionRole", "TaskRole"]),
    "a service that shares": (app(services=[WEB]), ["TaskExecutionRole", "TaskRole"]),
    "a service of its own": (
        app(grants=[], services=[OWN]),
        ["AdminUiTaskExecutionRole", "AdminUiTaskRole"],
    ),
    "a job": (
        app(grants=[], jobs=[JOB]),
        ["NightTaskExecutionRole", "NightTaskRole", "NightScheduleRole"],
    ),
    "a pipeline": (
        app(services=[WEB], deployment=GITHUB),
        ["TaskExecutionRole", "TaskRole", "DeploymentRole"],
    ),
    "a job that an event starts": (
        app(grants=[], jobs=[Job(name="night", repository="a-b", event_pattern={"source": ["a"]})]),
        ["NightTaskExecutionRole", "NightTaskRole", "NightRuleRole"],
    ),
    "infrastructure": (app(grants=[], infrastructure=["volumes"]), ["VolumesRole"]),
}


@pytest.mark.parametrize(("of", "expected"), ROLES_OF.values(), ids=ROLES_OF)
def test_the_roles_of_an_app(of: App, expected: list[str]) -> None:
    assert [row.logical_id for row in roles_of(of)] == expected


def test_the_roles_that_tasks_run_with_are_not_those_of_schedules_and_pipelines() -> None:
    found = app(services=[WEB], jobs=[JOB], deployment=GITHUB)
    own = ["night-task-execution-role", "night-task-role"]
    shared = ["ecs-task-execution-role", "ecs-task-role"]
    assert [row.name for row in task_roles_of(found)] == [*shared, *own]
    assert [row.name for row in task_roles_of(found, "night")] == own


def test_a_role_of_a_service_is_named_and_described_by_it() -> None:
    row = roles_of(app(grants=[], services=[OWN]))[0]
    assert (row.name, row.policy_name, row.owner) == (
        "admin-ui-task-execution-role",
        "admin-ui-execution-policy",
        "admin-ui",
    )
    assert row.policy_id == "AdminUiTaskExecutionPolicy"
    assert row.description == "ECS task execution role for the admin-ui of {title}"
