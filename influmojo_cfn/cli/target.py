"""The account and what a command wants of it, for the commands that read an account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from influmojo_cfn.cli.app_file import app_option

if TYPE_CHECKING:
    from influmojo_cfn.account.connection import Connection
    from influmojo_cfn.account.verification import DesiredState
    from influmojo_cfn.app import App

parameter_option = click.option(
    "--parameter", multiple=True, metavar="K=V", help="A parameter of the template."
)

environment_option = click.option(
    "--environment",
    "environment_name",
    metavar="NAME",
    help="An environment of the app, or the value of EnvironmentName.",
)

_OPTIONS = (
    app_option,
    parameter_option,
    environment_option,
    click.option("--stack-name", help="The stack of the roles."),
    click.option(
        "--account", help="The account that is expected: 12 digits. Any other is an error."
    ),
    click.option("--profile", help="A profile of the AWS configuration."),
    click.option("--region", help="The stack's Region.  [default: the profile's]"),
    click.option("--endpoint-url", metavar="URL", help="Call this endpoint instead of AWS."),
)


class AccountTarget(NamedTuple):
    """What the options of a command say: which account is asked about which app."""

    app_file: Path | None
    parameter: tuple[str, ...]
    environment_name: str | None
    stack_name: str | None
    account: str | None
    profile: str | None
    region: str | None
    endpoint_url: str | None

    def app(self) -> App:
        """Return the app; see :func:`.load_app`."""
        from influmojo_cfn.cli.app_file import load_app

        return load_app(self.app_file)

    def connection(self) -> Connection:
        """Return the connection to the account."""
        return connection_of(self.profile, self.region, self.endpoint_url)

    def desired_state(self, app: App, *, stack_name: str | None) -> DesiredState:
        """Return what an app wants of the account; see :func:`.desired_state_of`."""
        parameters = parameters_in(app, self.environment_name, self.parameter)
        return desired_state_of(app, parameters, stack_name, self.account, self.app_file)


def target_options(command: Callable[..., int]) -> Callable[..., int]:
    """Add to a command the options of an :class:`AccountTarget`, which it takes as ``target``."""

    @wraps(command)
    def with_target(**given: Any) -> int:
        target = AccountTarget(**{name: given.pop(name) for name in AccountTarget._fields})
        return command(target=target, **given)

    for option in reversed(_OPTIONS):
        with_target = option(with_target)
    return with_target


def parameters_in(app: App, environment: str | None, entries: tuple[str, ...]) -> dict[str, str]:
    """Return the values of parameters in an environment, under those of ``NAME=VALUE`` strings.

    Without ``environments`` in the app, the environment is the value of EnvironmentName.

    Raises:
        Error: an entry has no ``=``, the app has other environments, or a value is rejected.
    """
    from influmojo_cfn.cli.named_values import named_values
    from influmojo_cfn.template import build
    from influmojo_cfn.template.environment_files import values_in

    given = named_values("--parameter", entries)
    if environment is None:
        return given
    if not app.environments:
        return {"EnvironmentName": environment, **given}
    return {**values_in(app, environment, build(app)), **given}


def desired_state_of(
    app: App,
    parameters: dict[str, str],
    stack_name: str | None,
    account: str | None,
    app_file: Path | None,
) -> DesiredState:
    """Return what an app, of a file or the built-in one, wants of an account.

    Raises:
        Error: the account is not 12 digits.
    """
    from shlex import quote

    from influmojo_cfn.account.verification import DesiredState
    from influmojo_cfn.cli.generated import fits_inline, parts_by_resource
    from influmojo_cfn.cloudformation.environment import Environment
    from influmojo_cfn.template import build

    Environment.checked(account=account)
    template = build(app)
    parts = parts_by_resource(app, template)
    return DesiredState(
        template=template,
        parameters=parameters,
        policy_tags=policy_tags_of(app),
        account=account,
        stack_name=stack_name,
        new_stack=default_stack_name(app, parameters),
        deploy_command=deploy_command(
            app,
            stack_name or default_stack_name(app, parameters),
            app_file,
            is_inline=fits_inline(template),
            is_split=bool(parts),
        ),
        parts=parts,
        adopt_command=f"influmojo-cfn adopt --app {quote(str(app_file))}"
        if app_file
        else "influmojo-cfn adopt",
    )


def policy_tags_of(app: App) -> dict[str, dict[str, str]]:
    """Return the tags of each managed policy by logical ID."""
    from influmojo_cfn.template.assembly import policies_of
    from influmojo_cfn.template.roles import policy_tags_of as tags_of_policy

    return {
        policy.logical_id: tags_of_policy(app, policy.row, policy.logical_id)
        for policy in policies_of(app)
    }


def default_stack_name(app: App, parameters: Mapping[str, str]) -> str:
    """Return the name of the stack of an app's roles: each environment has one of its own."""
    environment = parameters.get("EnvironmentName", "")
    return "-".join(filter(None, (app.project, environment, "ecs-iam")))


def deploy_command(
    app: App,
    stack_name: str | None,
    app_file: Path | None,
    *,
    is_inline: bool = True,
    is_split: bool = False,
) -> str:
    """Return the AWS CLI command that deploys the template of an app at its defaults.

    The template is built first, that of the project's own app in templates/. One that is too long
    to pass inline goes into the bucket BUCKET; one that is split is packaged first.
    """
    from shlex import quote

    template = f"{app.project}-ecs-iam.yaml"
    file, steps = f"templates/{template}", ["influmojo-cfn build"]
    if app_file:
        file = template
        steps = [f"influmojo-cfn build --app {quote(str(app_file))} --output {template}"]
    if is_split:
        package = f"aws cloudformation package --template-file {file} --s3-bucket BUCKET"
        file = f"{app.project}-packaged.yaml"
        steps.append(f"{package} --output-template-file {file}")
    name = quote(stack_name or default_stack_name(app, {}))
    deploy = f"aws cloudformation deploy --stack-name {name} --template-file {file}"
    bucket = "" if is_inline and not is_split else " --s3-bucket BUCKET"
    return " && ".join([*steps, f"{deploy}{bucket} --capabilities CAPABILITY_NAMED_IAM"])


def connection_of(profile: str | None, region: str | None, endpoint_url: str | None) -> Connection:
    """Return the connection to the account.

    Raises:
        Error: AWS has no such Region; an emulator at an endpoint of its own has any.
    """
    from influmojo_cfn.account.connection import Connection
    from influmojo_cfn.errors import Error, Problem
    from influmojo_cfn.iam.regions import region_problem

    if region and not endpoint_url and (message := region_problem(region)):
        raise Error([Problem("--region", message)])
    return Connection(profile=profile, region=region, endpoint_url=endpoint_url)
