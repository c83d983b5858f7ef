"""What a command wants of an account: values, tags, commands, and who is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from influmojo_cfn.app import App, Service, grant, parameter
from influmojo_cfn.app.environments import AppEnvironment
from influmojo_cfn.cli.target import (
    AccountTarget,
    connection_of,
    default_stack_name,
    deploy_command,
    desired_state_of,
    parameters_in,
    policy_tags_of,
    target_options,
)
from influmojo_cfn.errors import Error
from influmojo_cfn.template import build

TOPIC = grant("sns.publish", topic=parameter("Topic", default="orders"))
SHOP = App(project="shop", grants=[TOPIC])
LIVE = App(
    project="shop",
    grants=[TOPIC],
    environments={"live": AppEnvironment(values={"Topic": "orders-live"})},
)


VALUES: dict[str, tuple[App, str | None, tuple[str, ...], dict[str, str]]] = {
    "no environment": (SHOP, None, ("Topic=a",), {"Topic": "a"}),
    "an environment of an app that names none": (SHOP, "qa", (), {"EnvironmentName": "qa"}),
    "a value over the environment": (
        SHOP,
        "qa",
        ("EnvironmentName=live",),
        {"EnvironmentName": "live"},
    ),
    "an environment of the app": (
        LIVE,
        "live",
        (),
        {"EnvironmentName": "live", "Topic": "orders-live"},
    ),
    "a value over that of the app's environment": (
        LIVE,
        "live",
        ("Topic=a",),
        {"EnvironmentName": "live", "Topic": "a"},
    ),
    "no environment of an app that names some": (LIVE, None, (), {}),
}


@pytest.mark.parametrize(("app", "name", "entries", "expected"), VALUES.values(), ids=VALUES)
def test_the_values_in_an_environment(
    app: App, name: str | None, entries: tuple[str, ...], expected: dict[str, str]
) -> None:
    assert parameters_in(app, name, entries) == expected


def test_an_environment_that_the_app_has_not_is_refused() -> None:
    with pytest.raises(Error, match=r"environments\.live2: is not an environment of the app"):
        parameters_in(LIVE, "live2", ())


def desired(**values: Any) -> Any:
    given: dict[str, Any] = {
        "parameters": {},
        "stack_name": None,
        "account": None,
        "app_file": None,
    }
    return desired_state_of(SHOP, **{**given, **values})


@pytest.mark.parametrize(
    "account", ["", "11112222333", "1111222233334", "11112222333a", "\u0661" * 12]
)
def test_what_is_no_account_is_refused(account: str) -> None:
    with pytest.raises(Error, match="account: "):
        desired(account=account)


def test_what_is_wanted_is_the_template_of_the_app() -> None:
    found = desired(account="111122223333", stack_name="roles", parameters={"Topic": "a"})
    assert found.template == build(SHOP)
    assert (found.account, found.stack_name, found.parameters) == (
        "111122223333",
        "roles",
        {"Topic": "a"},
    )
    assert found.policy_tags == policy_tags_of(SHOP)


@pytest.mark.parametrize(
    ("app_file", "command"),
    [
        (None, "influmojo-cfn adopt"),
        (Path("my app.yaml"), "influmojo-cfn adopt --app 'my app.yaml'"),
    ],
)
def test_the_command_that_adopts_names_the_app_file(app_file: Path | None, command: str) -> None:
    assert desired(app_file=app_file).adopt_command == command


def test_a_policy_has_the_tags_of_its_role() -> None:
    assert policy_tags_of(SHOP) == {
        "TaskPolicy": {"Project": "Shop", "Purpose": "ECS Task Application"}
    }


BUILD = "influmojo-cfn build && "
DEPLOY = "aws cloudformation deploy --stack-name {} --template-file {} {}"
CAPABILITIES = "--capabilities CAPABILITY_NAMED_IAM"


def test_the_template_of_the_default_app_is_in_its_folder() -> None:
    assert deploy_command(SHOP, None, None) == BUILD + DEPLOY.format(
        "shop-ecs-iam", "templates/shop-ecs-iam.yaml", CAPABILITIES
    )


def test_the_template_of_another_app_is_built_first() -> None:
    build_first = "influmojo-cfn build --app 'my app.yaml' --output shop-ecs-iam.yaml && "
    assert deploy_command(SHOP, "my stack", Path("my app.yaml")) == build_first + DEPLOY.format(
        "'my stack'", "shop-ecs-iam.yaml", CAPABILITIES
    )


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({}, "shop-ecs-iam"),
        ({"EnvironmentName": ""}, "shop-ecs-iam"),
        ({"EnvironmentName": "staging"}, "shop-staging-ecs-iam"),
    ],
)
def test_each_environment_has_a_stack_of_its_own(parameters: dict[str, str], name: str) -> None:
    assert default_stack_name(SHOP, parameters) == name


def test_a_template_that_is_split_is_packaged_first() -> None:
    assert deploy_command(SHOP, None, None, is_split=True) == (
        f"{BUILD}aws cloudformation package --template-file templates/shop-ecs-iam.yaml "
        "--s3-bucket BUCKET --output-template-file shop-packaged.yaml && "
        + DEPLOY.format("shop-ecs-iam", "shop-packaged.yaml --s3-bucket BUCKET", CAPABILITIES)
    )


def test_a_template_that_is_too_long_to_pass_goes_into_a_bucket() -> None:
    assert deploy_command(SHOP, None, None, is_inline=False) == BUILD + DEPLOY.format(
        "shop-ecs-iam", "templates/shop-ecs-iam.yaml --s3-bucket BUCKET", CAPABILITIES
    )


@pytest.mark.parametrize(("split_roles", "command"), [(True, "package"), (False, "deploy")])
def test_a_long_app_is_split_unless_it_states_otherwise(split_roles: bool, command: str) -> None:
    services = [Service(name=f"svc-{number}", image="busybox:1") for number in range(12)]
    app = App(project="acme", roles="per_service", services=services, split_roles=split_roles)
    found = desired_state_of(app, {}, None, None, None)
    assert found.is_split == split_roles
    assert found.deploy_command.startswith(f"{BUILD}aws cloudformation {command} ")
    assert " --s3-bucket BUCKET --capabilities" in found.deploy_command


def test_a_connection_is_to_what_is_given() -> None:
    found = connection_of("prod", "eu-west-1", "http://localhost:4566")
    assert (found.profile, found.region, found.endpoint_url) == (
        "prod",
        "eu-west-1",
        "http://localhost:4566",
    )


def test_a_command_takes_its_target_whole() -> None:
    seen: list[Any] = []

    @click.command()
    @target_options
    @click.option("--fix", is_flag=True)
    def command(target: AccountTarget, fix: bool) -> int:
        seen.append((target, fix))
        return 0

    given = ["--account", "111122223333", "--parameter", "A=1", "--parameter", "B=2", "--fix"]
    assert CliRunner().invoke(command, given, standalone_mode=False).return_value == 0
    none = AccountTarget(None, (), None, None, None, None, None, None)
    assert seen == [(none._replace(account="111122223333", parameter=("A=1", "B=2")), True)]
