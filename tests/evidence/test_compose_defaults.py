"""A Compose file gives the code near it build contexts, and its variables values."""

from __future__ import annotations

from pathlib import Path

import pytest

from influmojo_cfn.evidence.compose_defaults import CodeEnvironment, compose_project
from influmojo_cfn.evidence.resource_values import ParameterNames

FILE = """
services:
  web:
    build: ./web
    environment: {TABLE: web, BUCKET: files, API_TOKEN: secret, HOST: "${HOST}"}
  jobs:
    build: {context: ./jobs}
    environment: [TABLE=jobs, BUCKET=files]
  cron:
    image: acme/cron
    environment: {TABLE: cron}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "compose.yaml").write_text(FILE)
    for name in ("web", "jobs", "cron"):
        (tmp_path / name).mkdir()
    return tmp_path


def test_contexts_are_those_of_the_file_that_compose_reads(project: Path) -> None:
    (project / "docker-compose.yml").write_text("services:\n  old:\n    build: cron\n")
    assert compose_project(project).contexts == {"web": project / "web", "jobs": project / "jobs"}


def test_a_file_that_cannot_be_read_tells_nothing(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text("services: [")
    found = compose_project(tmp_path)
    assert found.contexts == {}
    assert found.values("web", [tmp_path]) == {}


VALUES = {
    "of the service that is built from the folder": (
        "",
        "web",
        {"TABLE": "web", "BUCKET": "files"},
    ),
    "of the service of that name": ("cron", "cron", {"TABLE": "cron"}),
    "that all services give one value": ("", ".", {"BUCKET": "files"}),
    "of a folder that no service is built from": ("", "cron", {}),
}


@pytest.mark.parametrize("name", VALUES)
def test_values(project: Path, name: str) -> None:
    service, folder, expected = VALUES[name]
    path = project / folder
    found = compose_project(path).values(service, [path])
    assert {variable: value for variable, (value, _) in found.items()} == expected


def test_a_file_of_another_repository_is_not_taken(project: Path) -> None:
    (project / "web" / ".git").mkdir()
    assert compose_project(project / "web").file is None


def test_a_default_of_a_task_definition_is_not_told_to_be_of_compose() -> None:
    composed = {"TABLE": ("web", "compose.yaml"), "QUEUE": ("jobs", "compose.yaml")}
    environment = CodeEnvironment(defined={"TABLE": "orders"}, composed=composed)
    names = ParameterNames(environment.values)
    names.variables = {"Table": ("TABLE", "orders"), "Queue": ("QUEUE", "jobs")}
    names.made = {"Table": {"default": "orders"}, "Queue": {"default": "jobs"}}
    (note,) = environment.notes(names, before=())
    assert note.startswith("From compose.yaml: the default of parameter Queue, jobs.")
