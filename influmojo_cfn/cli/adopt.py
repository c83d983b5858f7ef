"""``influmojo-cfn adopt``: roles that were created manually, imported into CloudFormation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from influmojo_cfn.cli.output import say, show
from influmojo_cfn.cli.target import target_options

if TYPE_CHECKING:
    from influmojo_cfn.account.connection import Connection
    from influmojo_cfn.account.import_plan import ImportPlan
    from influmojo_cfn.account.verification import Verification


@click.command()
@target_options
@click.option(
    "--output-dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("adopt"),
    show_default=True,
    help="Where the files go.",
)
@click.option("--execute", is_flag=True, help="Also run both steps, and wait for them.")
def command(
    app_file: Path | None,
    parameter: tuple[str, ...],
    environment_name: str | None,
    stack_name: str | None,
    account: str | None,
    profile: str | None,
    region: str | None,
    endpoint_url: str | None,
    output_dir: Path,
    execute: bool,
) -> int:
    """Import roles and policies that were created manually into CloudFormation.

    Reads the account and prints what differs from the template and everything that is lost, with
    who is concerned: read that list first. Writes import.yaml (what the account holds, as it is),
    resources-to-import.json, full.yaml, and adopt.sh, a script of both steps: import, then update.
    The script shows each change set and asks before it is executed. What CloudFormation would
    have to replace (another Path, or a policy's other Description) stays as the account has it.

    Read-only without --execute, which runs both change sets and stops before a role or policy is
    removed or replaced. The next run finishes a run that was cut off.

    \b
    Examples:
      influmojo-cfn adopt --profile production
      influmojo-cfn adopt --profile production --stack-name influmojo-ecs-iam --execute
    """
    from dataclasses import replace

    from influmojo_cfn.account.connection import account_errors
    from influmojo_cfn.account.import_commands import SCRIPT_FILE, ImportScript
    from influmojo_cfn.account.import_plan import plan_import
    from influmojo_cfn.account.import_run import ImportRun, holds_roles
    from influmojo_cfn.account.stack import NEVER_CREATED, StackClient
    from influmojo_cfn.account.verification import deployment_command, verify
    from influmojo_cfn.cli.app_file import load_app
    from influmojo_cfn.cli.generated import text_of
    from influmojo_cfn.cli.target import connection_of, desired_state_of, parameters_in
    from influmojo_cfn.files import write_text

    app = load_app(app_file)
    name = stack_name or f"{app.project}-ecs-iam"
    parameters = parameters_in(app, environment_name, parameter)
    desired = desired_state_of(app, parameters, name, account, app_file)
    connection = connection_of(profile, region, endpoint_url)
    stack = StackClient(
        name=name,
        client=connection.client("cloudformation"),
        say=lambda line: say(f"... {line}", err=True),
    )
    with account_errors(connection):
        known = {key: value for key, value in stack.parameters().items() if desired.declares(key)}
    # The account is compared with the app: the stack's own template does not count here.
    desired = replace(desired, stack_name=None, parameters={**known, **desired.parameters})
    verification = verify(desired, connection, any_owner=True)
    plan = plan_import(desired.template, verification)
    _show(verification, plan, connection)
    if not plan.resources:
        say("there is nothing to adopt: no role and no policy of these names is there")
        deploy = deployment_command(desired) + connection.options
        say(f"deploy the template instead: {deploy}")
        return 0
    plan.check_owner(name)
    _write(plan, output_dir, app_file)
    if not execute:
        with account_errors(connection):
            if stack.status() not in NEVER_CREATED:
                holds_roles(plan, stack, connection.options)
        script = ImportScript(
            plan=plan,
            stack_name=name,
            parameters=desired.parameters,
            folder=output_dir,
            options=connection.options,
        )
        write_text(output_dir / SCRIPT_FILE, script.text())
        say(f"{output_dir / SCRIPT_FILE}: written; run it: sh {output_dir / SCRIPT_FILE}")
        show(script.text())
        return 0
    ImportRun(
        desired=desired,
        connection=connection,
        stack=stack,
        write=lambda template: text_of(dict(template), "yaml"),
        say=lambda line: say(f"... {line}", err=True),
    ).run()
    say(f"stack {name} holds the roles: influmojo-cfn verify --stack-name {name}")
    return 0


def _show(verification: Verification, plan: ImportPlan, connection: Connection) -> None:
    """Print what differs, what stays, what is created, and what the update removes."""
    from influmojo_cfn.account.connection import account_errors
    from influmojo_cfn.account.import_losses import policy_holders
    from influmojo_cfn.report.adoption import changes, differences, losses

    for line in (*differences(verification), *changes(plan)):
        say(line)
    with account_errors(connection):
        holders = policy_holders(connection.client("iam"), verification.found)
    for line in losses(verification, holders):
        say(line)


def _write(plan: ImportPlan, folder: Path, app_file: Path | None) -> None:
    from influmojo_cfn.account.import_commands import (
        FULL_FILE,
        IMPORT_FILE,
        LIST_FILE,
        SCRIPT_FILE,
    )
    from influmojo_cfn.cli.app_file import app_path
    from influmojo_cfn.cli.generated import text_of
    from influmojo_cfn.files import make_folder, refuse_overwriting, write_text

    names = (IMPORT_FILE, LIST_FILE, FULL_FILE, SCRIPT_FILE)
    refuse_overwriting([app_path(app_file)], [folder / name for name in names])
    make_folder(folder)
    files = {
        IMPORT_FILE: text_of(dict(plan.import_template), "yaml"),
        LIST_FILE: json.dumps(list(plan.resources), indent=2) + "\n",
        FULL_FILE: text_of(dict(plan.full_template), "yaml"),
    }
    for name, content in files.items():
        write_text(folder / name, content)
        say(f"{folder / name}: written")
