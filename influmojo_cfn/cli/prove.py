"""``influmojo-cfn prove``: claims about roles, for every request."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from influmojo_cfn.cli.environment import environment_of, environment_options
from influmojo_cfn.cli.file_type import FILE
from influmojo_cfn.cli.output import say, show, show_text
from influmojo_cfn.errors import Error, Problem, WriteError, each_of

if TYPE_CHECKING:
    from influmojo_cfn.cloudformation import Document

_GENERATED = "-ecs-iam"


@click.command()
@click.argument("template", type=FILE, required=False)
@click.option(
    "--claims", type=FILE, help="The claims file.  [default: PROJECT-claims.yaml next to TEMPLATE]"
)
@click.option(
    "--init", is_flag=True, help="Write the claims file: claims that the template keeps today."
)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of claims files, for editors.")
@environment_options
@click.option("--format", "form", type=click.Choice(["pretty", "json"]), default="pretty")
def command(
    template: Path | None, claims: Path | None, init: bool, schema: bool, form: str, **where: Any
) -> int:
    """Prove claims about the roles of a TEMPLATE, for every possible request.

    A claim is proven, refuted with a counterexample, or unknown with the reason. The command exits
    with code 2 unless all claims are proven. Claims are never (actions on resources, under
    conditions), always, only-trusted-by, no-wider-than and nothing-beyond-the-app. Parameters that
    the file names under for-every, and those without a default, are left open: what is proven holds
    for every value. The file can also name environments with values of parameters. The claims are
    then proven with the values of each environment, too.

    Without options, it takes the claims of PROJECT-claims.yaml next to TEMPLATE.

    \b
    Examples:
      influmojo-cfn prove templates/influmojo-ecs-iam.yaml
      influmojo-cfn prove template.yaml --claims claims.yaml \\
          --parameter EnvironmentName=staging
      influmojo-cfn prove template.yaml --init
    """
    if schema:
        return _show_schema(template)
    if template is None:
        raise click.BadParameter("is missing; give one", param_hint="TEMPLATE")
    if init:
        return _write_claims(template, claims or _file_beside(template), where)
    from influmojo_cfn.cloudformation import read_document
    from influmojo_cfn.proof.claims import parse_claims
    from influmojo_cfn.proof.environments import prove_everywhere
    from influmojo_cfn.proof.targets import judged
    from influmojo_cfn.report.claims import as_json, pretty

    file = claims or _claims_beside(template)
    document, claimed = each_of(
        lambda: judged(read_document(template)), lambda: parse_claims(read_document(file))
    )
    report = prove_everywhere(
        document,
        claimed,
        environment=environment_of(**where),
        base=file.parent,
        app_template=app_template,
    )
    if form == "json":
        show(as_json(report))
    else:
        show_text(pretty(report))
    return 0 if report.proven else 2


def _claims_beside(template: Path) -> Path:
    """Return the claims file of a template: orders-claims.yaml for orders-ecs-iam.yaml.

    Raises:
        Error: there is none of that name.
    """
    file = _file_beside(template)
    if not file.exists():
        if not template.exists():
            raise Error(Problem(str(template), "does not exist; give the file of a template"))
        how = f"name a file, or write one: influmojo-cfn prove {template} --init"
        raise Error(Problem("--claims", f"is missing, and {file} does not exist; {how}"))
    return file


def _file_beside(template: Path) -> Path:
    return template.with_name(f"{template.stem.removesuffix(_GENERATED)}-claims.yaml")


def _show_schema(template: Path | None) -> int:
    from influmojo_cfn.data import CLAIMS_SCHEMA

    if template is not None:
        raise click.BadParameter("is of every claims file; omit TEMPLATE", param_hint="--schema")
    show(CLAIMS_SCHEMA.read_text("utf-8"))
    return 0


def _write_claims(template: Path, file: Path, where: dict[str, Any]) -> int:
    """Write the claims file of a template, and the schema next to it."""
    from influmojo_cfn.cloudformation import read_template
    from influmojo_cfn.data import CLAIMS_SCHEMA
    from influmojo_cfn.files import write_all
    from influmojo_cfn.proof.held_claims import held_claims
    from influmojo_cfn.report.claims_file import SCHEMA, claims_file

    if file.exists() or file.is_symlink():
        raise WriteError([Problem(str(file), "exists; name another file with --claims")])
    held = held_claims(read_template(template), environment_of(**where))
    files = {file: claims_file(held, str(template))}
    schema = file.with_name(SCHEMA)
    if not schema.exists():
        files[schema] = CLAIMS_SCHEMA.read_text("utf-8")
    write_all(files)
    for path in files:
        say(f"{path}: written")
    return 0


def app_template(file: str | None) -> Document:
    """Build the template of an app file, of the project's own, or of the Influmojo app."""
    from influmojo_cfn.cli.app_file import load_app
    from influmojo_cfn.cloudformation import Document
    from influmojo_cfn.config.project_file import BUILT_IN, find_project_file
    from influmojo_cfn.template import build

    if file is not None:
        return Document(build(load_app(Path(file))), file)
    own = find_project_file()
    app = load_app(None if own else Path(BUILT_IN))
    return Document(build(app), str(own) if own else "the Influmojo app")
