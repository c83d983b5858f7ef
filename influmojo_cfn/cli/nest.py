"""``influmojo-cfn nest``."""

from __future__ import annotations

from pathlib import Path

import click

from influmojo_cfn.cli.app_file import app_option, template_format_option


@click.command()
@app_option
@click.option(
    "--template-url",
    required=True,
    help="URL of the roles' template, or a local path for `aws cloudformation package`.",
)
@click.option(
    "--environment",
    "environments",
    multiple=True,
    help="Add a nested stack for this environment; can be repeated.  [default: the app's]",
)
@click.option(
    "--per-environment",
    multiple=True,
    metavar="PARAMETER",
    help="A parameter with one value per environment, such as UploadsBucketName.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    default=Path("-"),
    show_default=True,
    help="File to write, its folder made if need be; - is standard output.",
)
@template_format_option
def command(
    app_file: Path | None,
    template_url: str,
    environments: tuple[str, ...],
    per_environment: tuple[str, ...],
    output: Path,
    form: str,
) -> int:
    """Write a root template that nests the roles, once per environment.

    The root has the parameters of the roles, shared by all environments except those of
    --per-environment. A value that the app gives an environment is passed as it is. The roles'
    outputs are outputs and exports of the root.

    Without further options, it prints the root of the environments of the app in
    influmojo-cfn.yaml.

    \b
    Example:
      influmojo-cfn nest --environment staging --environment production \\
        --per-environment UploadsBucketName --per-environment AssetsBucketName \\
        --template-url https://example-bucket.s3.amazonaws.com/influmojo-ecs-iam.yaml
    """
    from influmojo_cfn.cli.app_file import app_path, load_app
    from influmojo_cfn.cli.generated import fitting_root, make_parent, write
    from influmojo_cfn.files import refuse_overwriting
    from influmojo_cfn.template.nesting import build_nest

    app = load_app(app_file)
    refuse_overwriting([app_path(app_file)], [output])
    template = build_nest(app, template_url, environments, per_environment)
    make_parent(output, check=False)
    return write(fitting_root(template, form), output, form, False)
