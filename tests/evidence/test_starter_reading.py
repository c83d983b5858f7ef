"""What a folder's files tell becomes an app that builds and starts its tasks."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from influmojo_cfn.evidence.derive import CODE_NOT_READ
from influmojo_cfn.evidence.project_folder import read_project_folder
from influmojo_cfn.evidence.starter_app import Starter
from influmojo_cfn.evidence.starter_reading import read_starter
from influmojo_cfn.template import build
from tests.conftest import ROOT

OTHERS = {
    *("batch", "container-alone", "describe-tasks", "dockerrun-v1", "imagedefinitions", "plan"),
    *("policy", "run-task", "run-task-input", "service", "tfstate-show"),
}
"""What is no task definition, or does not say so."""
FIXTURES = [
    path
    for path in sorted((ROOT / "tests/task_definition/fixtures").rglob("*.json"))
    if path.stem not in OTHERS
]
BACKEND = ROOT / "examples/backend-task-definition.json"


def read(folder: Path, project: str | None = None) -> Starter:
    return read_starter(read_project_folder(folder), project)


def test_an_empty_folder_gives_a_name_alone(tmp_path: Path) -> None:
    (tmp_path / "Shop").mkdir()
    starter = read(tmp_path / "Shop")
    assert (starter.project, starter.services, starter.notes) == ("shop", [], ())


@pytest.mark.parametrize(
    ("without_code", "names"),
    [((), ["api", "jobs"]), (("api",), []), (("jobs",), [])],
    ids=["each with its code", "a folder without code", "another one"],
)
def test_several_folders_with_a_dockerfile_are_services_of_their_own(
    tmp_path: Path, without_code: tuple[str, ...], names: list[str]
) -> None:
    for name in ("api", "jobs"):
        folder = tmp_path / "services" / name
        folder.mkdir(parents=True)
        (folder / "Dockerfile").write_text("FROM python")
        code = f"import boto3\nboto3.client('s3').get_object(Bucket='{name}', Key='a')\n"
        (folder / ("main.txt" if name in without_code else "main.py")).write_text(code)
    starter = read(tmp_path, "shop")
    assert [each.name for each in starter.services] == names
    assert [each.grants[0]["bucket"] for each in starter.services] == names
    assert [each.repository for each in starter.services] == [f"shop-{each}" for each in names]


def test_one_dockerfile_tells_of_no_services(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM python")
    (tmp_path / "main.py").write_text("")
    assert read(tmp_path, "shop").services == []


def test_the_grants_of_a_task_definition_are_those_of_derive(tmp_path: Path) -> None:
    shutil.copy(BACKEND, tmp_path)
    starter = read(tmp_path)
    assert starter.project == "influmojo"
    assert [each["grant"] for each in starter.grants] == [
        "ecr.pull_images",
        "ssm.read_parameters",
        "logs.write_logs",
    ]
    (backend,) = starter.services
    assert (backend.name, backend.repository) == ("backend", "influmojo-backend")
    assert build(starter.app())["Resources"]


def test_a_service_of_both_is_that_of_the_task_definition(tmp_path: Path) -> None:
    shutil.copy(BACKEND, tmp_path)
    (tmp_path / "compose.yaml").write_text(
        "services: {backend: {build: ., ports: ['1']}, admin: {build: ./admin}, "
        "db: {image: 'postgres:16'}}"
    )
    starter = read(tmp_path)
    assert [(each.name, each.port) for each in starter.services] == [
        ("backend", 5000),
        ("admin", None),
    ]
    assert starter.services[1].context == "admin"
    assert starter.notes[-1] == (
        "compose.yaml: db is omitted: postgres is a relational database; on AWS, use Amazon RDS or "
        "Amazon Aurora."
    )


@pytest.mark.parametrize("service", ["backend", "admin"], ids=["of both", "of Compose alone"])
def test_a_compose_files_values_are_the_defaults_of_parameters(
    tmp_path: Path, service: str
) -> None:
    shutil.copy(BACKEND, tmp_path)
    (tmp_path / "main.py").write_text(
        "import os, boto3\nboto3.client('s3').get_object(Bucket=os.environ['REPORTS'], Key='a')\n"
    )
    (tmp_path / "compose.yaml").write_text(
        f"services: {{{service}: {{build: ., environment: {{REPORTS: reports}}}}}}"
    )
    assert read(tmp_path).grants[-1]["bucket"]["default"] == "reports"


def test_a_service_of_a_task_definition_is_built_as_the_compose_file_says(tmp_path: Path) -> None:
    shutil.copy(BACKEND, tmp_path)
    (tmp_path / "compose.yaml").write_text(
        "services:\n  backend: {build: {context: ./api, dockerfile: Dockerfile.prod}}\n"
        "  admin: {build: ./admin}\n"
    )
    starter = read(tmp_path)
    built = [(each.name, each.context, each.dockerfile) for each in starter.services]
    assert built[0] == ("backend", "api", "Dockerfile.prod")
    assert built[1][:2] == ("admin", "admin")
    assert starter.services[0].task_definition


def test_without_a_family_that_is_known_folder_and_file_give_the_names(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "web.json").write_text(
        '{"family": "<FAMILY>", "containerDefinitions": [{"name": "a", "image": "<IMAGE>"}]}'
    )
    starter = read(folder)
    assert (starter.project, [each.name for each in starter.services]) == ("shop", ["web"])


def test_a_second_service_of_a_name_is_told(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text("services: {my_api: {build: .}, my-api: {build: ./b}}\n")
    starter = read(tmp_path)
    assert [(each.name, each.context) for each in starter.services] == [("my-api", ".")]
    assert starter.notes == ("Several services are called my-api: the first is taken.",)


def test_what_differs_on_ecs_is_told(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text(
        "services:\n  web: {image: 'node:22', volumes: ['.:/app', 'data:/data']}\n"
        "  api: {image: '${REGISTRY}/team/api:${TAG}', volumes: [{type: bind, source: ./etc}]}\n"
        "  what: {image: '${WHAT}'}\n  empty: {}\n"
    )
    starter = read(tmp_path)
    assert [(each.name, each.image, each.repository) for each in starter.services] == [
        ("web", "node:22", None),
        ("api", None, "team/api"),
    ]
    assert starter.notes == (
        "compose.yaml: web mounts ., which a task on Amazon ECS does not have: build an image that "
        "contains it.",
        "compose.yaml: api runs */team/api:*: taken to be repository team/api.",
        "compose.yaml: what is omitted: its image, *, is not known.",
        "compose.yaml: empty is omitted: it has no image and is not built.",
    )
    assert build(starter.app())["Resources"]


@pytest.mark.parametrize(
    ("name", "text", "note"),
    [
        (
            "main.tf",
            'resource "aws_ecs_task_definition" "app" {}',
            "main.tf: task definitions of Terraform are not read. Run derive on ",
        ),
        (
            "copilot/api/manifest.yml",
            "name: api\ntype: Load Balanced Web Service\n",
            "copilot/api/manifest.yml: manifests of Copilot are not read. Run derive on ",
        ),
        ("cdk.json", '{"app": "npx ts-node"}', "cdk.json: an app of the AWS CDK is not read. "),
    ],
)
def test_files_of_another_tool_that_define_tasks_are_named(
    tmp_path: Path, name: str, text: str, note: str
) -> None:
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    (tmp_path / "other.tf").write_text('resource "aws_s3_bucket" "data" {}\n')
    (tmp_path / "manifest.yml").write_text("name: prod\ntype: Environment\n")
    (tmp_path / "manifest.yaml").write_text("name: prod\ntype: Service\n")
    (found,) = read_starter(read_project_folder(tmp_path)).notes
    assert found.startswith(note)


def test_the_code_of_a_folder_is_not_called_unknown(tmp_path: Path) -> None:
    (tmp_path / "task.json").write_text(
        '{"family": "web", "containerDefinitions": [{"name": "web", "image": "web:1"}]}'
    )
    assert CODE_NOT_READ in read(tmp_path).notes
    (tmp_path / "app.py").write_text("import boto3\nboto3.client('s3').get_object(Bucket='a')\n")
    assert CODE_NOT_READ not in read(tmp_path).notes


def test_what_cannot_be_read_is_a_note(tmp_path: Path) -> None:
    (tmp_path / "task.json").write_text('{"containerDefinitions": [{"nam": 1}]}')
    (tmp_path / "compose.yaml").write_text("services: 7\n")
    starter = read(tmp_path)
    assert [note.split(":")[0] for note in starter.notes] == ["Not read", "Not read"]


@pytest.mark.parametrize("file", FIXTURES, ids=lambda path: path.name)
def test_every_fixture_of_task_definitions_gives_an_app_or_a_note(
    tmp_path: Path, file: Path
) -> None:
    shutil.copy(file, tmp_path / "task.json")
    starter = read(tmp_path, "shop")
    assert starter.services or starter.notes
    if starter.services:
        assert build(starter.app())["Resources"]
