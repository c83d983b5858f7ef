"""``influmojo-cfn preflight``: will these tasks start, and what will fail."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from influmojo_cfn.cli.environment import environment_of, environment_options, key_arn

if TYPE_CHECKING:
    from influmojo_cfn.cloudformation import Document
    from influmojo_cfn.cloudformation.environment import Environment
    from influmojo_cfn.preflight.result import Options, Preflight
    from influmojo_cfn.service_roles.field_values import Home
    from influmojo_cfn.task_definition.model import TaskDefinition

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("template", type=FILE)
@click.option(
    "--task-definition", "files", type=FILE, multiple=True, required=True, help="JSON or template."
)
@click.argument("more_files", metavar="[TASK_DEFINITION]...", type=FILE, nargs=-1)
@click.option("--execution-role", metavar="NAME", help="Ask this role of the template.")
@click.option("--task-role", metavar="NAME", help="Ask this role of the template.")
@click.option(
    "--pull-through-cache", multiple=True, metavar="PREFIX", help="Repositories that are a cache."
)
@click.option(
    "--kms-key", metavar="ARN", callback=key_arn, help="The customer managed key of the secrets."
)
@click.option("--execute-command", is_flag=True, help="The service turns ECS Exec on.")
@click.option("--format", "form", type=click.Choice(["pretty", "json"]), default="pretty")
@environment_options
def command(
    template: Path,
    files: tuple[Path, ...],
    more_files: tuple[Path, ...],
    form: str,
    **options: Any,
) -> int:
    """Check whether tasks will start with the roles of a TEMPLATE, and what will fail.

    Lists every call that ECS makes for a task definition with its two roles, asks the template
    whether they may, and prints the grants that are missing. A task definition is the JSON of
    register-task-definition or describe-task-definition, or a template with
    AWS::ECS::TaskDefinition resources. Roles are found by the ARNs that it names, else by the
    logical IDs TaskExecutionRole and TaskRole; account and Region by its own ARNs, unless given.
    More task definitions may follow, as `--task-definition *.json` gives them.

    Ends with 2 when something is missing.

    \b
    Examples:
      influmojo-cfn preflight templates/influmojo-ecs-iam.yaml --task-definition webapp.json
      influmojo-cfn preflight templates/influmojo-ecs-iam.yaml --task-definition services.yaml \\
          --kms-key arn:aws:kms:ap-south-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab
    """
    import json

    from influmojo_cfn.cloudformation import read_document
    from influmojo_cfn.preflight.result import Options
    from influmojo_cfn.report import preflight as report

    environment = environment_of(
        **{name: options.pop(name) for name in ("parameter", "partition", "stack_name")},
        account=options["account"],
        region=options["region"],
    )
    asked = Options(
        execution_role=options["execution_role"],
        task_role=options["task_role"],
        cache_prefixes=tuple(prefix.strip("/") for prefix in options["pull_through_cache"]),
        key=options["kms_key"],
        execute_command=options["execute_command"],
    )
    given = (options["account"], options["region"])
    document = read_document(template)
    found = [
        each
        for file in dict.fromkeys((*files, *more_files))
        for each in _preflights(document, file, environment, given, asked)
    ]
    if form == "json":
        click.echo(json.dumps([report.document(each) for each in found], indent=2))
    else:
        click.echo("\n\n".join(map(report.text, found)))
    return 0 if all(each.is_clean for each in found) else 2


def _preflights(
    document: Document,
    file: Path,
    environment: Environment,
    given: tuple[str | None, str | None],
    options: Options,
) -> list[Preflight]:
    from influmojo_cfn.cloudformation import read_document
    from influmojo_cfn.preflight.start import settled
    from influmojo_cfn.task_definition.read import task_definitions_of

    read = document if document.source == str(file) else read_document(file)

    def asked(where: Environment) -> list[Preflight]:
        return [
            _preflight(document, definition, where, given, options)
            for definition in task_definitions_of(read, where)
        ]

    found = asked(environment)
    if read is not document or not any(each.unknown for each in found):
        return found
    # Roles and task definition of one template mean the same by a name that is not known yet.
    return list(map(settled, found, asked(replace(environment, stand_ins=True))))


def _preflight(
    document: Document,
    definition: TaskDefinition,
    environment: Environment,
    given: tuple[str | None, str | None],
    options: Options,
) -> Preflight:
    from influmojo_cfn.cloudformation.roles import roles_of
    from influmojo_cfn.preflight.start import preflight

    home = _home(definition, environment, given)
    here = replace(environment, account=home.account, region=home.region, partition=home.partition)
    return preflight(definition, roles_of(document, here), home, options)


def _home(definition: Any, environment: Environment, given: tuple[str | None, str | None]) -> Home:
    from influmojo_cfn.preflight.home import home_of
    from influmojo_cfn.service_roles.field_values import Home

    otherwise = Home(
        partition=environment.known_partition,
        account=environment.account,
        region=environment.region,
    )
    account, region = given
    home = home_of(definition, account=account, region=region, otherwise=otherwise)
    if environment.partition:
        home = replace(home, partition=environment.partition)
    return home
