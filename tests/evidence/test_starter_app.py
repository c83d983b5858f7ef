"""The first app of a project from what is known of its services."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from influmojo_cfn.cloudformation.environment import Environment
from influmojo_cfn.evidence.compose import HOLE, ComposeService
from influmojo_cfn.evidence.project_name import slug
from influmojo_cfn.evidence.starter_app import (
    Starter,
    StarterService,
    from_compose,
    from_task_definition,
    omitted_because,
    project_name,
)
from influmojo_cfn.task_definition.model import TaskDefinition
from influmojo_cfn.task_definition.placeholders import Given
from influmojo_cfn.task_definition.read import read_task_definitions
from influmojo_cfn.template import build


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Orders API", "orders-api"),
        ("orders_api", "orders-api"),
        ("2nd-try", "nd-try"),
        ("a-very-long-name-of-a-service", "a-very-long-name"),
        ("averyverylongwordalone", "averyverylongwor"),
        ("日本", ""),
        ("Größe é", "grosse-e"),
    ],
)
def test_a_name_is_lower_case_letters_digits_and_hyphens(text: str, name: str) -> None:
    assert slug(text, 16) == name


def test_a_project_without_a_name_is_called_app() -> None:
    assert (project_name("..."), project_name("Shop")) == ("app", "shop")


def test_what_is_built_is_the_projects_own() -> None:
    found = from_compose(
        ComposeService(
            name="api",
            context="./api",
            port=3000,
            environment={"UPLOADS_BUCKET": "", "DB_PASSWORD": "x", "SECRET_ARN": "y"},
        ),
        "shop",
    )
    assert found == StarterService(
        name="api",
        repository="shop-api",
        port=3000,
        context="./api",
        secrets=("DB_PASSWORD",),
        hints=(
            "UPLOADS_BUCKET: s3.read_objects, s3.upload_objects, s3.delete_objects",
            "SECRET_ARN: secretsmanager.read_secrets, use: code",
        ),
        environment={"SECRET_ARN": "y"},
        is_assumed=True,
    )


def test_a_repository_of_ecr_is_taken_as_it_is() -> None:
    image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/team/api:1"
    found = from_compose(ComposeService(name="api", image=image, image_pattern=image), "shop")
    assert found is not None
    assert found.repository == "team/api"


def holed(pattern: str) -> str:
    return pattern.replace("*", HOLE)


def of_image(image: str | None, pattern: str) -> StarterService | None:
    return from_compose(
        ComposeService(name="web", image=image, image_pattern=holed(pattern)), "shop"
    )


@pytest.mark.parametrize("image", ["postgres:16", "localstack/localstack", None])
def test_what_aws_provides_is_no_service(image: str | None) -> None:
    assert of_image(image, image or "") is None


@pytest.mark.parametrize(
    ("pattern", "image", "repository"),
    [
        ("shop/web:1", "shop/web:1", None),
        ("nginx", "nginx", None),
        ("ghcr.io/acme/web:*", "ghcr.io/acme/web:latest", None),
        ("public.ecr.aws/acme/web:2", "public.ecr.aws/acme/web:2", None),
        ("*.dkr.ecr.eu-west-1.amazonaws.com/team/web:*", None, "team/web"),
        ("111122223333.dkr.ecr.eu-west-1.amazonaws.com/team/web:*", None, "team/web"),
        ("*/team/web:1", None, "team/web"),
        ("*:5000/web", None, "web"),
        ("*web:1", None, "shop-web"),
        ("team/*/web", None, "web"),
    ],
)
def test_other_images_are_services(pattern: str, image: str | None, repository: str | None) -> None:
    found = of_image(None if "*" in pattern else pattern, pattern)
    assert found is not None
    assert (found.image, found.repository) == (image, repository)


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("*bitnami/redis:*", "bitnami/redis is a cache; on AWS, use Amazon ElastiCache"),
        ("*/rabbitmq:3", "rabbitmq is a message broker; on AWS, use Amazon MQ, Amazon SQS or "
         "Amazon SNS"),
        ("*", "its image, *, is not known"),
        ("web 1", "its image, web 1, is not known"),
        ("", "it has no image and is not built"),
        ("shop/web", ""),
    ],
)  # fmt: skip
def test_the_reason_to_omit_a_service(pattern: str, reason: str) -> None:
    assert omitted_because(ComposeService(name="a", image_pattern=holed(pattern))) == reason
    built = ComposeService(name="a", image_pattern=holed(pattern), context=".")
    assert omitted_because(built) == ""


def definition(folder: Path, **data: object) -> TaskDefinition:
    (folder / "task.json").write_text(json.dumps(data))
    (found,) = read_task_definitions(folder / "task.json", Environment.checked(), Given())
    return found


@pytest.mark.parametrize(
    ("image", "repository", "taken"),
    [
        ("111122223333.dkr.ecr.eu-west-1.amazonaws.com/team/api:1", "team/api", None),
        ("nginx:1.27", None, "nginx:1.27"),
        ("<IMAGE1_NAME>", "shop-api", None),
        ("${REGISTRY}/api:1", "shop-api", None),
    ],
)
def test_a_task_definition_is_a_service(
    tmp_path: Path, image: str, repository: str | None, taken: str | None
) -> None:
    container = {"name": "api", "image": image, "portMappings": [{"containerPort": 3000}]}
    found = from_task_definition(
        definition(tmp_path, family="shop-api", containerDefinitions=[container]), "shop"
    )
    assert (found.name, found.repository, found.image, found.port) == (
        "api",
        repository,
        taken,
        3000,
    )


API = StarterService(name="api", repository="shop-api", port=3000)
WEB = StarterService(name="web", repository="shop-web", port=80)
WORKER = StarterService(name="worker", repository="shop-worker", command=("run",))


def test_several_services_have_roles_of_their_own() -> None:
    assert Starter(project="shop", services=[API, WORKER]).values()["roles"] == "per_service"
    assert "roles" not in Starter(project="shop", services=[API]).values()


def test_the_front_takes_what_no_other_service_takes() -> None:
    app = Starter(project="shop", services=[WEB, API, WORKER]).app()
    assert [(each.name, each.paths) for each in app.services] == [
        ("web", None),  # What no other service takes.
        ("api", ("/api", "/api/*")),
        ("worker", ()),
    ]
    web, api, _ = app.services
    assert web.priority > api.priority


@pytest.mark.parametrize(
    "services",
    [(), (API,), (WEB, API, WORKER), tuple(
        StarterService(name=f"s{number}", repository="a-b", port=80, secrets=("A_TOKEN",))
        for number in range(30)
    )],
)  # fmt: skip
def test_every_starter_builds(services: tuple[StarterService, ...]) -> None:
    grants = () if services else ({"grant": "sns.publish", "topic": "orders"},)
    starter = Starter(project="shop", services=services, grants=grants, repository="a/b")
    if not services:
        starter = Starter(project="shop", services=services, grants=grants)
    assert build(starter.app())["Resources"]
