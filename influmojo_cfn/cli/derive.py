"""``influmojo-cfn derive``: the app file that task definitions need."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from influmojo_cfn.cli.environment import (
    NAMES,
    environment_of,
    environment_options,
    image_and_key_options,
)
from influmojo_cfn.cli.file_type import FILE
from influmojo_cfn.cli.filling import filling_options, given_of, print_assumed, warn
from influmojo_cfn.cli.output import show

if TYPE_CHECKING:
    from influmojo_cfn.evidence.derive import Derived
    from influmojo_cfn.task_definition.model import TaskDefinition


def services_given(
    context: click.Context, option: click.Parameter, given: tuple[str, ...]
) -> dict[str, Path]:
    """Return the path of each service; raise an error where a value is not NAME=PATH."""
    found = {}
    for text in given:
        name, equals, path = text.partition("=")
        if not (name and equals and path):
            raise click.BadParameter(
                f"{text!r} is not NAME=PATH; give web=services/web, for example"
            )
        found[name] = Path(path)
    return found


@click.command()
@click.argument("files", type=FILE, nargs=-1)
@click.option(
    "--code",
    "code",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="PATH",
    help="Source code whose calls the task role must allow: a file or a folder.",
)
@click.option(
    "--service",
    "services",
    multiple=True,
    metavar="NAME=PATH",
    callback=services_given,
    help="A service and the folder of its code: it gets its own two roles.",
)
@click.option(
    "--recorded",
    type=FILE,
    multiple=True,
    help="What influmojo-cfn record wrote of a run: the task role gets what it called.",
)
@click.option("--project", help="The app's project.  [default: from the families' names]")
@click.option("--output", type=FILE, help="File to write, or - for standard output.  [default: -]")
@image_and_key_options
@click.option("--execute-command", is_flag=True, help="The services enable ECS Exec.")
@filling_options
@environment_options
def command(
    files: tuple[Path, ...], project: str | None, output: Path | None, **options: Any
) -> int:
    """Write the app file with the minimal roles that task definitions and code need.

    A FILE is the JSON of register-task-definition or describe-task-definition, or a list of task
    definitions. It can be an array of container definitions (Terraform's). It can also be a
    template with AWS::ECS::TaskDefinition resources, or such a resource alone. Jobs of AWS Batch
    and services of ECS Express Mode count as such. None of these contains what the task role needs
    for the application's own code: the comments of the app file give hints.

    With --code, the task role gets what the application's source code calls: Python, TypeScript,
    JavaScript, Go and Java, read offline by iam-policy-autopilot (pip install '.[code]' in the
    checkout) and by this project's own readers. A literal name is used as it is. An environment
    variable becomes a parameter named after it, with the default that the task definition gives it,
    or the Compose file near the code. Anything else becomes a parameter without a default, and a
    comment names its file and line. The why of each grant names the lines that need it. Several
    services get two roles each: give --service, or several task definitions. Their folders come
    from a Compose file's build contexts, or from the names of families and containers.

    Placeholders that a pipeline fills in later are unknown, and are not written: --image, --set,
    --account and --region fill them in. A repository, log group or secret whose account or Region
    is unknown is granted in those of the deployment. A mistake that ECS rejects is a warning with
    its line, and the rest is granted.

    Without options, it prints the app file, for the account and Region that the task definitions
    name.

    \b
    Examples:
      influmojo-cfn derive webapp.json backend.json --project influmojo \\
          --output app.yaml
      aws ecs describe-task-definition --task-definition webapp > webapp.json
      influmojo-cfn derive webapp.json | influmojo-cfn build --app - --output -
      influmojo-cfn derive --code src webapp.json --output app.yaml
      influmojo-cfn derive --recorded run.json --project orders
      influmojo-cfn derive --service web=web --service worker=worker \\
          --project shop
    """
    from influmojo_cfn.evidence.derive_recorded import derive_recorded
    from influmojo_cfn.evidence.recorded_calls import read_runs
    from influmojo_cfn.files import check_overwriting
    from influmojo_cfn.report.derived import app_file

    recorded = options.pop("recorded")
    runs = read_runs(recorded)
    code, files = _code_and_files(
        files, options.pop("code"), options.pop("services"), are_runs_given=bool(runs)
    )
    check_overwriting((*files, *recorded), [output])
    definitions, derived = _of_definitions(files, project, options, is_code_read=bool(code or runs))
    if code:
        derived = _of_code(code, definitions, project, derived)
    if runs:
        derived = derive_recorded(runs, project or "recorded", derived)
    assert derived is not None
    text = app_file(derived)
    if output is None or str(output) == "-":
        show(text)
    else:
        from influmojo_cfn.files import write_text

        write_text(output, text)
    return 0


Code = tuple[tuple[Path, ...], dict[str, Path]]


def _code_and_files(
    files: tuple[Path, ...],
    paths: tuple[Path, ...],
    services: dict[str, Path],
    *,
    are_runs_given: bool,
) -> tuple[Code | None, tuple[Path, ...]]:
    """Return code from task definitions: after --code, a folder or a source file is code too."""
    from influmojo_cfn.evidence.source_files import LANGUAGES

    if not paths and not services:
        if not files and not are_runs_given:
            raise click.BadParameter(
                "is missing; give a task definition, --code PATH or --recorded FILE",
                param_hint="FILE",
            )
        return None, files
    more = tuple(file for file in files if file.is_dir() or file.suffix in LANGUAGES)
    return ((*paths, *more), services), tuple(file for file in files if file not in more)


def _of_definitions(
    files: tuple[Path, ...], project: str | None, options: dict[str, Any], *, is_code_read: bool
) -> tuple[list[TaskDefinition], Derived | None]:
    """Return the task definitions, and what they need; nothing where there are none."""
    from functools import partial

    from influmojo_cfn.errors import each_of
    from influmojo_cfn.evidence.derive import derive
    from influmojo_cfn.evidence.project_name import project_of
    from influmojo_cfn.preflight.home import home_of
    from influmojo_cfn.preflight.result import Options
    from influmojo_cfn.service_roles.field_values import Home
    from influmojo_cfn.task_definition.families import families_beside
    from influmojo_cfn.task_definition.read import read_task_definitions
    from influmojo_cfn.task_definition.unused_values import check_used

    account, region = options["account"], options["region"]
    environment = environment_of(**{name: options[name] for name in NAMES})
    given = given_of(options["images"], options["values"], account, region)
    read = each_of(*(partial(read_task_definitions, file, environment, given) for file in files))
    definitions = [definition for found in read for definition in found]
    check_used(given, definitions)
    warn(warning for each in definitions for warning in each.warnings)
    print_assumed(environment, definitions)
    if not definitions and is_code_read:
        return [], None
    otherwise = Home.of(environment)
    derived = derive(
        definitions,
        [home_of(row, account=account, region=region, otherwise=otherwise) for row in definitions],
        project or project_of(definitions, families_beside(files)),
        Options(
            cache_prefixes=tuple(prefix.strip("/") for prefix in options["pull_through_cache"]),
            key=options["kms_key"],
            execute_command=options["execute_command"],
        ),
        given=bool(account and region),
        code=is_code_read,
    )
    warn(derived.mistakes)
    return definitions, derived


def _of_code(
    code: Code, definitions: list[TaskDefinition], project: str | None, beside: Derived | None
) -> Derived:
    from influmojo_cfn.evidence.derive_code import derive_code, project_of_code, services_of

    paths, services = code
    chosen = services_of(paths, definitions, services)
    name = (
        beside.app.project if beside else project or project_of_code([*paths, *services.values()])
    )
    return derive_code(chosen, definitions, name, beside)
