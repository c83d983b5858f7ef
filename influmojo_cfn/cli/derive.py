"""``influmojo-cfn derive``: the app file that task definitions need."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from influmojo_cfn.cli.environment import environment_of, environment_options, key_arn
from influmojo_cfn.cli.filling import check_used, filling_options, given_of, warn
from influmojo_cfn.cli.output import show

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--project", help="The app's project.  [default: from the families' names]")
@click.option("--output", type=FILE, help="File to write, or - for standard output.  [default: -]")
@click.option(
    "--pull-through-cache",
    multiple=True,
    metavar="PREFIX",
    help="A repository prefix of a pull through cache.",
)
@click.option(
    "--kms-key", metavar="ARN", callback=key_arn, help="The customer managed key of the secrets."
)
@click.option("--execute-command", is_flag=True, help="The services enable ECS Exec.")
@filling_options
@environment_options
def command(
    files: tuple[Path, ...], project: str | None, output: Path | None, **options: Any
) -> int:
    """Write the app file with the minimal execution role that starts task definitions.

    A FILE is the JSON of register-task-definition or describe-task-definition, an array of
    container definitions (Terraform's), a list of task definitions, or a template with
    AWS::ECS::TaskDefinition resources. They do not contain what the
    task role needs for the application's own code: the comments of the file give hints.

    Placeholders that a pipeline fills in are not known, and nothing of them is written: --image,
    --set, --account and --region fill them in. Where a repository, log group or secret can be read
    beside one, it is granted in the account and Region of the deployment.

    \b
    Examples:
      influmojo-cfn derive webapp.json backend.json --project influmojo --output app.yaml
      aws ecs describe-task-definition --task-definition webapp > webapp.json
      influmojo-cfn derive webapp.json | influmojo-cfn build --app - --output -
    """
    from functools import partial

    from influmojo_cfn.errors import each_of
    from influmojo_cfn.evidence.derive import derive, project_of
    from influmojo_cfn.files import refuse_overwriting
    from influmojo_cfn.preflight.home import home_of
    from influmojo_cfn.preflight.result import Options
    from influmojo_cfn.report.derived import app_file
    from influmojo_cfn.service_roles.field_values import Home
    from influmojo_cfn.task_definition.families import families_beside
    from influmojo_cfn.task_definition.read import read_task_definitions

    environment = environment_of(
        **{name: options.pop(name) for name in ("parameter", "partition", "stack_name")},
        account=options["account"],
        region=options["region"],
    )
    asked = Options(
        cache_prefixes=tuple(prefix.strip("/") for prefix in options["pull_through_cache"]),
        key=options["kms_key"],
        execute_command=options["execute_command"],
    )
    refuse_overwriting(files, [output])
    otherwise = Home(
        partition=environment.known_partition,
        account=environment.account,
        region=environment.region,
    )
    given = given_of(options["images"], options["values"], options["account"], options["region"])
    read = each_of(*(partial(read_task_definitions, file, environment, given) for file in files))
    definitions = [definition for found in read for definition in found]
    check_used(given, definitions)
    warn(definitions)
    homes = [
        home_of(each, account=options["account"], region=options["region"], otherwise=otherwise)
        for each in definitions
    ]
    derived = derive(
        definitions,
        homes,
        project or project_of(definitions, families_beside(files)),
        asked,
        given=bool(options["account"] and options["region"]),
    )
    text = app_file(derived)
    if output is None or str(output) == "-":
        show(text)
    else:
        from influmojo_cfn.files import write_text

        write_text(output, text)
    return 0
