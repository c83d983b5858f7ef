"""``influmojo-cfn prove``: claims about roles, for every request."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from influmojo_cfn.yaml import Document

FILE = click.Path(path_type=Path, dir_okay=False)
CLAIMS_BESIDE = "influmojo-claims.yaml"


@click.command()
@click.argument("template", type=FILE)
@click.option(
    "--claims", type=FILE, help=f"The claims; {CLAIMS_BESIDE} beside TEMPLATE if not given."
)
@click.option("--parameter", multiple=True, metavar="K=V", help="A parameter of the template.")
@click.option("--account", default="111122223333", show_default=True, help="12 digits.")
@click.option("--region", default="us-east-1", show_default=True)
@click.option("--partition", default="", help="The region's own by default.")
@click.option("--format", "form", type=click.Choice(["pretty", "json"]), default="pretty")
def command(
    template: Path,
    claims: Path | None,
    parameter: tuple[str, ...],
    account: str,
    region: str,
    partition: str,
    form: str,
) -> int:
    """Prove claims about the roles of a TEMPLATE, for every request that there can be.

    A claim is proven, refuted with a request that shows it, or unknown with the reason. It ends
    with 2 unless all are proven. Claims are never (actions on resources, under conditions), always,
    only-trusted-by, no-wider-than and nothing-beyond-the-app; parameters that the file names under
    for-every, and those without a default, are left open: what is proven holds for every value.

    \b
    Examples:
      influmojo-cfn prove templates/influmojo-ecs-iam.yaml
      influmojo-cfn prove template.yaml --claims claims.yaml --parameter EnvironmentName=staging
    """
    from influmojo_cfn.cli.diff import environment_of
    from influmojo_cfn.proof.claims import parse_claims
    from influmojo_cfn.proof.prove import Prover
    from influmojo_cfn.report.claims import as_json, pretty
    from influmojo_cfn.yaml import read_document

    file = claims or template.parent / CLAIMS_BESIDE
    environment = environment_of(parameter, account, region, partition)
    prover = Prover(
        read_document(template),
        parse_claims(read_document(file)),
        environment=environment,
        base=file.parent,
        app_template=_app_template,
    )
    report = prover.prove()
    click.echo(as_json(report) if form == "json" else pretty(report))
    return 0 if report.proven else 2


def _app_template(file: str | None) -> Document:
    """Build the template of an app file, or of the Influmojo app."""
    raise NotImplementedError
