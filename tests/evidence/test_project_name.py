"""The names of projects of derived apps."""

from __future__ import annotations

import json
from typing import Any

import pytest

from influmojo_cfn.app.limits import PROJECT_MAX
from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.evidence.project_name import name_words, project_of
from influmojo_cfn.task_definition.model import TaskDefinition
from influmojo_cfn.task_definition.placeholders import SPELLING
from influmojo_cfn.task_definition.read import task_definitions_of


def definitions_of(data: dict[str, Any], source: str = "task.json") -> tuple[TaskDefinition, ...]:
    return task_definitions_of(parse(json.dumps(data), source), Environment())


def of_family(family: str, source: str = "task.json") -> tuple[TaskDefinition, ...]:
    return definitions_of({"family": family, "containerDefinitions": []}, source)


@pytest.mark.parametrize(
    ("families", "project"),
    [
        (["influmojo-webapp", "influmojo-backend"], "influmojo"),
        (["shop"], "shop"),
        (["Shop_API"], "shop-api"),
        (["a", "b"], "a"),
        (["a-very-long-family-name-of-a-team"], "a-very-long-family"),
        (["123"], "app"),
    ],
)
def test_the_project_is_what_the_families_share(families: list[str], project: str) -> None:
    definitions = [
        definitions_of({"family": family, "containerDefinitions": []})[0] for family in families
    ]
    assert project_of(definitions) == project


@pytest.mark.parametrize(
    ("role", "project"),
    [
        ("influmojo-ecs-task-execution-role", "influmojo"),
        ("team-a-ecs-task-role", "team-a"),
        ("ecsTaskExecutionRole", "web-app"),
        ("Team-ecs-task-role", "web-app"),
        ("a-project-far-too-long-ecs-task-role", "web-app"),
    ],
)
def test_the_project_is_that_of_the_roles_that_are_named(role: str, project: str) -> None:
    arn = f"arn:aws:iam::111122223333:role/{role}"
    data = {"family": "web-app", "executionRoleArn": arn, "containerDefinitions": []}
    assert project_of(definitions_of(data)) == project


FOLDERS: list[dict[str, str]] = [
    {"dev.json": "web", "prod.json": "web"},
    {"a.json": "orders_api", "b.json": "orders-api", "c.json": "OrdersApi"},
    {"a.json": "customer-notification-dispatcher", "b.json": "customer-notification-service"},
    {"a.json": "customer-notification", "b.json": "customer", "c.json": "customers"},
    {"a.json": "averylongfamilywithoutaseparator1", "b.json": "averylongfamilywithoutaseparator2"},
    {"a.json": "2048", "b.json": "___", "c.json": "9"},
    {"a.json": "${ENV}-orders", "b.json": "{{ env }}-orders"},
    {"a.json": "${FAMILY}", "b.json": "<family>"},
    {"task-definition-production.json": "web", "task-definition-staging.json": "web"},
]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: "+".join(folder.values()))
def test_no_two_definitions_of_a_folder_have_one_name(folder: dict[str, str]) -> None:
    names = []
    for file, family in folder.items():
        beside = [other for name, other in folder.items() if name != file]
        names.append(project_of(of_family(family, file), beside))
    assert len(set(names)) == len(folder)
    assert all(len(name) <= PROJECT_MAX and name[0].isalpha() for name in names)
    assert not any(SPELLING.search(name) for name in names)


@pytest.mark.parametrize(
    ("family", "beside", "said"),
    [
        ("web", [], ""),
        ("web", ["web"], "from web: another task definition of the folder would have the same"),
        ("web_a", ["web-a"], "from web-a: another task definition of the folder would have"),
        ("customer-notification-sender", [], "a project has at most 19 characters"),
        ("\u00dcber-Service", [], ""),
    ],
)
def test_a_name_that_is_not_the_family_s_is_said(family: str, beside: list[str], said: str) -> None:
    definitions = of_family(family)
    words = "".join(name_words(definitions, project_of(definitions, beside)))
    assert said in words if said else not words


def test_a_letter_with_an_accent_is_that_letter() -> None:
    assert project_of(of_family("\u00dcber-Service")) == "uber-service"


@pytest.mark.parametrize(
    ("family", "project"),
    [
        pytest.param(f"{'a' * 9}-{'b' * 9}-c", f"{'a' * 9}-{'b' * 9}", id="words that just fit"),
        pytest.param(f"{'a' * 9}-{'b' * 10}-c", "a" * 9, id="a word too long"),
        pytest.param("a" * 20, "a" * 19, id="one word"),
    ],
)
def test_a_long_family_is_cut_after_a_word(family: str, project: str) -> None:
    assert project_of(of_family(family)) == project
