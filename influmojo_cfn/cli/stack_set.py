"""``influmojo-cfn stack-set``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from influmojo_cfn.cli.generated import GeneratedFile, generates
from influmojo_cfn.cli.output import say

if TYPE_CHECKING:
    from influmojo_cfn.app import App


@click.command()
@click.option(
    "--template-url", required=True, metavar="URL", help="The URL of the roles' template in S3."
)
@generates("templates/PROJECT-ecs-stack-set.yaml")
def command(template_url: str, app: App, file: GeneratedFile) -> int:
    """Write a template that deploys the roles to many accounts.

    The template contains an AWS::CloudFormation::StackSet with service-managed permissions. Deploy
    it once, in the management account or a delegated administrator's. CloudFormation creates the
    roles in every account of the organizational units given by parameter, and in accounts that join
    them later. One Region per account: IAM is global, and a second Region would fail on the roles'
    names. An account that leaves its organizational unit keeps its roles, unless the parameter
    RetainStacksOnAccountRemoval is false. The management account gets no roles.

    Without further options, it takes the app of influmojo-cfn.yaml and writes into templates/.

    \b
    Example:
      influmojo-cfn stack-set \\
          --template-url https://example-bucket.s3.amazonaws.com/ecs-iam.yaml
    """
    from influmojo_cfn.template.stack_set import NO_MANAGEMENT_ACCOUNT, ONE_REGION, build_stack_set

    template = build_stack_set(app, template_url)
    for note in (ONE_REGION, NO_MANAGEMENT_ACCOUNT):
        say(f"note: {note}", err=True)
    return file.write(template)
