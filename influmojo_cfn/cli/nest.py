"""``influmojo-cfn nest``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from influmojo_cfn.cli.generated import GeneratedFile, generates

if TYPE_CHECKING:
    from influmojo_cfn.app import App


@click.command()
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
@generates("-")
def command(
    template_url: str,
    environments: tuple[str, ...],
    per_environment: tuple[str, ...],
    app: App,
    file: GeneratedFile,
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
        --template-url https://example-bucket.s3.amazonaws.com/ecs-iam.yaml
    """
    from influmojo_cfn.cli.generated import fitting_root
    from influmojo_cfn.files import check_overwriting
    from influmojo_cfn.template.nesting import build_nest

    if template_url and "://" not in template_url:
        check_overwriting([Path(template_url)], [file.path])
    template = build_nest(app, template_url, environments, per_environment)
    return file.write(fitting_root(template, file.form))
