from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from influmojo_cfn.app import App, GrantUse, Service, grant, parameter
from influmojo_cfn.app.uses import uses_of
from influmojo_cfn.config import dump, loads
from influmojo_cfn.errors import AppError
from influmojo_cfn.template import build
from influmojo_cfn.template.ecs import build_services

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
        "logs.write_logs": {"prefix": "/ecs/shop-"},
    }


SAID: dict[str, tuple[GrantUse, str, object]] = {
    "a path above": (grant("ssm.read_parameters", path="/shop"), "ssm.read_parameters", None),
    "a path at its default": (
        grant("ssm.read_parameters", path=parameter("Path", default="/shop")),
        "ssm.read_parameters",
        None,
    ),
    "the name": (grant("ssm.read_parameters", names=["/shop/url"]), "ssm.read_parameters", None),
    "a path beside": (
        grant("ssm.read_parameters", path="/sho"),
        "ssm.read_parameters",
        {"names": ("/shop/url",)},
    ),
    "a path that is left out": (
        grant("ssm.read_parameters", path=parameter("Path")),
        "ssm.read_parameters",
        {"names": ("/shop/url",)},
    ),
    "for the code": (
        grant("ssm.read_parameters", path="/shop", use="code"),
        "ssm.read_parameters",
        {"names": ("/shop/url",)},
    ),
    "the secret": (
        grant("secretsmanager.read_secrets", arns=[ARN]),
        "secretsmanager.read_secrets",
        None,
    ),
    "the image": (
        grant("ecr.pull_images", repositories=[parameter("WebRepository", default="shop-web")]),
        "ecr.pull_images",
        None,
    ),
    "another account's image": (
        grant("ecr.pull_images", repositories=["shop-web"], account="444455556666"),
        "ecr.pull_images",
        {"repositories": (WEB.repository,)},
    ),
    "log groups": (grant("logs.write_logs", prefix="/ecs/sh"), "logs.write_logs", None),
    "other log groups": (
        grant("logs.write_logs", prefix="/ecs/shop-web"),
        "logs.write_logs",
        {"prefix": "/ecs/shop-"},
    ),
}


@pytest.mark.parametrize(("own", "name", "expected"), SAID.values(), ids=SAID)
def test_only_what_the_apps_own_grants_lack_follows(
    own: GrantUse, name: str, expected: object
) -> None:
    app = App(project="shop", services=[WEB], grants=[own])
    found = {
        use.grant: dict(use.arguments) for path, use in uses_of(app) if path.startswith("services")
    }
    assert found.get(name) == expected


def test_a_part_of_a_secret_needs_the_secret() -> None:
    web = replace(WEB, secrets={"KEY": f"{ARN}:key::"})
    assert said(App(project="shop", services=[web]))["secretsmanager.read_secrets"] == {
        "arns": (ARN,)
    }


def test_a_secret_may_be_a_parameter_of_both_templates() -> None:
    app = App(
        project="shop",
        services=[replace(WEB, secrets={"URL": parameter("UrlName", default="/shop/url")})],
    )
    assert "UrlName" in build(app)["Parameters"]
    services = build_services(app)
    assert "UrlName" in services["Parameters"]
    (container,) = services["Resources"]["WebTaskDefinition"]["Properties"]["ContainerDefinitions"]
    assert container["Secrets"][0]["ValueFrom"]["Fn::Sub"].endswith(":parameter${UrlName}")


def test_an_image_changed_in_the_app_changes_both_templates() -> None:
    before, after = (
        App(project="shop", services=[replace(WEB, repository=name, secrets={"A": secret})])
        for name, secret in (("shop-old", "/shop/a"), ("shop-new", "/shop/b"))
    )
    for make in (build, build_services):
        texts = [json.dumps(make(app)) for app in (before, after)]
        for old, new in (("shop-old", "shop-new"), ("/shop/a", "/shop/b")):
            assert [old in text for text in texts] == [True, False]
            assert [new in text for text in texts] == [False, True]


def test_an_app_with_services_survives_its_file() -> None:
    worker = Service(
        name="worker",
        repository="shop-worker",
        paths=(),
        secrets={"URL": parameter("UrlName", default="/shop/url")},
    )
    app = App(project="shop", services=[WEB, worker])
    assert loads(dump(app)) == app


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (
            "{name: a, repository: b-c}",
            "services[0].port: is missing: a service needs its port, unless it has no paths",
        ),
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
            f"{{name: a, repository: b-c, port: 1, secrets: {{A: '{ARN}:key'}}}}",
            f"services[0].secrets.A: '{ARN}:key' must be the full ARN of a Secrets Manager secret, "
            "with the hyphen and six characters at its end, and behind it :JSON-KEY:STAGE:VERSION "
            "or nothing",
        ),
        (
            "{name: a, repository: b-c, port: 1, secrets: {A: {parameter: A, default: a}}}",
            "services[0].secrets.A.default: 'a' must be a Parameter Store name with its leading "
            "slash, such as /influmojo/production/database-url: letters, digits and _ . - between "
            "slashes",
        ),
        (
            "{name: a, repository: b-c, port: 1, secrets: {A: {parameter: A, default: ''}}}",
            "services[0].secrets.A.default: is empty: it must be a Parameter Store name with its "
            "leading slash, such as /influmojo/production/database-url: letters, digits and _ . - "
            "between slashes",
        ),
        (
            "{name: a, repository: {parameter: A, default: b-c}, port: 1, "
            "secrets: {A: {parameter: A, default: /a}}}",
            "services[0].secrets.A: the parameter 'A' is declared differently at "
            "services.grants[0].repositories[0]",
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
