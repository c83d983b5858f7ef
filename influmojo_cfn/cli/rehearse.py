"""``influmojo-cfn rehearse``: the template on a local emulator, its roles tried."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from influmojo_cfn.cli.app_file import app_option
from influmojo_cfn.cli.output import is_terminal, say, show
from influmojo_cfn.cli.target import environment_option, parameter_option


@click.command()
@app_option
@click.option(
    "--template",
    "template_file",
    type=click.Path(path_type=Path),
    help="A template to rehearse as it is, instead of an app.",
)
@parameter_option
@environment_option
def command(
    app_file: Path | None,
    template_file: Path | None,
    parameter: tuple[str, ...],
    environment_name: str | None,
) -> int:
    """Deploy on a local emulator and try what the roles are and are not allowed to do.

    Starts ministack on a free loopback port and deploys the template through the CloudFormation
    API. Then it checks "What you should see" and "Verification" of the guide. With IAM enforced, it
    tries as an ordinary user to assume the roles, assumes them, and makes the real calls: those
    that a role is allowed to make, and negative test cases. The table names the judge of each
    result; where the emulator cannot judge a call, its evaluator decides with the right resource
    and context. Nothing reaches AWS, and the emulator is stopped whatever happens. Each role
    needs a RoleName.

    Exits with code 2 if a result differs from what was expected.

    \b
    Examples:
      influmojo-cfn rehearse
      influmojo-cfn rehearse --parameter DatabaseResourceId=db-ABCDEFGHIJKL
      influmojo-cfn rehearse --app orders.yaml --environment staging
    """
    from influmojo_cfn.cli.app_file import load_app
    from influmojo_cfn.cli.generated import text_of
    from influmojo_cfn.cli.target import parameters_in, parameters_of
    from influmojo_cfn.rehearsal.rehearsal import rehearse
    from influmojo_cfn.report.rehearsal import WIDE, notes, summary, table
    from influmojo_cfn.template import build

    if app_file is not None and template_file is not None:
        raise click.UsageError("--app and --template exclude each other")
    if template_file is not None:
        from influmojo_cfn.cloudformation import parse
        from influmojo_cfn.files import read_text

        text = read_text(template_file)
        template = parse(text, str(template_file)).data
        parameters = parameters_of(parameter)
        if environment_name is not None:
            parameters = {"EnvironmentName": environment_name, **parameters}
    else:
        app = load_app(app_file)
        parameters = parameters_in(app, environment_name, parameter)
        template = build(app)
        text = text_of(template, "yaml")
    rehearsal = rehearse(template, text, parameters, say=lambda line: say(f"... {line}", err=True))
    terminal = is_terminal()
    width = max(80, shutil.get_terminal_size().columns) if terminal else WIDE
    show(table(rehearsal, width=width, color=terminal))
    say()
    show(notes(rehearsal))
    say(summary(rehearsal))
    return 2 if rehearsal.differs else 0
