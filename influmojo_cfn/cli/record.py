"""``influmojo-cfn record``: what a command calls, against the local emulator."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from influmojo_cfn.cli.file_type import FILE
from influmojo_cfn.cli.output import say, show

if TYPE_CHECKING:
    from influmojo_cfn.app import App


@click.command(context_settings={"ignore_unknown_options": True})
@click.option("--app", "app_file", type=FILE, help="The app file whose task role the calls need.")
@click.option("--service", metavar="NAME", help="The service of the app whose task role it is.")
@click.option("--job", metavar="NAME", help="The job of the app whose task role it is.")
@click.option("--enforce", is_flag=True, help="Deny the calls that the role is not allowed.")
@click.option("--output", type=FILE, help="Write the recording, for derive and usage.")
@click.option("--format", "form", type=click.Choice(["pretty", "json"]), default="pretty")
@click.option("--account", default="111122223333", show_default=True, help="The account ID.")
@click.option("--region", default="us-east-1", show_default=True, help="The Region.")
@click.option(
    "--wait",
    type=click.FloatRange(min=0),
    metavar="SECONDS",
    default=5,
    show_default=True,
    help="How long to wait for processes that the command leaves running.",
)
@click.argument(
    "command_line", nargs=-1, required=True, type=click.UNPROCESSED, metavar="COMMAND..."
)
def command(
    app_file: Path | None,
    service: str | None,
    job: str | None,
    enforce: bool,
    output: Path | None,
    form: str,
    account: str,
    region: str,
    wait: float,
    command_line: tuple[str, ...],
) -> int:
    """Run a COMMAND against the local emulator, and write down what it calls.

    Starts ministack on loopback with the app's buckets, queues, topics, tables, parameters, secrets
    and identities. Runs the command, a test suite or script in any language, with AWS_ENDPOINT_URL
    and credentials of the task role. A table has the key id, and parameters and secrets have
    made-up values. Each call is judged by influmojo-cfn's own evaluator. Prints the calls that the
    task role is not granted, with the grants that allow them, and the statements that allowed no
    call. An app whose services or jobs have roles of their own needs --service or --job: the calls
    are judged by that task role. Calls that the emulator cannot serve are named. The command never
    gets real AWS credentials.

    On Linux, it records processes that the command leaves running for the seconds of --wait, and
    names those that run on.

    Exits with the command's own code if it fails. Exits with code 2 if a call is not granted, or if
    a process of the command is still running.

    Without options, it prints the calls, and denies none.

    \b
    Examples:
      influmojo-cfn record --app app.yaml -- pytest tests/integration
      influmojo-cfn record --app app.yaml --enforce -- node dist/index.js
      influmojo-cfn record --app app.yaml --service worker -- pytest tests/worker
      influmojo-cfn record --output run.json -- ./run.sh
      influmojo-cfn derive --recorded run.json --project orders --output app.yaml
    """
    import json

    from influmojo_cfn.config import load
    from influmojo_cfn.files import check_overwriting, write_text
    from influmojo_cfn.recording.child_process import signal_of
    from influmojo_cfn.recording.recording import record
    from influmojo_cfn.report.recording import as_data, as_json, not_granted, pretty

    programs = [Path(word) for word in command_line if Path(word).is_file()]
    check_overwriting([app_file, *programs], [output])
    app = load(app_file) if app_file is not None else None
    found = record(
        command_line,
        app,
        workload=_workload(app, service, job),
        enforce=enforce,
        account=account,
        region=region,
        wait=wait,
    )
    if output is not None:
        write_text(output, json.dumps(as_data(found), indent=2) + "\n")
    show(as_json(found) if form == "json" else pretty(found))
    if not found.run.calls and not found.run.not_served:
        say(f"{command_line[0]}: no call arrived; does its SDK read AWS_ENDPOINT_URL?", err=True)
    if found.run.status:
        name = signal_of(found.run.status)
        by = f" ({name})" if name else ""
        say(f"{command_line[0]} exited with code {found.run.status}{by}", err=True)
        return found.run.status
    return 2 if found.left_running or (app is not None and not_granted(found)) else 0


def _workload(app: App | None, service: str | None, job: str | None) -> str | None:
    """Return the name of the service or job that is asked for, of the kind that was said."""
    from influmojo_cfn.app.uses import workloads_of

    if service and job:
        raise click.BadParameter("excludes --service; give one of them", param_hint="--job")
    name = service or job
    kinds = {each.name: path.partition("[")[0] for path, each in workloads_of(app)} if app else {}
    kind = "services" if service else "jobs"
    if name and kinds.get(name, kind) != kind:
        told = "--job" if service else "--service"
        raise click.BadParameter(
            f"{name!r} is one of the {kinds[name]} of the app; give {told} {name}",
            param_hint="--service" if service else "--job",
        )
    return name
