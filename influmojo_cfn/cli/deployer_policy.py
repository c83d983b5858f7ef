"""``influmojo-cfn deployer-policy``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from influmojo_cfn.cli.app_file import app_option
from influmojo_cfn.cli.environment import deployed_options
from influmojo_cfn.cli.output import say, show

if TYPE_CHECKING:
    from influmojo_cfn.account.deployer_policy import Deployment

DEFAULT_STACK = "influmojo-ecs-iam"
FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("template", type=FILE, required=False)
@app_option
@deployed_options
@click.option(
    "--family",
    multiple=True,
    metavar="NAME",
    help="A task definition family; * at its end makes it a prefix.  "
    "[default: the prefix of the roles]",
)
@click.option(
    "--only-through-cloudformation",
    is_flag=True,
    help="Allow the IAM calls only if CloudFormation makes them for the deployer.",
)
@click.option(
    "--calls", is_flag=True, help="List the calls, and whether the policy allows each one."
)
def command(
    template: Path | None,
    app_file: Path | None,
    family: tuple[str, ...],
    only_through_cloudformation: bool,
    calls: bool,
    **environment: Any,
) -> int:
    """Print the minimal policy of the deployer, who also registers task definitions.

    It allows the CloudFormation and IAM calls of a deployment, on this stack, these roles and these
    policies. It allows iam:PassRole on the two roles, to ECS tasks only. With the parameter
    PermissionsBoundaryArn, no role can be created without that boundary.

    With --calls, it lists every call instead, and negative test cases (another role, another
    policy, another service) that must be denied. It exits with code 2 if one of them is allowed, or
    a call is denied. The default of --stack-name is influmojo-ecs-iam.

    \b
    Examples:
      influmojo-cfn deployer-policy --account 111122223333 --region ap-south-1 > deployer.json
      influmojo-cfn deployer-policy --account 111122223333 --region ap-south-1 --calls
    """
    import json

    from influmojo_cfn.account.deployer_policy import deployer_policy, deployment_of
    from influmojo_cfn.cli.template_source import deployed_in, template_document

    here = deployed_in(environment)
    deployment = deployment_of(
        template_document(template, app_file).data,
        here,
        stack_name=environment["stack_name"] or DEFAULT_STACK,
        families=family,
        only_through_cloudformation=only_through_cloudformation,
    )
    policy = deployer_policy(deployment)
    if calls:
        return _tried(deployment, policy)
    show(json.dumps(policy, indent=2))
    return 0


def _tried(deployment: Deployment, policy: dict[str, object]) -> int:
    from influmojo_cfn.account.deployer_policy import simulated_calls

    tried = simulated_calls(deployment, policy)
    for trial in tried:
        outcome = "allowed" if trial.allowed else "refused"
        mark = "" if trial.allowed == trial.expected else "  NOT AS EXPECTED"
        carried = f" with {trial.detail}" if trial.detail else ""
        say(f"{outcome}  {trial.call.action:35}  {trial.resource}{carried}{mark}")
    wrong = sum(trial.allowed != trial.expected for trial in tried)
    allowed = sum(trial.allowed for trial in tried)
    summary = f"{len(tried)} calls asked: {allowed} allowed, {len(tried) - allowed} refused"
    say(f"{summary}, {wrong} not as expected", err=True)
    return 2 if wrong else 0
