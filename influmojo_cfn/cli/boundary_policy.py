"""``influmojo-cfn boundary-policy``."""

from __future__ import annotations

from pathlib import Path

import click

from influmojo_cfn.cli.app_file import app_option, template_format_option


@click.command()
@app_option
@click.option(
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    help="File to write, or - for standard output.  [default: templates/PROJECT-ecs-boundary.yaml]",
)
@template_format_option
@click.option("--check", is_flag=True, help="Write nothing; exit with code 2 if the file is stale.")
def command(app_file: Path | None, output: Path | None, form: str, check: bool) -> int:
    """Write a template of the permissions boundary of the roles.

    A boundary allows nothing by itself. It limits a role to the actions of the catalog of grants
    and the app's own custom.statement, whichever policies the role gets later. Deploy it, and give
    its ARN to the roles' template as PermissionsBoundaryArn. Where one managed policy would be too
    long, the infrastructure roles have a second one: give it as InfrastructureBoundaryArn.

    Without options, it takes the app of influmojo-cfn.yaml and writes into templates/.

    \b
    Examples:
      influmojo-cfn boundary-policy
      influmojo-cfn boundary-policy --app orders.yaml --output orders-boundary.yaml
    """
    from influmojo_cfn.cli.app_file import app_path, load_app
    from influmojo_cfn.cli.generated import default_output, write
    from influmojo_cfn.files import refuse_overwriting
    from influmojo_cfn.template.boundary import build_boundary

    app = load_app(app_file)
    output = output or default_output(app, "ecs-boundary", form)
    refuse_overwriting([app_path(app_file)], [output])
    return write(build_boundary(app), output, form, check)
