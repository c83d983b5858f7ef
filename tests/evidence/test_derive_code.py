"""Code and task definitions become one app, which builds and allows what the code calls."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from influmojo_cfn.cloudformation import parse
from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.config.writer import to_document
from influmojo_cfn.evidence.derive_code import (
    ServiceCode,
    derive_code,
    environment_of,
    project_of_code,
    services_of,
)
from influmojo_cfn.task_definition.model import TaskDefinition
from influmojo_cfn.task_definition.read import task_definitions_of
from influmojo_cfn.template import build
from influmojo_cfn.testing import Role
from tests.evidence.reading import CODE, python_application

PLACE = Environment(account="111122223333", region="eu-west-1")


def definition(family: str, **environment: str) -> TaskDefinition:
    container: dict[str, Any] = {
        "name": family,
        "image": f"111122223333.dkr.ecr.eu-west-1.amazonaws.com/{family}:1",
        "environment": [{"name": name, "value": value} for name, value in environment.items()],
    }
    data = {"family": family, "containerDefinitions": [container]}
    return task_definitions_of(parse(json.dumps(data), "task.json"), PLACE)[0]


def test_the_role_can_do_what_the_code_calls(tmp_path: Path) -> None:
    code = ServiceCode(name="", paths=(python_application(tmp_path),))
    own = definition("shop", UPLOADS_BUCKET="shop-uploads", JOBS_QUEUE_URL="https://sqs/1/jobs")
    derived = derive_code([code], [own], "shop")
    role = Role(build(derived.app), "TaskRole", account="111122223333", region="eu-west-1")
    assert role.can("s3:PutObject", "arn:aws:s3:::shop-uploads/a")
    assert role.can("sqs:SendMessage", "arn:aws:sqs:eu-west-1:111122223333:jobs")
    assert role.can("dynamodb:Query", "arn:aws:dynamodb:eu-west-1:111122223333:table/orders")
    assert role.cannot("s3:DeleteObject", "arn:aws:s3:::shop-uploads/a")
    assert role.cannot("s3:PutObject", "arn:aws:s3:::other/a")
    assert any("AssetsBucket (ASSETS_BUCKET has no value" in note for note in derived.notes)
    assert any("event['bucket'] is not known" in note for note in derived.notes)


def test_services_have_roles_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web/a.py").write_text('import boto3\nboto3.client("sqs").list_queues()')
    services = services_of([], [], {"web": tmp_path / "web", "orders": CODE / "java"})
    app = to_document(derive_code(services, [], "shop").app)
    assert app["roles"] == "per_service"
    assert [(each["name"], each["repository"]) for each in app["services"]] == [
        ("web", "shop-web"),
        ("orders", "shop-orders"),
    ]
    assert app["services"][0]["grants"][0]["actions"] == ["sqs:ListQueues"]


def test_a_variable_of_two_services_is_the_table_of_each(tmp_path: Path) -> None:
    code = []
    for name in ("web", "jobs"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.py").write_text(
            "import os, boto3\n"
            "boto3.client('dynamodb').get_item(TableName=os.environ['TABLE'], Key={})\n"
        )
        own = definition(name, TABLE=f"{name}-items")
        code.append(ServiceCode(name=name, paths=(tmp_path / name,), definition=own))
    built = build(derive_code(code, [], "shop").app)
    allowed = [
        bool(
            Role(built, role, account="111122223333", region="eu-west-1").can(
                "dynamodb:GetItem", f"arn:aws:dynamodb:eu-west-1:111122223333:table/{table}-items"
            )
        )
        for role in ("WebTaskRole", "JobsTaskRole")
        for table in ("web", "jobs")
    ]
    assert allowed == [True, False, False, True]


def test_folders_by_compose_file_and_by_name(tmp_path: Path) -> None:
    for name in ("frontend", "jobs"):
        (tmp_path / name).mkdir()
    (tmp_path / "compose.yaml").write_text("services:\n  web:\n    build: ./frontend\n  db: {}\n")
    definitions = [definition("shop-web", A="1"), definition("jobs", A="2")]
    found = services_of([tmp_path], definitions, {})
    assert [(each.name, each.paths[0].name) for each in found] == [
        ("shop-web", "frontend"),
        ("jobs", "jobs"),
    ]
    assert services_of([tmp_path], [*definitions, definition("other")], {})[0].name == ""
    assert environment_of(definitions) == {}
    assert environment_of(definitions[:1]) == {"A": "1"}


def test_code_without_a_call_grants_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("print()")
    derived = derive_code([ServiceCode(name="", paths=(tmp_path,))], [], "shop")
    assert derived.notes[1] == "No call was found: the task role gets nothing for the code."
    assert to_document(derived.app) == {"project": "shop", "attach_execution_policy": False}


@pytest.mark.parametrize(
    ("families", "names"),
    [
        (["orders-v2", "web"], ["orders-v2", "web"]),
        (["api-1", "api-2"], ["api-1", "api-2"]),
        (["orders_api", "web"], ["orders-api", "web"]),
        (["a-long-family-of-tasks", "web"], ["a-long-family-of", "web"]),
        (["a-long-family-of-x", "a-long-family-of-y"], ["a-long-7579", "a-long-41eb"]),
    ],
)
def test_each_service_has_a_name_of_its_own_that_an_app_takes(
    families: list[str], names: list[str], tmp_path: Path
) -> None:
    for family in families:
        (tmp_path / family).mkdir()
    services = services_of([tmp_path], [definition(family) for family in families], {})
    assert [each.name for each in services] == names
    app = to_document(derive_code(services, [], "shop").app)
    assert [each["name"] for each in app["services"]] == names


@pytest.mark.parametrize(
    ("folder", "project"),
    [
        ("My_Shop 2", "my-shop-2"),
        ("Größe", "grosse"),
        ("a-shop-of-many-words", "a-shop-of-many"),
        ("2024", "app"),
    ],
)
def test_projects(folder: str, project: str, tmp_path: Path) -> None:
    (tmp_path / folder / "src").mkdir(parents=True)
    assert project_of_code([tmp_path / folder / "src"]) == project
    assert project_of_code([tmp_path / folder]) == project


def test_a_compose_files_value_is_the_default_where_a_task_definition_has_none(
    tmp_path: Path,
) -> None:
    call = 'import boto3, os\nboto3.client("s3").put_object(Bucket=os.environ["UPLOADS"])\n'
    (tmp_path / "app.py").write_text(call)
    (tmp_path / "compose.yaml").write_text(
        "services:\n  web:\n    build: .\n    environment: {UPLOADS: shop-uploads}\n"
    )
    code = [ServiceCode(name="", paths=(tmp_path,))]
    derived = derive_code(code, [], "shop")
    assert to_document(derived.app)["grants"][0]["bucket"]["default"] == "shop-uploads"
    assert derived.notes[-1] == (
        f"From {tmp_path}/compose.yaml: the default of parameter Uploads, shop-uploads. Check "
        "that it is the name on AWS."
    )
    of_task = derive_code(code, [definition("web", UPLOADS="live-uploads")], "shop")
    assert to_document(of_task.app)["grants"][0]["bucket"]["default"] == "live-uploads"
