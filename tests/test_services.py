from __future__ import annotations

from typing import Any

import pytest

from influmojo_cfn.app import App, grant, parameter
from influmojo_cfn.app.validation import uses_of
from influmojo_cfn.config import dump, loads
from influmojo_cfn.errors import AppError
from influmojo_cfn.services import Service

ARN = "arn:aws:secretsmanager:ap-south-1:111122223333:secret:shop/key-AbCdEf"
WEB = Service(
    name="web",
    repository=parameter("WebRepository", default="shop-web"),
    port=8080,
    environment={"MODE": "production"},
    secrets={"URL": "/shop/url", "KEY": ARN},
)


def said(app: App) -> dict[str, Any]:
    return {use.grant: dict(use.arguments) for _, use in uses_of(app)}


def test_the_grants_that_start_a_service_follow_from_it() -> None:
    assert said(App(project="shop", services=[WEB])) == {
        "ecr.pull_images": {"repositories": (WEB.repository,)},
        "ssm.read_parameters": {"names": ("/shop/url",)},
        "secretsmanager.read_secrets": {"arns": (ARN,)},
        "logs.write_logs": {"prefix": "/ecs/shop"},
    }


def test_what_the_app_says_itself_is_not_said_twice() -> None:
    own = grant("ssm.read_parameters", path="/shop")
    found = said(App(project="shop", services=[WEB], grants=[own]))
    assert found["ssm.read_parameters"] == {"path": "/shop"}


def test_an_app_with_services_survives_its_file() -> None:
    app = App(project="shop", services=[WEB])
    assert loads(dump(app)) == app


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{name: a, repository: b-c}", "services[0].port: is missing: a service needs its port"),
        (
            "{name: a, repository: b-c, port: 1, memory: 700}",
            "services[0].memory: 700 does not go with 256 CPU units: 512, 1024, 2048",
        ),
        (
            "{name: a, repository: b-c, port: 1, cpu: 300}",
            "services[0].cpu: 300 is not a Fargate size; it is one of 256, 512, 1024, 2048, 4096, "
            "8192, 16384",
        ),
        (
            "{name: a, repository: b-c, port: 1, tasks: {min: 3, max: 2}}",
            "services[0].tasks.max: 2 must be 3 to 5,000",
        ),
        (
            "{name: a, repository: b-c, port: 1, secrets: {A: shop/a}}",
            "services[0].secrets.A: 'shop/a' must be a Parameter Store name with its leading "
            "slash, such as /influmojo/production/database-url: letters, digits and _ . - between "
            "slashes",
        ),
        (
            "{name: a, repository: b-c, prot: 1, port: 1}",
            "services[0].prot: unknown key; did you mean 'port'?",
        ),
        (
            "{name: a, repository: B, port: 1}",
            "services[0].repository: 'B' must be an ECR repository name: 2 to 256 lower-case "
            "letters, digits, and . _ - / between them; neither an image URI nor an ARN",
        ),
        (
            "{name: a, repository: 5, port: 1}, {name: b, repository: b-c, port: 0}",
            "services[1].port: 0 must be 1 to 65,535",
        ),
    ],
)
def test_the_message_of_a_mistake(entry: str, message: str) -> None:
    with pytest.raises(AppError) as caught:
        loads(f"project: shop\nservices: [{entry}]")
    assert message in map(str, caught.value.problems)
