"""``influmojo-cfn deployer-policy``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from influmojo_cfn.cli.environment import deployed_options

if TYPE_CHECKING:
    from influmojo_cfn.account.deployer_policy import Deployment

DEFAULT_STACK = "influmojo-ecs-iam"
FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("template", type=FILE, required=False)
@click.option("--app", type=FILE, help="The app file; the built-in app by default.")
@deployed_options
@click.option(
    "--family",
    multiple=True,
    metavar="NAME",
    help="A task definition family, * at its end if need be; by default what begins as the roles.",
)
@click.option(
    "--only-through-cloudformation",
    is_flag=True,
    help="Refuse the IAM calls to the deployer and allow them to CloudFormation for the deployer.",
)
@click.option("--calls", is_flag=True, help="List the calls and ask the policy each of them.")
def command(
    template: Path | None,
    app: Path | None,
    family: tuple[str, ...],
    only_through_cloudformation: bool,
    calls: bool,
    **environment: Any,
) -> int:
    """Print the least policy of whoever deploys the roles and registers task definitions.

    It allows the CloudFormation and IAM calls that a deployment makes, on this stack, these roles
    and these policies; and passing the two roles, to ECS tasks only. With PermissionsBoundaryArn
    among the parameters no role can be created without that boundary.

    --calls lists every call instead, asks it of the policy, and asks neighbours of it (another
    role, another policy, another service) that must be refused; ends with 2 if one is not. The
    stack is named influmojo-ecs-iam where --stack-name says nothing else.

    \b
    Examples:
      influmojo-cfn deployer-policy --account 111122223333 --region ap-south-1 > deployer.json
      influmojo-cfn deployer-policy --account 111122223333 --region ap-south-1 --calls
    """
    import json

    from influmojo_cfn.account.deployer_policy import deployer_policy, deployment_of
    from influmojo_cfn.cli.template_source import deployed_in, template_document

    deployment = deployment_of(
        template_document(template, app).data,
        deployed_in(environment),
        stack_name=environment["stack_name"] or DEFAULT_STACK,
        families=family,
        only_through_cloudformation=only_through_cloudformation,
    )
    policy = deployer_policy(deployment)
    if calls:
        return _tried(deployment, policy)
    click.echo(json.dumps(policy, indent=2))
    return 0


def _tried(deployment: Deployment, policy: dict[str, object]) -> int:
    from influmojo_cfn.account.deployer_policy import simulated_calls

    tried = simulated_calls(deployment, policy)
    for trial in tried:
        outcome = "allowed" if trial.allowed else "refused"
        mark = "" if trial.allowed == trial.expected else "  NOT AS EXPECTED"
        carried = f" with {trial.detail}" if trial.detail else ""
        click.echo(f"{outcome}  {trial.call.action:35}  {trial.resource}{carried}{mark}")
    wrong = sum(trial.allowed != trial.expected for trial in tried)
    allowed = sum(trial.allowed for trial in tried)
    summary = f"{len(tried)} calls asked: {allowed} allowed, {len(tried) - allowed} refused"
    click.echo(f"{summary}, {wrong} not as expected", err=True)
    return 2 if wrong else 0
