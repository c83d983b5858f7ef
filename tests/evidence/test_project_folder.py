"""The files of a folder that tell of its application."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from influmojo_cfn.evidence import project_folder
from influmojo_cfn.evidence.project_folder import read_project_folder

TASK = '{"family": "a", "containerDefinitions": []}'


def write(folder: Path, *names: str, text: str = TASK) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def test_task_definitions_are_found_by_what_they_contain(tmp_path: Path) -> None:
    write(tmp_path, "ecs/api.json", ".aws/web.json", "package.json.txt")
    write(tmp_path, "package.json", text="{}")
    write(tmp_path, "infra/tasks.yaml", text="Resources: {T: {Type: AWS::ECS::TaskDefinition}}")
    found = read_project_folder(tmp_path).task_definitions
    assert [each.as_posix() for each in found] == [
        ".aws/web.json",
        "ecs/api.json",
        "infra/tasks.yaml",
    ]


@pytest.mark.parametrize("folder", ["node_modules/a", ".venv", "cdk.out", ".git", "vendor/x"])
def test_what_belongs_to_others_is_skipped(tmp_path: Path, folder: str) -> None:
    write(tmp_path, f"{folder}/task.json", f"{folder}/compose.yaml")
    found = read_project_folder(tmp_path)
    assert (found.task_definitions, found.compose_files) == ((), ())


def test_of_a_folders_compose_files_the_one_that_compose_reads_is_taken(tmp_path: Path) -> None:
    write(tmp_path, "docker-compose.yml", "compose.yaml", "deep/docker-compose.yml")
    found = read_project_folder(tmp_path).compose_files
    assert [each.as_posix() for each in found] == ["compose.yaml", "deep/docker-compose.yml"]


def test_too_many_files_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project_folder, "MOST_FILES", 2)
    write(tmp_path, "a.json", "b.json")
    assert read_project_folder(tmp_path).is_complete
    write(tmp_path, "c.json")
    found = read_project_folder(tmp_path)
    assert (found.is_complete, len(found.task_definitions)) == (False, 2)


def test_a_link_in_a_circle_and_to_nothing_is_passed_by(tmp_path: Path) -> None:
    (tmp_path / "again").symlink_to(tmp_path)
    (tmp_path / "task.json").symlink_to("nowhere")
    assert read_project_folder(tmp_path).task_definitions == ()


@pytest.mark.parametrize(
    ("url", "repository"),
    [
        ("git@github.com:acme/orders.git", "acme/orders"),
        ("https://github.com/acme/orders", "acme/orders"),
        ("https://token@github.com/acme/orders.api.git", "acme/orders.api"),
        ("ssh://git@github.com/acme/orders.git", "acme/orders"),
        ("https://gitlab.com/acme/orders.git", None),
        ("https://github.com.example.com/acme/orders", None),
    ],
)
def test_the_repository_is_that_of_origin(tmp_path: Path, url: str, repository: str | None) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    subprocess.run(["git", "-C", str(tmp_path), "remote", "add", "origin", url], check=True)
    found = read_project_folder(tmp_path)
    assert (found.repository, found.branch) == (repository, "main")


def test_without_git_there_is_no_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    assert read_project_folder(tmp_path).repository is None
