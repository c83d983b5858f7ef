"""``influmojo-cfn check``."""

from __future__ import annotations

import sys
from pathlib import Path
from threading import Timer

import click

_SECONDS = 4.0


class _Progress:
    """Says on a terminal what is being checked, as long as nothing else is said."""

    def __init__(self) -> None:
        self._path: Path | None = None
        self._seconds = 0.0
        self._timer: Timer | None = None

    def __enter__(self) -> _Progress:
        if sys.stderr.isatty():
            self._start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._timer:
            self._timer.cancel()

    def at(self, path: Path) -> None:
        """Take note of the file that is checked from now on."""
        self._path = path

    def _start(self) -> None:
        self._timer = Timer(_SECONDS, self._say)
        self._timer.daemon = True
        self._timer.start()

    def _say(self) -> None:
        self._seconds += _SECONDS
        what = f"checking {self._path}" if self._path else "reading the files"
        click.echo(f"{what}: {self._seconds:.0f} s ...", err=True)
        self._start()


@click.command()
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path)
)
@click.option(
    "--against",
    metavar="OLD",
    type=click.Path(path_type=Path),
    help="The template that is deployed now: find what an update from it would break.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["pretty", "json", "sarif", "junit"]),
    default="pretty",
    show_default=True,
    help="The format of the findings.",
)
def command(files: tuple[Path, ...], against: Path | None, form: str) -> int:
    """Find errors in CloudFormation templates, IAM policy documents and claims files.

    Runs cfn-lint (errors, warnings and informational, in the Regions of .cfnlintrc, else in
    us-east-1) with the rules of `influmojo-cfn rules`, and AWS's cloudformation-validate. Omits
    the findings that .cfnlintrc or a template's Metadata ignores. Prints file:line, rule and
    message. Exits with code 2 if there is a finding, or if a file was not checked in full.

    \b
    Examples:
      influmojo-cfn check templates/influmojo-ecs-iam.yaml
      influmojo-cfn check ecs-task-role.json templates/influmojo-claims.yaml
      influmojo-cfn check --format sarif templates/influmojo-ecs-iam.yaml > check.sarif
      influmojo-cfn check new.yaml --against deployed.yaml
    """
    if against and len(files) > 1:
        raise click.UsageError("--against compares one FILE with OLD: name one FILE")
    from influmojo_cfn.checks.run import check
    from influmojo_cfn.report.findings import FORMATS, summary

    notes: list[str] = []
    with _Progress() as progress:
        findings = check(files, against=against, note=notes.append, progress=progress.at)
    names = list(dict.fromkeys(map(str, files)))
    click.echo(FORMATS[form](findings, names), nl=False)
    for note in notes:
        click.echo(f"note: {note}", err=True)
    click.echo(summary(findings, names), err=True)
    return 2 if findings or notes else 0
