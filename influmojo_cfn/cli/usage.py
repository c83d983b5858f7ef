"""``influmojo-cfn usage``: what roles have used of their permissions, from CloudTrail."""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from influmojo_cfn.cli.environment import environment_of, environment_options
from influmojo_cfn.cli.file_type import FILE
from influmojo_cfn.cli.output import is_terminal, say, show

if TYPE_CHECKING:
    from influmojo_cfn.cloudformation.roles import TemplateRole
    from influmojo_cfn.usage.narrowed import Narrowed
    from influmojo_cfn.usage.statement_usage import Gathered, RoleUsage

_SECONDS_BETWEEN = 2.0


@click.command()
@click.argument("template", type=FILE)
@click.option(
    "--cloudtrail",
    "trails",
    type=click.Path(path_type=Path),
    multiple=True,
    metavar="PATH",
    help="Records of CloudTrail: a file, compressed or not, or a folder.",
)
@click.option(
    "--recorded", type=FILE, multiple=True, help="What influmojo-cfn record wrote of a run."
)
@click.option("--role", multiple=True, metavar="NAME", help="Only this role.")
@click.option("--format", "form", type=click.Choice(["pretty", "json"]), default="pretty")
@click.option("--output", type=FILE, help="Write the narrowed app file.")
@click.option(
    "--app",
    "app_file",
    type=FILE,
    help="The app file of the TEMPLATE: the narrowed one keeps its grants and parameters.",
)
@click.option("--project", help="The narrowed app's project.  [default: from the role names]")
@environment_options
@click.argument("more_trails", type=click.Path(path_type=Path), nargs=-1)
def command(
    template: Path,
    trails: tuple[Path, ...],
    more_trails: tuple[Path, ...],
    form: str,
    output: Path | None,
    app_file: Path | None,
    **options: Any,
) -> int:
    """Report what the roles of a TEMPLATE used of their permissions, and what was denied.

    Reads records as AWS delivers them, and what `aws cloudtrail lookup-events` prints. More files
    can follow, so `--cloudtrail *.json.gz` works. Each permission is used, or never seen since the
    first record, or not logged: CloudTrail logs calls on data (S3 objects, SQS, DynamoDB items, SNS
    publish and others) only where a trail asks for data events. A missing record is never treated
    as disuse there.

    --output writes an app file without what was never seen. Grants name the resources that were
    used, where all are known, at the values that the parameters have. With --app, omits the grants
    and actions of that file that were never seen, and keeps its parameters. It is written only when
    the prover finds that each role can do less or the same. The last line names the commands that
    build its template and prove it again.

    Without options, it prints a report of every role.

    \b
    Examples:
      influmojo-cfn usage templates/influmojo-ecs-iam.yaml --cloudtrail AWSLogs
      influmojo-cfn usage roles.yaml --cloudtrail AWSLogs --recorded run.json
      influmojo-cfn usage roles.yaml --cloudtrail events.json \\
          --output narrowed.yaml
    """
    from influmojo_cfn.cloudformation import read_template
    from influmojo_cfn.cloudformation.roles import find_role, roles_of
    from influmojo_cfn.files import check_overwriting
    from influmojo_cfn.report import usage as report
    from influmojo_cfn.usage.records import files_below

    recorded = options.pop("recorded")
    if not trails and not recorded:
        raise click.BadParameter(
            "is missing; give --cloudtrail PATH, or --recorded FILE", param_hint="--cloudtrail"
        )
    files = files_below([*trails, *more_trails])
    check_overwriting([template, app_file, *recorded, *files], [output])
    project, names = options.pop("project"), options.pop("role")
    environment = environment_of(**options)
    document = read_template(template)
    roles = roles_of(document, environment)
    wanted = {each.logical_id: each for each in (find_role(roles, name) for name in names)}
    chosen = wanted or roles
    usages, gathered = _usages(chosen, files, recorded)
    show((report.as_json if form == "json" else report.pretty)(usages, gathered))
    if output is None:
        if form != "json" and any(each.is_excess for usage in usages for each in usage.permissions):
            app = "" if app_file else " --app FILE, the template's app file, keeps its parameters."
            say(f"next: add --output FILE, to write an app file of what was used.{app}", err=True)
        return 0
    from influmojo_cfn.config import load
    from influmojo_cfn.report.assumed import held_values, set_values
    from influmojo_cfn.usage.narrowed import narrowed_app, narrowed_of_app

    if app_file is None:
        narrowed = narrowed_app(usages, environment, project)
        _write(output, narrowed, held_values(environment, document.data))
        values = set_values(environment, document.data)
    else:
        values = tuple(f"{name}={value}" for name, value in environment.parameters.items())
        _write(output, narrowed_of_app(load(app_file), usages, gathered, environment), ())
    say(f"next: {_next(template, output, values, options)}", err=True)
    return 0


def _usages(
    roles: Mapping[str, TemplateRole], files: list[Path], recorded: Sequence[Path]
) -> tuple[tuple[RoleUsage, ...], Gathered]:
    """Return what roles used, by records and recorded runs, and what these contain."""
    from influmojo_cfn.evidence.recorded_calls import read_runs
    from influmojo_cfn.usage.recorded_usage import add_runs
    from influmojo_cfn.usage.records import records
    from influmojo_cfn.usage.statement_usage import gather, names_in_records, usage_of

    gathered = gather(records(files, _progress(files), names_in_records(roles)), roles)
    add_runs(gathered, read_runs(recorded), roles)
    return usage_of(roles, gathered), gathered


def _next(
    template: Path, output: Path, values: Sequence[str], place: Mapping[str, str | None]
) -> str:
    """Return the commands that build the narrowed template and compare it with the old one."""
    built = output.with_name(f"{output.stem}-roles.yaml")
    parameters = [part for each in values for part in ("--parameter", each)]
    named = [
        part
        for name in ("account", "region", "partition")
        if (value := place.get(name))
        for part in (f"--{name}", value)
    ]
    build = ["influmojo-cfn", "build", "--app", str(output), "--output", str(built)]
    diff = ["influmojo-cfn", "diff", str(template), str(built), "--fail-on-new-access"]
    return f"{shlex.join(build)} && {shlex.join([*diff, *parameters, *named])}"


def _write(output: Path, narrowed: Narrowed, notes: tuple[str, ...]) -> None:
    """Write a narrowed app file, and tell how much narrower it is and which values it holds."""
    from influmojo_cfn.files import write_text
    from influmojo_cfn.report.derived import commented
    from influmojo_cfn.report.printable import counted

    write_text(output, commented(narrowed.app, notes))
    for note in notes:
        say(f"{output}: {note}", err=True)
    count = len(narrowed.removed)
    what = counted(count, "permission")
    say(f"{output}: written without {what}; proven: it allows nothing new", err=True)


def _progress(files: list[Path]) -> Callable[[int], None]:
    """Return what tells on a terminal how far the files are read."""
    total = sum(file.stat().st_size for file in files)
    state = {"read": 0, "told": time.monotonic()}

    def tell(count: int) -> None:
        state["read"] += count
        now = time.monotonic()
        if is_terminal() and now - state["told"] >= _SECONDS_BETWEEN:
            state["told"] = now
            share = 100 * state["read"] // max(total, 1)
            say(f"{state['read'] / 1e6:,.0f} of {total / 1e6:,.0f} MB ({share} %)", err=True)

    return tell
