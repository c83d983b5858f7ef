"""``influmojo-cfn launch-url``: a link that opens the console with the template."""

from __future__ import annotations

from pathlib import Path

import click

from influmojo_cfn.cli.app_file import app_option
from influmojo_cfn.cli.file_type import FILE
from influmojo_cfn.cli.output import say
from influmojo_cfn.cli.target import parameter_option


@click.command()
@click.option(
    "--template-url", required=True, metavar="URL", help="The https URL of the template in S3."
)
@app_option
@parameter_option
@click.option(
    "--stack-name", help="The stack name in the form.  [default: PROJECT[-ENVIRONMENT]-ecs-iam]"
)
@click.option("--region", default="ap-south-1", show_default=True, help="The Region of the stack.")
@click.option(
    "--output",
    type=FILE,
    help="File to write the link to.  [default: standard output]",
)
def command(
    template_url: str,
    app_file: Path | None,
    parameter: tuple[str, ...],
    stack_name: str | None,
    region: str,
    output: Path | None,
) -> int:
    """Print a link that opens the CloudFormation console with the template and its form filled in.

    Open the link, review the form, select the acknowledgment about IAM, and create the stack. The
    template must be in an S3 bucket that you can read.

    Without further options, it takes the app of influmojo-cfn.yaml at the defaults of its
    parameters.

    \b
    Example:
      influmojo-cfn launch-url --parameter EnvironmentName=staging \\
          --template-url https://example-bucket.s3.amazonaws.com/ecs-iam.yaml
    """
    from influmojo_cfn.account.launch_url import launch_url
    from influmojo_cfn.cli.app_file import app_path, load_app
    from influmojo_cfn.cli.generated import GeneratedFile
    from influmojo_cfn.cli.named_values import named_values
    from influmojo_cfn.cli.target import default_stack_name
    from influmojo_cfn.files import check_overwriting
    from influmojo_cfn.template import build

    app, parameters = load_app(app_file), named_values("--parameter", parameter)
    check_overwriting([app_path(app_file)], [output])
    link = launch_url(
        build(app),
        template_url,
        stack_name=stack_name or default_stack_name(app, parameters),
        region=region,
        parameters=parameters,
    )
    if output is None:
        say(link)
        return 0
    return GeneratedFile(output).write_text(f"{link}\n")
