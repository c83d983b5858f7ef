"""``influmojo-cfn check``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, NamedTuple

import click

from influmojo_cfn.cli.candidates import complete_rules
from influmojo_cfn.cli.output import is_styled, say, show, show_text
from influmojo_cfn.cli.progress import progress_of, tell_progress
from influmojo_cfn.cli.watch import watched
from influmojo_cfn.files import check_overwriting, write_text

if TYPE_CHECKING:
    from influmojo_cfn.checks.finding import Finding

_SECONDS = 4.0
_COUNTED = {
    "error": {"error"},
    "warning": {"error", "warning"},
    "info": {"error", "warning", "informational"},
}
"""The severities that exit with code 2, by the lowest of them."""


class _Progress:
    """Says which file takes long: in the line of a terminal, in a log once for each file."""

    def __init__(self) -> None:
        self._timer: Timer | None = None

    def __enter__(self) -> _Progress:
        self._begin("reading the files")
        return self

    def __exit__(self, *_: object) -> None:
        if self._timer:
            self._timer.cancel()

    def at(self, path: Path) -> None:
        """Take note of the file that is checked from now on."""
        self.__exit__()
        self._begin(f"checking {path}")

    def _begin(self, what: str) -> None:
        if not tell_progress(what):
            text = f"{what}: {_SECONDS:.0f} s ..."
            self._timer = Timer(_SECONDS, lambda: say(text, err=True))
            self._timer.daemon = True
            self._timer.start()


class _Check(NamedTuple):
    """What is checked, and what of it is reported."""

    files: tuple[Path, ...]
    against: Path | None
    iam_only: bool
    severity: str
    ignored: tuple[str, ...]
    baseline: Path | None
    form: str

    def findings(self, note: Callable[[str], None]) -> list[Finding]:
        """Return all findings, those of the baseline among them."""
        from influmojo_cfn.checks.run import check

        with progress_of("check"), _Progress() as progress:
            return check(
                self.files,
                against=self.against,
                iam_only=self.iam_only,
                ignored=self.ignored,
                note=note,
                progress=progress.at,
            )

    def accept(self) -> int:
        """Write the baseline; never over a file of another type.

        Raises:
            Error: what is there is not a baseline.
        """
        from influmojo_cfn.checks.baseline import baseline_text, check_is_replaceable

        assert self.baseline is not None
        check_is_replaceable(self.baseline)

        notes: list[str] = []
        findings = self.findings(notes.append)
        _print_notes(notes)
        write_text(self.baseline, baseline_text(findings))
        say(f"wrote {self.baseline}: {len(findings)} accepted", err=True)
        return 2 if notes else 0

    def report(self) -> int:
        """Print the findings that are not accepted; return the exit code."""
        from influmojo_cfn.checks.baseline import compare, read_baseline
        from influmojo_cfn.checks.run import with_nested
        from influmojo_cfn.report.findings import FORMATS, linked, summary

        notes: list[str] = []
        files = with_nested(self.files)
        accepted = read_baseline(self.baseline) if self.baseline else []
        findings, gone = compare(self.findings(notes.append), accepted, files)
        names = list(map(str, files))
        form = linked if self.form == "pretty" and is_styled() else FORMATS[self.form]
        (show_text if self.form == "pretty" else show)(form(findings, names))
        _print_notes(notes)
        for each in gone:
            say(f"no longer found, remove it from the baseline: {each}", err=True)
        say(summary(findings, names), err=True)
        counted = _COUNTED[self.severity]
        return 2 if notes or any(finding.severity in counted for finding in findings) else 0


def _print_notes(notes: Sequence[str]) -> None:
    for note in notes:
        say(f"note: {note}", err=True)


def _rule_ids(
    _context: click.Context, _option: click.Parameter, given: tuple[str, ...]
) -> tuple[str, ...]:
    from influmojo_cfn.checks.settings import rule_id_problem

    for rule_id in given:
        if message := rule_id_problem(rule_id):
            raise click.BadParameter(message)
    return given


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
    "--iam-only",
    is_flag=True,
    help="Run only the rules of `influmojo-cfn rules`: faster, without cfn-lint.",
)
@click.option(
    "--severity",
    type=click.Choice(["error", "warning", "info"]),
    default="warning",
    show_default=True,
    help="The lowest severity that exits with code 2; all findings are printed.",
)
@click.option(
    "--ignore",
    "ignored",
    multiple=True,
    metavar="ID",
    callback=_rule_ids,
    shell_complete=complete_rules,
    help="A rule that is not reported, or the beginning of its ID. Repeatable.",
)
@click.option(
    "--baseline",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The accepted findings: only others are reported.",
)
@click.option(
    "--write-baseline", is_flag=True, help="Write the findings to the file of --baseline."
)
@click.option("--watch", is_flag=True, help="Check again when a file changes, until Ctrl-C.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["pretty", "json", "sarif", "junit"]),
    default="pretty",
    show_default=True,
    help="The format of the findings.",
)
def command(
    files: tuple[Path, ...],
    against: Path | None,
    iam_only: bool,
    severity: str,
    ignored: tuple[str, ...],
    baseline: Path | None,
    write_baseline: bool,
    watch: bool,
    form: str,
) -> int:
    """Find errors in CloudFormation templates, IAM policy documents and claims files.

    Runs cfn-lint (errors, warnings and informational, in the Regions of .cfnlintrc, else in
    us-east-1) with the rules of `influmojo-cfn rules`, and AWS's cloudformation-validate. Omits
    the findings that .cfnlintrc or a template's Metadata ignores. Prints file:line, rule and
    message. Exits with code 2 if there is an error or a warning (see --severity), or if a file
    was not checked in full. The templates of nested stacks that are local files are checked too.

    Without options, it runs every rule and prints one line for each finding.

    \b
    Examples:
      influmojo-cfn check templates/influmojo-ecs-iam.yaml
      influmojo-cfn check ecs-task-role.json templates/influmojo-claims.yaml
      influmojo-cfn check --format sarif templates/influmojo-ecs-iam.yaml \\
          > check.sarif
      influmojo-cfn check new.yaml --against deployed.yaml
      influmojo-cfn check --iam-only --watch template.yaml
      influmojo-cfn check template.yaml --baseline accepted.json --write-baseline
    """
    if against and len(files) > 1:
        raise click.BadParameter("compares one FILE with OLD; give one", param_hint="--against")
    if write_baseline and not baseline:
        raise click.BadParameter(
            "needs the file to write; add --baseline FILE", param_hint="--write-baseline"
        )
    check_overwriting((*files, against), (baseline,))
    run = _Check(files, against, iam_only, severity, ignored, baseline, form)
    if write_baseline:
        return run.accept()
    if watch:
        from influmojo_cfn.checks.run import with_nested

        paths = (*with_nested(files), against, baseline)
        return watched(run.report, [path for path in paths if path])
    return run.report()
