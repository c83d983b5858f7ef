"""``influmojo-cfn grants``."""

from __future__ import annotations

import click

from influmojo_cfn.cli.output import show


@click.command()
@click.argument("name", required=False)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of app files, for editors.")
def command(name: str | None, schema: bool) -> None:
    """List the catalog of grants, or explain the grant NAME.

    A grant is a permission with all that it needs: the minimal actions, exact ARNs, the actions on
    a customer managed key, and the role that it is for.

    \b
    Examples:
      influmojo-cfn grants
      influmojo-cfn grants s3.upload_objects
      influmojo-cfn grants --schema > app.schema.json
    """
    if schema:
        from influmojo_cfn.config.schema import SCHEMA_FILE

        if name:
            raise click.UsageError("--schema takes no NAME: the schema is of the whole app file")
        show(SCHEMA_FILE.read_text("utf-8"))
        return
    from influmojo_cfn.grants import grant
    from influmojo_cfn.report.catalog import explanation, listing

    show(explanation(grant(name)) if name else listing())
