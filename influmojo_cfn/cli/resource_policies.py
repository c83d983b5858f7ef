"""``influmojo-cfn resource-policies``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from influmojo_cfn.cli.app_file import app_option
from influmojo_cfn.cli.environment import deployed_options
from influmojo_cfn.cli.file_type import FILE
from influmojo_cfn.cli.output import say, show


@click.command()
@click.argument("template", type=FILE, required=False)
@app_option
@deployed_options
def command(template: Path | None, app_file: Path | None, **environment: Any) -> None:
    """Print the resource policies that other accounts need, as JSON.

    A repository, topic, queue, bucket, key, secret or parameter of another account needs a resource
    policy, too, and a role its trust policy. For each one that a role uses, this prints the owner's
    account, the policy that the owner must add, and the command that sets it. A bucket belongs to
    another account if its grant names the account.

    Without TEMPLATE and --app, it takes the app of influmojo-cfn.yaml.

    \b
    Example:
      influmojo-cfn resource-policies --app app.yaml --account 111122223333 \\
          --region ap-south-1
    """
    from influmojo_cfn.account.resource_policies import resource_policies
    from influmojo_cfn.cli.template_source import deployed_in, template_document
    from influmojo_cfn.cloudformation.roles import roles_of
    from influmojo_cfn.report.resource_policies import as_json

    here = deployed_in(environment)
    found = resource_policies(roles_of(template_document(template, app_file), here).values())
    show(as_json(found))
    if not found:
        say(f"the roles use nothing of another account than {here.account}", err=True)
