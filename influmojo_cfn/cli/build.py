"""``influmojo-cfn build``."""

from __future__ import annotations

from pathlib import Path

import click

from influmojo_cfn.cli.app_file import app_option, template_format_option
from influmojo_cfn.cli.output import say, show_text


@click.command()
@app_option
@click.option(
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    help="File to write, or - for standard output.  [default: templates/PROJECT-ecs-iam.yaml]",
)
@template_format_option
@click.option(
    "--claims",
    "claims_file",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Also write a claims file, for influmojo-cfn prove.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit with code 2 if the file is stale.")
@click.option("--budget", is_flag=True, help="Also print the use of the IAM quotas.")
def command(
    app_file: Path | None,
    output: Path | None,
    form: str,
    claims_file: Path | None,
    check: bool,
    budget: bool,
) -> int:
    """Write the CloudFormation template of the roles.

    With --claims, also write a claims file: only ECS tasks of the account can assume the roles.
    For every pair of services with their own roles, ECS cannot read the configuration of one
    service with the role of the other.

    A template of more than 51,200 bytes is split: the file nests stacks in files next to it. With
    split_roles: false in the app, it is one template.

    For each of the app's environments, also write parameters/NAME.json, for `aws cloudformation
    deploy --parameter-overrides file://...`, and deployments/NAME.yaml, for CloudFormation Git
    sync, next to the template.

    Without options, it builds the app of influmojo-cfn.yaml into templates/PROJECT-ecs-iam.yaml.

    \b
    Examples:
      influmojo-cfn build
      influmojo-cfn build --app orders.yaml --output orders-roles.yaml --budget
      influmojo-cfn build --app orders.yaml --output orders-roles.yaml --claims orders-claims.yaml
      influmojo-cfn build --check
    """
    from influmojo_cfn.app import warnings
    from influmojo_cfn.cli.app_file import app_path, load_app
    from influmojo_cfn.cli.generated import (
        default_output,
        environment_files,
        write,
        write_environments,
        write_split,
    )
    from influmojo_cfn.files import refuse_overwriting
    from influmojo_cfn.template import build

    if check and str(output) == "-":
        raise click.BadParameter("compares a file; name it with --output", param_hint="--check")
    app = load_app(app_file)
    output = output or default_output(app, "ecs-iam", form)
    read = app_path(app_file)
    refuse_overwriting([read], [output, claims_file, *environment_files(app, output)])
    for warning in warnings(app):
        say(f"warning: {warning}", err=True)
    template = build(app)
    status = write_split(app, template, output, form, check, app_file=read)
    status = max(status, write_environments(app, template, output, check, app_file=read))
    if claims_file is not None:
        from influmojo_cfn.template.claims import claims_of

        status = max(status, write(claims_of(app), claims_file, form, check))
    if budget:
        from influmojo_cfn.template.budget import budget_of, table

        show_text(table(budget_of(app)), err=str(output) == "-")
    return status
