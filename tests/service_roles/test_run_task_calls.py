"""Running a task takes ecs:RunTask and iam:PassRole on each of its roles."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from influmojo_cfn.cloudformation.resolver import Resolver
from influmojo_cfn.service_roles.run_task_calls import (
    definition_named,
    role_arn,
    run_task_calls,
    tasks_of_cluster,
)
from influmojo_cfn.service_roles.service_call import ServiceCall
from influmojo_cfn.service_roles.template_fields import Property
from tests.service_roles.templates import calls, resolver_of

TASK = """
Resources:
  TaskRole:
    Type: AWS::IAM::Role
    Properties: {RoleName: report, Path: /tasks/}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      Family: report
      TaskRoleArn: !GetAtt TaskRole.Arn
      ExecutionRoleArn: pull
"""


def of(definition: str, text: str = TASK) -> set[str]:
    def collect(resolver: Resolver) -> Iterator[ServiceCall]:
        role = Property(resolver, "role", ("Resources", "Nightly", "Properties", "Role"))
        return run_task_calls(role, definition=definition, cluster="", path=(), page="")

    return calls(collect, text)


@pytest.mark.parametrize(
    "definition",
    ["report", "arn:aws:ecs:us-east-1:111122223333:task-definition/report:3"],
)
def test_each_role_is_passed(definition: str) -> None:
    assert of(definition) == {
        "ecs:RunTask arn::ecs:::task-definition/report:${Task}",
        "iam:PassRole arn::iam:::role/tasks/report",
        "iam:PassRole arn::iam:::role/pull",
    }


@pytest.mark.parametrize("definition", ["", "{% $task %}", "$.task"])
def test_what_is_not_known_is_any_task(definition: str) -> None:
    assert of(definition) == {"ecs:RunTask ${...}"}


def test_a_family_of_another_stack_has_any_revision() -> None:
    assert of("other") == {"ecs:RunTask arn::ecs:::task-definition/other:${...}"}


def test_names_are_followed() -> None:
    resolver = resolver_of(TASK)
    assert definition_named(resolver, "report:7") == "Task"
    assert definition_named(resolver, "reports") == ""
    assert resolver.show(role_arn(resolver, "report")).endswith("role/tasks/report")


@pytest.mark.parametrize(
    ("family", "count"),
    [
        pytest.param("!If [Old, report, reports]", 2, id="one of two"),
        pytest.param("!If [Old, report, !ImportValue family]", 1, id="one is not known"),
    ],
)
def test_a_task_definition_has_each_family_that_is_known(family: str, count: int) -> None:
    text = TASK.replace("Family: report", f"Family: {family}")
    resolver = resolver_of(f"{text}Conditions: {{Old: !Equals [!Ref AWS::Region, a]}}\n")
    role = Property(resolver, "role", ("Resources", "Nightly", "Properties", "Role"))
    task = resolver.named("Task")
    run, *_ = run_task_calls(role, definition=task, cluster="", path=(), page="")
    assert len(run.resources) == count


@pytest.mark.parametrize(
    ("cluster", "tasks"),
    [
        ("web", "task/web/${...}"),
        ("arn:aws:ecs:us-east-1:111122223333:cluster/web", "task/web/${...}"),
        ("", "${...}"),
        ("{% $cluster %}", "${...}"),
    ],
)
def test_tasks_are_of_the_cluster_that_is_named(cluster: str, tasks: str) -> None:
    resolver = resolver_of(TASK)
    assert resolver.show(tasks_of_cluster(resolver, cluster)).endswith(tasks)


def test_a_cluster_of_the_template_is_found_by_its_arn() -> None:
    resolver = resolver_of(f"{TASK}  Cluster: {{Type: AWS::ECS::Cluster}}\n")
    found = tasks_of_cluster(resolver, resolver.get_att("Cluster", "Arn"))
    assert resolver.show(found).endswith("task/${Cluster}/${...}")
