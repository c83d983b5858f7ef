"""``influmojo-cfn explain``: what each role can do, and why."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from influmojo_cfn.cli.candidates import complete_principals
from influmojo_cfn.cli.environment import environment_of, environment_options
from influmojo_cfn.cli.file_type import FILE
from influmojo_cfn.cli.output import is_styled, line_width, say, show

if TYPE_CHECKING:
    from influmojo_cfn.report.explain.model import Explanation


@click.command()
@click.argument("template", type=FILE)
@click.option(
    "--role",
    multiple=True,
    metavar="NAME",
    shell_complete=complete_principals,
    help="Only this role, user, group or permission set, by logical ID or name.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["pretty", "json", "markdown", "html"]),
    default="pretty",
    show_default=True,
)
@click.option("--output", type=FILE, help="Write to a file instead.")
@environment_options
def command(
    template: Path, role: tuple[str, ...], form: str, output: Path | None, **where: Any
) -> int:
    """Show what each role of a TEMPLATE can do, by service and access level, and why.

    Users, groups, permission sets and policies of resources are shown as well. Names the resources
    that might grant access and cannot be read.

    The reasons come from the template's Context metadata, the access levels and descriptions from
    AWS's Service Authorization Reference. Statements that conditions omit at the parameters' values
    are listed separately, with the parameter that adds them. The HTML is one self-contained page.

    Without options, it prints every role as text, at the defaults of the parameters.

    \b
    Examples:
      influmojo-cfn explain templates/influmojo-ecs-iam.yaml
      influmojo-cfn explain templates/influmojo-ecs-iam.yaml --role TaskRole
      influmojo-cfn explain templates/influmojo-ecs-iam.yaml --format html \\
          --output roles.html
    """
    from influmojo_cfn.cloudformation import read_template
    from influmojo_cfn.cloudformation.roles import principal_of, roles_of
    from influmojo_cfn.files import check_overwriting
    from influmojo_cfn.report.explain.build import explain

    check_overwriting([template], [output])
    environment = environment_of(**where)
    document = read_template(template)
    asked = [principal_of(document, name, environment) for name in role]
    wanted = asked or list(roles_of(document, environment).values())
    explanation = explain(document, wanted, environment, others=not role)
    if not (
        wanted or explanation.principals or explanation.resource_policies or explanation.unread
    ):
        say(f"note: {template} has no role, so there is nothing to explain", err=True)
    text = _rendered(explanation, form, to_file=output is not None)
    if output:
        from influmojo_cfn.files import write_text

        write_text(output, text)
    else:
        show(text)
    return 0


def _rendered(explanation: Explanation, form: str, *, to_file: bool) -> str:
    from influmojo_cfn.report.explain import text
    from influmojo_cfn.report.formats import formats_of

    if form == "pretty" and not to_file:
        return text.pretty(explanation, line_width() or text.WIDE, color=is_styled())
    formats = formats_of(explanation)
    assert formats is not None
    return formats[form](explanation)
