"""``influmojo-cfn deployer-policy``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from influmojo_cfn.cli.app_file import app_option
from influmojo_cfn.cli.environment import deployed_options
from influmojo_cfn.cli.file_type import FILE
from influmojo_cfn.cli.output import say, show

if TYPE_CHECKING:
    from influmojo_cfn.account.deployment import Deployment
    from influmojo_cfn.app import App
    from influmojo_cfn.cloudformation import Document
    from influmojo_cfn.cloudformation.environment import Environment

ROUTES = ("console", "cli", "cdk", "rain", "sceptre", "adopt", "service-role")
_UPLOADING = (None, "cli", "sceptre", "adopt")
"""The ways to deploy that upload templates to a bucket of one's own."""


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
    "--route",
    type=click.Choice(ROUTES),
    help="The way to deploy, whose calls alone are allowed; service-role is CloudFormation's own "
    "role.  [default: change sets and stacks by any way]",
)
@click.option(
    "--role-arn",
    metavar="ARN",
    help="The service role that the deployer gives CloudFormation; the deployer is then allowed to "
    "pass it, and no IAM call of the stack.",
)
@click.option(
    "--import-template",
    type=FILE,
    help="The import.yaml of adopt, with --route adopt: also allow what its update removes from "
    "the roles, and a rollback restores.",
)
@click.option("--bucket", metavar="NAME", help="The bucket that templates are uploaded to.")
@click.option(
    "--calls", is_flag=True, help="List the calls, and whether the policy allows each one."
)
def command(
    template: Path | None,
    app_file: Path | None,
    family: tuple[str, ...],
    only_through_cloudformation: bool,
    route: str | None,
    role_arn: str | None,
    import_template: Path | None,
    bucket: str | None,
    calls: bool,
    **environment: Any,
) -> int:
    """Print the minimal policy of the deployer, who also registers task definitions.

    It allows the CloudFormation and IAM calls of a deployment, on this stack, these roles and these
    policies. It allows iam:PassRole on the two roles, to ECS tasks only. With the parameter
    PermissionsBoundaryArn, no role can be created without that boundary; each role is created with
    the boundary that it declares only.

    TEMPLATE can be any template, with nested stacks whose files are at hand. For other resource
    types it allows the calls that AWS's registry of types declares. It also allows those for
    dynamic references, parameters of Parameter Store, Availability Zones and transforms. A type
    without a declaration and a macro are named, and the exit code is 2.

    With --role-arn, CloudFormation makes its calls with the permissions of that role, whose policy
    `--route service-role` prints. The deployer is allowed iam:PassRole on it, to CloudFormation
    only.

    With --route adopt, give --import-template as soon as adopt has written it. Without it, the
    policy allows detaching only policies that the template names.

    With --calls, it lists every call instead, and negative test cases (another role, another
    policy, another service) that must be denied. It exits with code 2 if one of them is allowed, or
    a call is denied. The default of --stack-name is the name of the TEMPLATE's file, or
    PROJECT[-ENVIRONMENT]-ecs-iam.

    Without TEMPLATE and --app, it takes the app of influmojo-cfn.yaml.

    \b
    Examples:
      influmojo-cfn deployer-policy --account 111122223333 --region ap-south-1 \\
          > deployer.json
      influmojo-cfn deployer-policy --account 111122223333 --region ap-south-1 \\
          --calls
    """
    import json

    from influmojo_cfn.account.deployer_policy import deployer_policy
    from influmojo_cfn.account.deployment import deployment_of
    from influmojo_cfn.account.deployment_routes import DeploymentMethod
    from influmojo_cfn.cli.template_source import template_document
    from influmojo_cfn.cloudformation.processed import processed

    if import_template is not None and route != "adopt":
        raise click.UsageError("--import-template is for --route adopt; add --route adopt")
    source, app, here = _deployed(template, app_file, environment)
    document = processed(source, here)
    deployment = deployment_of(
        document.data,
        here,
        stack_name=str(here.stack_name),
        families=family,
        method=DeploymentMethod(
            route=route or "",
            bucket=bucket or "",
            service_role=role_arn or "",
            only_through_cloudformation=only_through_cloudformation,
        ),
        imported=template_document(import_template, None).data if import_template else None,
    )
    policy = deployer_policy(deployment)
    status = max(
        _warn(deployment, policy),
        _warn_of_uploads(source, template, app, not bucket and route in _UPLOADING),
    )
    if calls:
        return max(status, _tried(deployment, policy))
    show(json.dumps(policy, indent=2))
    return status


def _deployed(
    template: Path | None, app_file: Path | None, environment: dict[str, Any]
) -> tuple[Document, App | None, Environment]:
    """Return the template that is deployed, the app that it is of, and where it is deployed."""
    from influmojo_cfn.cli.app_file import load_app
    from influmojo_cfn.cli.target import default_stack_name
    from influmojo_cfn.cli.template_source import deployed_in, template_document
    from influmojo_cfn.cloudformation import Document
    from influmojo_cfn.template import build

    here = deployed_in(environment)
    app = load_app(app_file) if template is None else None
    source = template_document(template, app_file) if app is None else Document(build(app))
    if here.stack_name is None:
        name = default_stack_name(app, here.parameters) if app else _name_of(template)
        here = deployed_in({**environment, "stack_name": name})
    return source, app, here


def _name_of(template: Path | None) -> str:
    """Return the name of the stack of a template: that of its file."""
    from influmojo_cfn.cloudformation.environment import STACK_NAME

    name = template.stem if template else ""
    if not STACK_NAME.fullmatch(name):
        raise click.BadParameter(
            f"is missing, and {name!r}, the name of the TEMPLATE's file, is not a stack name; add "
            "--stack-name NAME",
            param_hint="--stack-name",
        )
    return name


def _warn(deployment: Deployment, policy: dict[str, object]) -> int:
    """Name what the policy lacks, and say where it is too long; give the exit code."""
    import json

    from influmojo_cfn.template.quotas import POLICY_CHARACTERS

    for place, reason in deployment.not_known.items():
        say(f"incomplete: {place}: {reason}; add the calls that it needs", err=True)
    size = len(json.dumps(policy, separators=(",", ":")))
    if size > POLICY_CHARACTERS:
        words = f"{size:,} characters; a managed policy takes {POLICY_CHARACTERS:,}"
        say(f"note: the policy has {words}: split it by statements", err=True)
    return 2 if deployment.not_known else 0


def _warn_of_uploads(
    source: Document, template: Path | None, app: App | None, uploads: bool
) -> int:
    """Name what the policy lacks for a template that is split, or goes through a bucket.

    ``uploads`` says whether the way to deploy takes a bucket, and none is named.
    """
    from influmojo_cfn.cli.generated import parts_by_resource

    if app and parts_by_resource(app, source.data):
        words = "build splits the template of this app; give the file that it writes as TEMPLATE"
        say(f"incomplete: the calls of nested stacks: {words}", err=True)
        return 2
    if uploads and (reason := _why_uploaded(source, template)):
        say(f"incomplete: the calls of uploads: the template {reason}; give --bucket", err=True)
        return 2
    return 0


def _why_uploaded(source: Document, template: Path | None) -> str:
    """Return why a template has to be in a bucket, empty where it does not."""
    from influmojo_cfn.cli.generated import fits_inline
    from influmojo_cfn.cloudformation.nested_stacks import LOCATIONS
    from influmojo_cfn.template.quotas import INLINE_BYTES

    resources = source.data.get("Resources")
    rows = resources.values() if isinstance(resources, dict) else ()
    if any(isinstance(row, dict) and str(row.get("Type")) in LOCATIONS for row in rows):
        return "nests others"
    short = template.stat().st_size <= INLINE_BYTES if template else fits_inline(source.data)
    return "" if short else f"has more than {INLINE_BYTES:,} bytes"


def _tried(deployment: Deployment, policy: dict[str, object]) -> int:
    from influmojo_cfn.account.simulated_calls import simulated_calls

    tried = simulated_calls(deployment, policy)
    for trial in tried:
        outcome = "allowed" if trial.allowed else "denied"
        mark = "" if trial.allowed == trial.expected else "  NOT AS EXPECTED"
        carried = f" with {trial.detail}" if trial.detail else ""
        say(f"{outcome:7}  {trial.call.action:35}  {trial.resource}{carried}{mark}")
    wrong = sum(trial.allowed != trial.expected for trial in tried)
    allowed = sum(trial.allowed for trial in tried)
    summary = f"{len(tried)} calls simulated: {allowed} allowed, {len(tried) - allowed} denied"
    say(f"{summary}, {wrong} not as expected", err=True)
    return 2 if wrong else 0
