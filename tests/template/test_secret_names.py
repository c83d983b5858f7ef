"""Parameters that take names of secrets are no passwords, and validators are told so."""

from __future__ import annotations

from pathlib import Path

import pytest

from influmojo_cfn.app import App, Service, grant, parameter
from influmojo_cfn.checks.run import check
from influmojo_cfn.cloudformation import dump
from influmojo_cfn.template import build
from influmojo_cfn.template.ecs import build_services
from influmojo_cfn.template.nesting import build_nest
from influmojo_cfn.template.secret_names import with_secret_names

APP = App(
    project="shop",
    services=[
        Service(
            name="api",
            repository="shop-api",
            secrets={"KEY": parameter("ApiSecretName", default="/shop/key")},
            grants=[
                grant(
                    "secretsmanager.read_secrets",
                    use="code",
                    prefix=parameter("SecretNamePrefix", default="shop/"),
                )
            ],
        )
    ],
)
TEMPLATES = {
    "roles": build(APP),
    "services": build_services(APP),
    "nest": build_nest(APP, "shop.yaml", ["staging"]),
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_validator_takes_the_name_of_a_secret_for_a_password(tmp_path: Path, name: str) -> None:
    file = tmp_path / "template.yaml"
    file.write_text(dump(TEMPLATES[name]))
    assert check([file]) == []


@pytest.mark.parametrize(
    ("parameter_name", "told"),
    [
        ("SecretNamePrefix", True),
        ("DatabaseSecretArn", True),
        ("ApiTokenName", False),
        ("StripeSecret", False),
        ("BucketName", False),
    ],
)
def test_only_a_parameter_that_says_so_names_a_secret(parameter_name: str, told: bool) -> None:
    template = {"Parameters": {parameter_name: {"Type": "String"}}}
    assert ("Metadata" in with_secret_names(template)) is told
