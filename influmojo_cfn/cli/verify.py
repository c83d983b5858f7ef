"""``influmojo-cfn verify``: an account compared with the template."""

from __future__ import annotations

import click

from influmojo_cfn.cli.output import say, show, show_text
from influmojo_cfn.cli.target import AccountTarget, target_options


@click.command()
@target_options
@click.option("--fix-tags", is_flag=True, help="Set the policies' tags: CloudFormation cannot.")
@click.option("--policy", "print_policy", is_flag=True, help="Print the minimal policy for this.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["pretty", "json", "junit"]),
    default="pretty",
    show_default=True,
)
def command(target: AccountTarget, fix_tags: bool, print_policy: bool, form: str) -> int:
    """Compare the roles of an account with the template, point by point.

    Compares names, descriptions, attachments, documents (semantically), trust, boundary and tags.
    Each point that is missing, extra or different is printed with the command that fixes it. The
    parameters are those of the deployed stack: the one of --stack-name, else the one that owns the
    roles. It stops where the roles belong to another stack or Region. Read-only, except for
    --fix-tags.

    Exits with code 2 if anything differs.

    Without options, it compares the account of the default AWS profile with the app of
    influmojo-cfn.yaml, and changes nothing.

    \b
    Examples:
      influmojo-cfn verify --stack-name influmojo-ecs-iam --profile production
      influmojo-cfn verify --fix-tags
      influmojo-cfn verify --policy --account 111122223333 --region ap-south-1 \\
          > reader.json
    """
    from influmojo_cfn.account.reader_policy import reader_policy
    from influmojo_cfn.account.verification import verify
    from influmojo_cfn.report.verification import FORMATS, summary

    desired = target.desired_state(target.app(), stack_name=target.stack_name)
    connection = target.connection()
    if print_policy:
        import json

        policy = reader_policy(
            desired,
            account=target.account or connection.account(),
            region=target.region or connection.region_name,
            fix_tags=fix_tags,
        )
        show(json.dumps(policy, indent=2))
        return 0
    verification = verify(desired, connection, fix_tags=fix_tags)
    (show_text if form == "pretty" else show)(FORMATS[form](verification))
    say(summary(verification), err=form != "pretty")
    return 2 if verification.differs else 0
