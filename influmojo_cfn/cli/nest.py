"""``influmojo-cfn nest``."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option("--app", "app_file", type=click.Path(path_type=Path), help="App file (YAML).")
@click.option(
    "--template-url",
    required=True,
    help="URL of the roles' template; a local path where `aws cloudformation package` follows.",
)
@click.option(
    "--environment", "environments", multiple=True, help="A nested stack for it; may be repeated."
)
@click.option(
    "--per-environment",
    multiple=True,
    metavar="PARAMETER",
    help="A parameter that each environment has its own of, such as UploadsBucketName.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    default=Path("-"),
    show_default=True,
    help="File to write, or - for standard output.",
)
@click.option(
    "--format", "form", type=click.Choice(["yaml", "json"]), default="yaml", show_default=True
)
def command(
    app_file: Path | None,
    template_url: str,
    environments: tuple[str, ...],
    per_environment: tuple[str, ...],
    output: Path,
    form: str,
) -> int:
    """Write a root template that nests the roles, once per environment.

    The roles' parameters are the root's, shared by all environments but for --per-environment;
    their outputs are the root's outputs and exports.

    \b
    Example:
      influmojo-cfn nest --environment staging --environment production \\
        --per-environment UploadsBucketName --per-environment AssetsBucketName \\
        --template-url https://example-bucket.s3.amazonaws.com/influmojo-ecs-iam.yaml
    """
    from influmojo_cfn.cli.generated import load_app, write
    from influmojo_cfn.files import refuse_overwriting
    from influmojo_cfn.template.nesting import build_nest

    app = load_app(app_file)
    refuse_overwriting([app_file], [output])
    template = build_nest(app, template_url, environments, per_environment)
    return write(template, output, form, False)
