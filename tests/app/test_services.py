from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from influmojo_cfn.app import (
    App,
    EnvironmentFile,
    GrantUse,
    Service,
    SideContainer,
    grant,
    parameter,
)
from influmojo_cfn.app.uses import uses_of
from influmojo_cfn.config import dump, loads
from influmojo_cfn.template import build
from influmojo_cfn.template.ecs import build_services

ARN = "arn:aws:secretsmanager:ap-south-1:111122223333:secret:shop/key-AbCdEf"
STORED = "arn:aws:ssm:eu-west-1:444455556666:parameter/acme/key"
WEB = Service(
    name="web",
    repository=parameter("WebRepository", default="shop-web"),
    port=8080,
    environment={"MODE": "production"},
    secrets={"URL": "/shop/url", "KEY": ARN},
)


def said(app: App) -> dict[str, Any]:
    return {each.use.grant: dict(each.use.arguments) for each in uses_of(app)}


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
        each.use.grant: dict(each.use.arguments)
        for each in uses_of(app)
        if each.path.startswith("services")
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


SEED = SideContainer(
    name="seed",
    repository="shop-seed",
    essential=False,
    secrets={"KEY": STORED, "URL": "/shop/admin-url"},
    environment_files=[
        EnvironmentFile(bucket="shop-config", object_key="seed.env"),
        EnvironmentFile(bucket="shop-config", object_key="all.env"),
    ],
)


def test_what_every_container_needs_follows_from_the_service() -> None:
    files = [EnvironmentFile(bucket="shop-config", object_key="all.env")]
    web = replace(WEB, containers=[SEED], environment_files=files)
    app = App(project="shop", services=[web])
    assert [(each.use.grant, dict(each.use.arguments)) for each in uses_of(app)] == [
        ("ecr.pull_images", {"repositories": (WEB.repository, "shop-seed")}),
        ("ssm.read_parameters", {"names": ("/shop/url", "/shop/admin-url")}),
        ("ssm.read_parameters", {"arns": (STORED,)}),
        ("secretsmanager.read_secrets", {"arns": (ARN,)}),
        ("s3.read_env_files", {"bucket": "shop-config", "objects": ("all.env", "seed.env")}),
        ("logs.write_logs", {"prefix": "/ecs/shop-"}),
    ]


@pytest.mark.parametrize(
    "own",
    [
        grant("s3.read_env_files", bucket="shop-config", objects="seed.env"),
        grant("ssm.read_parameters", arns=[STORED]),
    ],
)
def test_what_the_apps_own_grants_allow_of_another_container_does_not_follow(own: Any) -> None:
    app = App(project="shop", services=[replace(WEB, containers=[SEED])], grants=[own])
    found = [each.use for each in uses_of(app) if each.path.startswith("services")]
    said = {use.grant: dict(use.arguments) for use in found}
    assert said.get("s3.read_env_files", {}).get("objects") == (
        ("all.env",) if own.grant.startswith("s3") else ("seed.env", "all.env")
    )
    assert any("arns" in use.arguments for use in found if use.grant == "ssm.read_parameters") == (
        own.grant.startswith("s3")
    )
