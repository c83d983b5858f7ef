"""``influmojo-cfn stack-set``."""

from __future__ import annotations

from pathlib import Path

import click

from influmojo_cfn.cli.app_file import app_option, template_format_option
from influmojo_cfn.cli.output import say


@click.command()
@click.option(
    "--template-url", required=True, metavar="URL", help="The URL of the roles' template in S3."
)
@app_option
@click.option(
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    help="File to write, or - for standard output.  [default: "
    "templates/PROJECT-ecs-stack-set.yaml]",
)
@template_format_option
@click.option("--check", is_flag=True, help="Write nothing; exit with code 2 if the file is stale.")
def command(
    template_url: str, app_file: Path | None, output: Path | None, form: str, check: bool
) -> int:
    """Write a template that deploys the roles to many accounts.

    The template contains an AWS::CloudFormation::StackSet with service-managed permissions: deploy
    it once, in the management account or a delegated administrator's, and CloudFormation creates
    the roles in every account of the organizational units given by parameter, and in accounts that
    join them later. One Region per account: IAM is global, and a second Region would fail on the
    roles' names. An account that leaves its organizational unit keeps its roles, unless the
    parameter RetainStacksOnAccountRemoval is false. The management account gets no roles.

    Without further options, it takes the app of influmojo-cfn.yaml and writes into templates/.

    \b
    Example:
      influmojo-cfn stack-set \\
          --template-url https://amzn-s3-demo-bucket.s3.amazonaws.com/influmojo-ecs-iam.yaml
    """
    from influmojo_cfn.cli.app_file import app_path, load_app
    from influmojo_cfn.cli.generated import default_output, make_parent, write
    from influmojo_cfn.files import refuse_overwriting
    from influmojo_cfn.template.stack_set import NO_MANAGEMENT_ACCOUNT, ONE_REGION, build_stack_set

    app = load_app(app_file)
    output = output or default_output(app, "ecs-stack-set", form)
    refuse_overwriting([app_path(app_file)], [output])
    template = build_stack_set(app, template_url)
    for note in (ONE_REGION, NO_MANAGEMENT_ACCOUNT):
        say(f"note: {note}", err=True)
    make_parent(output, check)
    return write(template, output, form, check)
