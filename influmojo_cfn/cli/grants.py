"""``influmojo-cfn grants``."""

from __future__ import annotations

import click

from influmojo_cfn.cli.candidates import complete_grants
from influmojo_cfn.cli.output import show, show_text


@click.command()
@click.argument("name", required=False, shell_complete=complete_grants)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of app files, for editors.")
def command(name: str | None, schema: bool) -> None:
    """List the catalog of grants, list those of the service NAME, or explain the grant NAME.

    A grant is a permission with all that it needs: minimal actions, exact ARNs, actions on a
    customer managed key, and its role.

    Without NAME or options, it lists the whole catalog.

    \b
    Examples:
      influmojo-cfn grants
      influmojo-cfn grants s3
      influmojo-cfn grants s3.upload_objects
      influmojo-cfn grants --schema > app.schema.json
    """
    if schema:
        from influmojo_cfn.data import APP_SCHEMA

        if name:
            raise click.BadParameter("is of the whole app file; omit NAME", param_hint="--schema")
        show(APP_SCHEMA.read_text("utf-8"))
        return
    from influmojo_cfn.report.catalog import explanation, listing

    if name is None:
        show_text(listing())
    elif service := _service(name):
        show_text(listing(service))
    else:
        from influmojo_cfn.grants import grant

        show_text(explanation(grant(name)))


def _service(name: str) -> str | None:
    """Return the service that a name without a dot represents; None for the name of a grant.

    Raises:
        AppError: the catalog has no such service; the nearest one is named.
    """
    from influmojo_cfn.errors import AppError, did_you_mean
    from influmojo_cfn.grants import services

    given = name.casefold().removesuffix(".").replace("-", "_")
    if given in services():
        return given
    if "." not in name:
        nearest = did_you_mean(given, services(), "it has")
        raise AppError(f"service {name!r}: is not in the catalog{nearest}")
    return None
