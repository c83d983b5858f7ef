"""``influmojo-cfn service``."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option("--app", "app_file", type=click.Path(path_type=Path), help="App file (YAML).")
@click.option(
    "--output",
    type=click.Path(path_type=Path, allow_dash=True),
    default=Path("templates/influmojo-ecs-service.yaml"),
    show_default=True,
    help="File to write, or - for standard output.",
)
@click.option(
    "--root-output",
    type=click.Path(path_type=Path, allow_dash=True),
    default=Path("templates/influmojo-root.yaml"),
    show_default=True,
    help="File for the root template that nests the roles and the services.",
)
@click.option(
    "--format", "form", type=click.Choice(["yaml", "json"]), default="yaml", show_default=True
)
@click.option("--check", is_flag=True, help="Write nothing; end with 2 where a file is stale.")
def command(app_file: Path | None, output: Path, root_output: Path, form: str, check: bool) -> int:
    """Write the template of the services that run with the roles, and the root of both.

    \b
    Example:
      influmojo-cfn service
    """
    from influmojo_cfn.cli.generated import load_app, write
    from influmojo_cfn.template.ecs import build_services
    from influmojo_cfn.template.nesting import build_root

    app = load_app(app_file)
    services, root = build_services(app), build_root(app)
    statuses = [write(services, output, form, check)]
    if str(output) != "-":
        statuses.append(write(root, root_output, form, check))
    return max(statuses)
