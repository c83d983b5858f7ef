"""``influmojo-cfn build``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from influmojo_cfn.cli.generated import GeneratedFile, generates
from influmojo_cfn.cli.output import say, show_text

if TYPE_CHECKING:
    from influmojo_cfn.app import App


@click.command()
@generates("templates/PROJECT-ecs-iam.yaml")
@click.option(
    "--claims",
    "claims_file",
    type=click.Path(path_type=Path, allow_dash=True),
    help="Also write a claims file, for influmojo-cfn prove.",
)
@click.option("--budget", is_flag=True, help="Also print the use of the IAM quotas.")
def command(app: App, file: GeneratedFile, claims_file: Path | None, budget: bool) -> int:
    """Write the CloudFormation template of the roles.

    With --claims, also write a claims file: only ECS tasks of the account can assume the roles.
    For every pair of services with their own roles, ECS cannot read the configuration of one
    service with the role of the other.

    A template of more than 51,200 bytes is split: the file nests stacks in files next to it. With
    split_roles: false in the app, it is one template.

    For each of the app's environments, also write parameters/NAME.json, for `aws cloudformation
    deploy --parameter-overrides file://...`, and deployments/NAME.yaml, for CloudFormation Git
    sync, next to the template.

    Without options, it builds the app of influmojo-cfn.yaml into templates/PROJECT-ecs-iam.yaml.

    \b
    Examples:
      influmojo-cfn build
      influmojo-cfn build --app orders.yaml --output orders-roles.yaml --budget
      influmojo-cfn build --app orders.yaml --output orders-roles.yaml \\
          --claims orders-claims.yaml
      influmojo-cfn build --check
    """
    from influmojo_cfn.app import warnings
    from influmojo_cfn.template import build

    beside = [path for both in file.of_environments(app).values() for path in both]
    file.check_overwriting([file.path, claims_file, *beside])
    for warning in warnings(app):
        say(f"warning: {warning}", err=True)
    template = build(app)
    status = file.write_split(app, template)
    status = max(status, file.write_environments(app, template))
    if claims_file is not None:
        from influmojo_cfn.template.claims import claims_of

        status = max(status, file._replace(path=claims_file).write(claims_of(app)))
    if budget:
        from influmojo_cfn.template.budget import budget_of, table

        show_text(table(budget_of(app)), err=file.is_printed)
    return status
