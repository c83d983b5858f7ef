"""``influmojo-cfn adopt``: roles that were created manually, imported into CloudFormation."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from influmojo_cfn.cli.output import say, show
from influmojo_cfn.cli.target import AccountTarget, target_options

if TYPE_CHECKING:
    from collections.abc import Mapping

    from influmojo_cfn.account.connection import Connection
    from influmojo_cfn.account.import_plan import ImportPlan
    from influmojo_cfn.account.stack import StackClient
    from influmojo_cfn.account.template_bucket import TemplateBucket
    from influmojo_cfn.account.verification import DesiredState, Verification
    from influmojo_cfn.app import App

APP_FILE = "app.yaml"
"""Beside the import template: the app with what the second step keeps."""


@click.command()
@target_options
@click.option(
    "--output-dir",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("adopt"),
    show_default=True,
    help="Where the files go.",
)
@click.option(
    "--s3-bucket",
    metavar="NAME",
    help="A bucket in the stack's Region, for templates of more than 51,200 bytes.",
)
@click.option("--execute", is_flag=True, help="Also run both steps, and wait for them.")
def command(target: AccountTarget, output_dir: Path, s3_bucket: str | None, execute: bool) -> int:
    """Import roles and policies that were created manually into CloudFormation.

    Reads the account and prints what differs from the template and every permission that is lost,
    with the principals affected: read that list first. Writes import.yaml (the account's roles and
    policies, unchanged), resources-to-import.json, full.yaml, and adopt.sh, a script of both steps:
    import, then update. The script shows each change set and asks before it is executed.

    Keeps paths, policy descriptions, and the tags and maximum session durations that the app does
    not declare. The file app.yaml, in the same folder, declares them: deploy and verify that app
    from then on.

    A template of more than 51,200 bytes goes through the bucket of --s3-bucket. All roles are then
    in one stack, which app.yaml states: build splits no template of that app.

    Read-only without --execute, which runs both change sets and stops before a role or policy is
    removed or replaced. The next run finishes a run that was interrupted.

    Without options, it reads the account of the default AWS profile, writes the files into adopt/,
    and changes nothing in the account.

    \b
    Examples:
      influmojo-cfn adopt --profile production
      influmojo-cfn adopt --profile production --stack-name influmojo-ecs-iam \\
          --execute
    """
    from influmojo_cfn.account.import_run import ImportRun
    from influmojo_cfn.account.verification import deployment_command

    found = _read(target, s3_bucket)
    plan, name, desired = found.plan, found.stack.name, found.desired
    _show(found)
    if not plan.resources:
        say("nothing to adopt: no role or policy with these names exists")
        found.stack.check_is_new()
        deploy = deployment_command(desired) + found.connection.options
        say(f"deploy the template instead: {deploy}")
        return 0
    plan.check_owner(name)
    _write(found, output_dir)
    if not execute:
        _write_script(found, output_dir)
        return 0
    ImportRun(
        desired=desired,
        connection=found.connection,
        stack=found.stack,
        write=lambda template: found.bucket.passed(_yaml(template)),
        say=lambda line: say(f"... {line}", err=True),
    ).run()
    of_app = found.option(output_dir)
    say(f"stack {name} contains the roles: influmojo-cfn verify --stack-name {name}{of_app}")
    return 0


@dataclass(frozen=True, kw_only=True)
class _Adoption:
    """What was read, and what follows: ``app`` states what is kept, where ``states_more``.

    ``bucket`` takes the templates that are too long to pass inline.
    """

    app: App
    app_file: Path | None
    states_more: bool
    desired: DesiredState
    verification: Verification
    plan: ImportPlan
    stack: StackClient
    connection: Connection
    bucket: TemplateBucket

    def templates(self) -> dict[str, str]:
        """Return the templates of both steps by their files."""
        from influmojo_cfn.account.import_commands import FULL_FILE, IMPORT_FILE

        plan = self.plan
        return {IMPORT_FILE: _yaml(plan.import_template), FULL_FILE: _yaml(plan.full_template)}

    def option(self, folder: Path) -> str:
        """Return the option that names the app from now on."""
        from shlex import quote

        file = folder / APP_FILE if self.states_more else self.app_file
        return f" --app {quote(str(file))}" if file else ""


def _read(target: AccountTarget, s3_bucket: str | None) -> _Adoption:
    """Read the account, and plan the import of what it has."""
    from influmojo_cfn.account.adopted_app import adopted_app
    from influmojo_cfn.account.connection import account_errors
    from influmojo_cfn.account.import_plan import plan_import
    from influmojo_cfn.account.stack import StackClient
    from influmojo_cfn.account.template_bucket import TemplateBucket
    from influmojo_cfn.account.verification import compare_again, verify
    from influmojo_cfn.cli.generated import fits_inline

    app = target.app()
    desired = target.desired_state(app, stack_name=target.stack_name)
    name = target.stack_name or desired.new_stack
    connection = target.connection()
    client = connection.client("cloudformation")
    stack = StackClient(name=name, client=client, say=lambda line: say(f"... {line}", err=True))
    with account_errors(connection):
        known = {key: value for key, value in stack.parameters().items() if desired.declares(key)}
    # The account is compared with the app: the stack's own template does not count here.
    desired = replace(desired, stack_name=None, parameters={**known, **desired.parameters})
    verification = verify(desired, connection, any_owner=True)
    app, kept = adopted_app(app, verification.expected, verification.found)
    if kept:
        stating = target.desired_state(app, stack_name=name)
        desired = replace(desired, template=stating.template, policy_tags=stating.policy_tags)
        verification = compare_again(verification, desired, connection)
    plan = plan_import(desired.template, verification)
    splits = app.split_roles and not fits_inline(dict(plan.full_template))
    return _Adoption(
        app=replace(app, split_roles=False) if splits else app,
        app_file=target.app_file,
        states_more=bool(kept) or splits,
        desired=desired,
        verification=verification,
        plan=replace(plan, kept=(*kept, *plan.kept)),
        stack=stack,
        connection=connection,
        bucket=TemplateBucket(name=s3_bucket, connection=connection),
    )


def _show(found: _Adoption) -> None:
    """Print what differs, what stays, what is created, and what the update removes."""
    from influmojo_cfn.account.connection import account_errors
    from influmojo_cfn.account.import_losses import attached_documents, policy_holders
    from influmojo_cfn.report.adoption import changes, differences, losses

    for line in (*differences(found.verification), *changes(found.plan)):
        say(line)
    with account_errors(found.connection):
        iam = found.connection.client("iam")
        holders = policy_holders(iam, found.verification.found)
        documents = attached_documents(iam, found.verification)
    for line in losses(found.verification, holders, documents):
        say(line)


def _write(found: _Adoption, folder: Path) -> None:
    """Write what both steps need, and the app that states what they keep."""
    from influmojo_cfn.account.import_commands import LIST_FILE, SCRIPT_FILE
    from influmojo_cfn.cli.app_file import app_path
    from influmojo_cfn.config import dump
    from influmojo_cfn.files import check_overwriting, write_all

    templates = found.templates()
    for file, text in templates.items():
        found.bucket.check(file, text)
    files = {
        **templates,
        LIST_FILE: json.dumps(list(found.plan.resources), indent=2) + "\n",
        **({APP_FILE: dump(found.app)} if found.states_more else {}),
    }
    read = app_path(found.app_file)
    check_overwriting([read], [folder / name for name in (*files, SCRIPT_FILE)])
    write_all({folder / name: content for name, content in files.items()})
    for name in files:
        say(f"{folder / name}: written")
    if found.states_more:
        before = read or "the built-in app"
        say(f"use {folder / APP_FILE} from now on in place of {before}: it states what is kept")


def _yaml(template: Mapping[str, Any]) -> str:
    from influmojo_cfn.cli.generated import text_of

    return text_of(dict(template), "yaml")


def _write_script(found: _Adoption, folder: Path) -> None:
    """Write and print the script of both steps."""
    from influmojo_cfn.account.connection import account_errors
    from influmojo_cfn.account.import_commands import SCRIPT_FILE, ImportScript
    from influmojo_cfn.account.import_run import check_is_not_half_deleted, holds_roles
    from influmojo_cfn.account.stack import NEVER_CREATED
    from influmojo_cfn.files import write_text

    with account_errors(found.connection):
        check_is_not_half_deleted(found.stack, found.connection.options)
        if found.stack.status() not in NEVER_CREATED:
            holds_roles(found.plan, found.stack, found.connection.options)
        deployed = found.stack.parameters()
    script = ImportScript(
        plan=found.plan,
        stack_name=found.stack.name,
        parameters=found.desired.parameters,
        folder=folder,
        options=found.connection.options,
        deployed=deployed,
        uploads={
            file: (place, found.bucket.address(text))
            for file, text in found.templates().items()
            if (place := found.bucket.place(text))
        },
    )
    write_text(folder / SCRIPT_FILE, script.text())
    say(f"{folder / SCRIPT_FILE}: written; run it: sh {folder / SCRIPT_FILE}")
    show(script.text())
