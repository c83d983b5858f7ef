"""``influmojo-cfn boundary-policy``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from influmojo_cfn.cli.generated import GeneratedFile, generates

if TYPE_CHECKING:
    from influmojo_cfn.app import App


@click.command()
@generates("templates/PROJECT-ecs-boundary.yaml")
def command(app: App, file: GeneratedFile) -> int:
    """Write a template of the permissions boundary of the roles.

    A boundary allows nothing by itself. It limits a role to the actions of the catalog of grants
    and the app's own custom.statement, whichever policies the role gets later. Deploy it, and give
    its ARN to the roles' template as PermissionsBoundaryArn. Where one managed policy would be too
    long, the infrastructure roles have a second one: give it as InfrastructureBoundaryArn.

    Without options, it takes the app of influmojo-cfn.yaml and writes into templates/.

    \b
    Examples:
      influmojo-cfn boundary-policy
      influmojo-cfn boundary-policy --app orders.yaml \\
          --output orders-boundary.yaml
    """
    from influmojo_cfn.template.boundary import build_boundary

    return file.write(build_boundary(app))
