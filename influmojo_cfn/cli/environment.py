"""Options that say where and how a template is deployed, shared by commands that read one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from influmojo_cfn.cloudformation.environment import Environment

Command = TypeVar("Command", bound=Callable[..., Any])


NAMES = ("parameter", "account", "region", "partition", "stack_name")


def _with(command: Command, account: str, region: str) -> Command:
    """Add to a command the options of :data:`NAMES`, with what is said of account and Region."""
    options = (
        click.option(
            "--parameter", multiple=True, metavar="K=V", help="A parameter of the template."
        ),
        click.option("--account", help=f"The account ID: 12 digits.  [{account}]"),
        click.option("--region", help=f"The Region of the deployment.  [{region}]"),
        click.option("--partition", default="", help="The partition.  [default: the Region's]"),
        click.option("--stack-name", help="The value of ${AWS::StackName}."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def environment_options(command: Command) -> Command:
    """Add to a command the options of :data:`NAMES`."""
    return _with(command, "default: 111122223333", "default: us-east-1")


def deployed_options(command: Command) -> Command:
    """Add to a command the options of :data:`NAMES`, where the account and the Region matter."""
    return _with(command, "required", "required")


def checked_key_arn(
    context: click.Context, option: click.Parameter, value: str | None
) -> str | None:
    """Return the value of an option that takes the ARN of a KMS key; a click callback."""
    from influmojo_cfn.iam.key_arn import key_arn_problem

    if value and (message := key_arn_problem(value)):
        raise click.BadParameter(message)
    return value


def image_and_key_options(command: Command) -> Command:
    """Add to a command what task definitions do not say of their images and secrets."""
    command = click.option(
        "--kms-key",
        metavar="ARN",
        callback=checked_key_arn,
        help="The customer managed key of the secrets.",
    )(command)
    return click.option(
        "--pull-through-cache",
        multiple=True,
        metavar="PREFIX",
        help="A repository prefix of a pull through cache.",
    )(command)


def environment_of(
    parameter: tuple[str, ...],
    account: str | None,
    region: str | None,
    partition: str,
    stack_name: str | None,
) -> Environment:
    """Make the environment of what was given on the command line.

    Raises:
        Error: a parameter is not NAME=VALUE, or the account, Region or partition does not exist.
    """
    from dataclasses import replace

    from influmojo_cfn.cli.named_values import named_values
    from influmojo_cfn.cloudformation.environment import Environment
    from influmojo_cfn.errors import each_of

    parameters, environment = each_of(
        lambda: named_values("--parameter", parameter),
        lambda: Environment.checked(
            account=account,
            region=region,
            partition=partition,
            stack_name=stack_name,
        ),
    )
    found: Environment = replace(environment, parameters=parameters)
    return found
