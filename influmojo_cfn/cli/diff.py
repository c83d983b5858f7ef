"""``influmojo-cfn diff``: what roles gained and lost, by meaning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from influmojo_cfn.cloudformation import Document
    from influmojo_cfn.cloudformation.environment import Environment


@click.command()
@click.argument("sources", nargs=-1, metavar="OLD NEW")
@click.option("--role", metavar="NAME", help="Only this role: logical ID or role name.")
@click.option("--fail-on-new-access", is_flag=True, help="End with 2 unless nothing was gained.")
@click.option(
    "--format", "form", type=click.Choice(["pretty", "json", "markdown"]), default="pretty"
)
@click.option("--parameter", multiple=True, metavar="K=V", help="A parameter of the templates.")
@click.option("--stack-name", metavar="STACK", help="Take OLD from this stack of the account.")
@click.option("--profile", help="The AWS profile for --stack-name.")
@click.option("--endpoint-url", metavar="URL", help="Another endpoint for --stack-name.")
@click.option("--account", help="12 digits.  [default: the stack's, or 111122223333]")
@click.option("--region", help="Where it is deployed.  [default: the stack's, or us-east-1]")
@click.option("--partition", default="", help="The region's own by default.")
def command(
    sources: tuple[str, ...], role: str | None, fail_on_new_access: bool, form: str, **options: Any
) -> int:
    """Compare what the roles of OLD and NEW may do, by meaning and never by text.

    OLD and NEW are template files, IAM policy documents, or either at a git revision, such as
    main:templates/x.yaml. With --stack-name OLD is the stack's own template, and only NEW is given.
    Of every role and trust policy, and of every other policy in the templates, it says unchanged,
    narrowed, widened or both, and what was gained and lost, each with a request that shows it. What
    cannot be decided is said to be unknown, and --fail-on-new-access takes it for new access.
    Parameters are at their defaults or as given; what conditions leave out there is compared as
    well, with one parameter at a time at another value.

    \b
    Examples:
      influmojo-cfn diff main:templates/influmojo-ecs-iam.yaml templates/influmojo-ecs-iam.yaml
      influmojo-cfn diff old-policy.json new-policy.json --fail-on-new-access
      influmojo-cfn diff --stack-name influmojo-roles templates/influmojo-ecs-iam.yaml
    """
    from influmojo_cfn.cli.environment import NAMES, environment_of
    from influmojo_cfn.cloudformation.source import read_source
    from influmojo_cfn.proof.difference import compare_documents
    from influmojo_cfn.report import difference as report

    environment = environment_of(**{name: options[name] for name in NAMES})
    stack = options["stack_name"]
    if len(sources) != (1 if stack else 2):
        expected = "NEW alone beside --stack-name" if stack else "OLD and NEW"
        raise click.UsageError(f"expected {expected}, got {len(sources)} arguments")
    if stack:
        old, environment = _stack(stack, environment, options)
    else:
        old = read_source(sources[0])
    found = compare_documents(old, read_source(sources[-1]), environment=environment, role=role)
    write = {"pretty": report.pretty, "json": report.as_json, "markdown": report.markdown}
    click.echo(write[form](found))
    return 2 if fail_on_new_access and found.may_be_wider else 0


def _stack(
    name: str, environment: Environment, options: dict[str, Any]
) -> tuple[Document, Environment]:
    """Return a stack's template, and the surroundings: its own where no others are given."""
    from dataclasses import replace

    from influmojo_cfn.account.stack_template import stack_template
    from influmojo_cfn.cli.target import connection_of

    connection = connection_of(options["profile"], options["region"], options["endpoint_url"])
    found = stack_template(connection, name)
    return found.document, replace(
        environment,
        parameters={**found.parameters, **environment.parameters},
        account=environment.account if options["account"] else found.account,
        region=found.region,
        partition=environment.partition or found.partition,
    )
