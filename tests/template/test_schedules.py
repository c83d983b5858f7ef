"""A schedule's role runs its job's task in the app's cluster, and passes that task's roles."""

from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.app import App, Job
from influmojo_cfn.template.schedules import (
    family_arn,
    passed_arns,
    schedule_group_arn,
    schedule_statements,
)

APP = App(project="shop", jobs=[Job(name="night-run", repository="a-b", schedule="rate(1 day)")])
HERE = "${AWS::Region}:${AWS::AccountId}"
NAMED = "shop-${EnvironmentPrefix}"
ROLES = tuple(text.text for text in passed_arns(APP, "night-run"))


def test_the_group_is_that_of_the_environment() -> None:
    expected = f"arn:${{AWS::Partition}}:scheduler:{HERE}:schedule-group/{NAMED}jobs"
    assert schedule_group_arn(APP) == expected


def test_every_revision_of_a_family_is_named() -> None:
    expected = f"arn:${{AWS::Partition}}:ecs:{HERE}:task-definition/{NAMED}night-run:*"
    assert family_arn(APP, "night-run") == expected


def test_the_roles_of_a_task_are_the_execution_role_and_the_task_role() -> None:
    prefix = f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:role/{NAMED}night-run-"
    assert (f"{prefix}task-execution-role", f"{prefix}task-role") == ROLES


RUN, PASS = schedule_statements(APP, "night-run")


@pytest.mark.parametrize(
    ("statement", "action", "resources"),
    [
        (RUN, "ecs:RunTask", (family_arn(APP, "night-run"),)),
        (PASS, "iam:PassRole", ROLES),
    ],
)
def test_a_statement_allows_one_action_on_the_jobs_own(
    statement: Any, action: str, resources: tuple[str, ...]
) -> None:
    assert list(statement.actions) == [action]
    assert tuple(text.text for text in statement.resources) == resources


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        (
            RUN,
            (
                "ArnEquals",
                "ecs:cluster",
                f"arn:${{AWS::Partition}}:ecs:{HERE}:cluster/{NAMED}cluster",
            ),
        ),
        (PASS, ("StringEquals", "iam:PassedToService", "ecs-tasks.amazonaws.com")),
    ],
)
def test_a_statement_has_its_condition(statement: Any, expected: tuple[str, str, str]) -> None:
    (condition,) = statement.conditions
    (value,) = condition.values
    assert (condition.operator, condition.key, value.text) == expected


def test_a_sid_names_the_job() -> None:
    assert [(*each.verbs, *each.nouns) for each in (RUN, PASS)] == [
        ("RunTask", "NightRun"),
        ("PassRoles", "NightRun"),
    ]
