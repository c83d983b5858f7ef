"""``influmojo-cfn check``."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path)
)
@click.option(
    "--against",
    metavar="OLD",
    type=click.Path(path_type=Path),
    help="The template that is deployed today: find what an update from it would break.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["pretty", "json", "sarif", "junit"]),
    default="pretty",
    show_default=True,
    help="How findings are printed.",
)
def command(files: tuple[Path, ...], against: Path | None, form: str) -> int:
    """Find what is wrong with CloudFormation templates, IAM policy documents and claims files.

    Runs cfn-lint (errors, warnings and informational, in every region) with the rules of
    `influmojo-cfn rules`, and AWS's cloudformation-validate. What .cfnlintrc or a template's
    Metadata says to leave out is left out. Prints file:line, rule and message; ends with 2 when
    something was found.

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
    findings = check(files, against=against, note=notes.append)
    names = list(dict.fromkeys(map(str, files)))
    click.echo(FORMATS[form](findings, names), nl=False)
    for note in notes:
        click.echo(f"note: {note}", err=True)
    click.echo(summary(findings, names), err=True)
    return 2 if findings else 0
