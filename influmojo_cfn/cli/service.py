"""``influmojo-cfn service``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from influmojo_cfn.cli.generated import GeneratedFile, generates, named_after

if TYPE_CHECKING:
    from collections.abc import Sequence

    from influmojo_cfn.app import App


@click.command()
@generates("templates/PROJECT-ecs-service.yaml")
@click.option(
    "--root-output",
    type=click.Path(path_type=Path, allow_dash=True),
    help="File for the root template of both.  [default: templates/PROJECT-root.yaml]",
)
@click.option(
    "--templates-url",
    metavar="URL",
    help="The folder URL of both templates, or a folder path for `aws "
    "cloudformation package`.  [default: the root's parameter TemplatesUrl]",
)
def command(
    app: App, file: GeneratedFile, root_output: Path | None, templates_url: str | None
) -> int:
    """Write the template of the services that run with the roles, and the root of both.

    The root nests the roles' template, PROJECT-ecs-iam.yaml, and the services'. For each of the
    app's environments, also write parameters/NAME-root.json and deployments/NAME-root.yaml, with
    the values of the root's parameters.

    A template of more than 51,200 bytes is split. The file keeps what the services share, and nests
    the services in further files next to it. Write the root with --templates-url FOLDER then, and
    upload all with `aws cloudformation package`.

    Without options, it takes the app of influmojo-cfn.yaml and writes into templates/.

    \b
    Examples:
      influmojo-cfn service
      influmojo-cfn service \\
          --templates-url https://example-bucket.s3.amazonaws.com/ecs
      influmojo-cfn service --templates-url ../templates \\
          --root-output build/root.yaml
    """
    from functools import partial

    from influmojo_cfn.cli.generated import fitting_root
    from influmojo_cfn.template.ecs import build_services
    from influmojo_cfn.template.nesting import build_root
    from influmojo_cfn.template.service_splitting import split_services

    default = named_after(app, "templates/PROJECT-ecs-service.yaml", file.form)
    name = (default if file.is_printed else file.path).name
    if root_output is None and not file.is_printed:
        root_output = named_after(app, "templates/PROJECT-root.yaml", file.form)
    root_file = None if root_output is None else file._replace(path=root_output)
    of_environments = root_file.of_environments(app, "-root").values() if root_file else ()
    beside = [path for both in of_environments for path in both]
    file.check_overwriting([file.path, root_output, *beside])
    services, root = build_services(app), build_root(app, name, templates_url)
    by_path = templates_url is not None and "://" not in templates_url
    is_told = root_file is not None and not file.check and not by_path
    # Raises before anything is written.
    nesting = _those_that_nest(app, services, name, file.form) if is_told else []
    status = file.write_split(app, services, partial(split_services, app, services))
    if root_file is None:
        return status
    of_root = root_file.write(fitting_root(root, file.form))
    _say_what_nests(nesting, root_file.path)
    return max(status, of_root, root_file.write_environments(app, root, "-root"))


def _those_that_nest(
    app: App, services: dict[str, Any], services_file: str, form: str
) -> list[str]:
    """Return which of a root's templates nest files, which an address of the folder misses."""
    from influmojo_cfn.cli.generated import fits_inline, parts_by_resource
    from influmojo_cfn.template import build

    roles = f"{app.project}-ecs-iam.{form}"
    nesting = [roles] if parts_by_resource(app, build(app), form) else []
    return [*nesting, *([] if fits_inline(services, form) else [services_file])]


def _say_what_nests(nesting: Sequence[str], root: Path) -> None:
    from influmojo_cfn.cli.output import say

    if nesting:
        verb = "nest" if len(nesting) > 1 else "nests"
        say(
            f"note: {root}: {' and '.join(nesting)} {verb} other files by their paths, which "
            "CloudFormation cannot read: write the root with --templates-url FOLDER, and upload "
            f"all with aws cloudformation package --template-file {root} --s3-bucket BUCKET",
            err=True,
        )
