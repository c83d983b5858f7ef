"""``influmojo-cfn diff``: what roles gained and lost, semantically."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from influmojo_cfn.cli.candidates import complete_principals
from influmojo_cfn.cli.output import show, show_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from influmojo_cfn.cloudformation import Document
    from influmojo_cfn.proof.difference import Difference


@click.command()
@click.argument("sources", nargs=-1, metavar="OLD NEW")
@click.option(
    "--role",
    metavar="NAME",
    shell_complete=complete_principals,
    help="Only this role, user, group or permission set, by logical ID or name.",
)
@click.option(
    "--fail-on-new-access", is_flag=True, help="Exit with code 2 unless nothing was gained."
)
@click.option(
    "--format", "form", type=click.Choice(["pretty", "json", "markdown"]), default="pretty"
)
@click.option(
    "--parameter",
    multiple=True,
    metavar="K=V",
    help="A parameter value; with --stack-name, of NEW.",
)
@click.option("--stack-name", metavar="STACK", help="Take OLD from this stack of the account.")
@click.option("--profile", help="The AWS profile for --stack-name.")
@click.option("--endpoint-url", metavar="URL", help="Another endpoint for --stack-name.")
@click.option(
    "--account", help="The account ID: 12 digits.  [default: the stack's, or 111122223333]"
)
@click.option(
    "--region", help="The Region of the deployment.  [default: the stack's, or us-east-1]"
)
@click.option("--partition", default="", help="The partition.  [default: the Region's]")
def command(
    sources: tuple[str, ...], role: str | None, fail_on_new_access: bool, form: str, **options: Any
) -> int:
    """Compare what the roles of OLD and NEW are allowed to do, semantically.

    OLD and NEW are template files, IAM policy documents, or either at a git revision, such as
    main:templates/x.yaml. With --stack-name OLD is the stack as deployed, at its own parameter
    values, account and Region. Only NEW is given, at the values of an update: those of --parameter,
    else the stack's own, else the defaults. Nested stacks are compared as well, each under its own
    name.

    Every role, trust policy and other policy is reported as unchanged, narrowed, widened or both.
    Each thing gained or lost has an example request. An undecided change is reported as
    unknown, and --fail-on-new-access counts it as new access. Without a stack, parameters are at
    their defaults or as given. Statements that conditions omit there are compared as well, with one
    parameter at a time at another value.

    It also names what the update fails on, whichever role is compared: a named resource of IAM that
    it would replace or create again. A new path or description replaces it; another nested stack
    creates it again.

    Without options, it compares every role and policy, and exits with code 0 whatever changed.

    \b
    Examples:
      influmojo-cfn diff main:templates/influmojo-ecs-iam.yaml \\
          templates/influmojo-ecs-iam.yaml
      influmojo-cfn diff old-policy.json new-policy.json --fail-on-new-access
      influmojo-cfn diff --stack-name influmojo-roles \\
          templates/influmojo-ecs-iam.yaml \\
          --parameter UploadsBucketName=acme-uploads
    """
    from influmojo_cfn.cli.environment import NAMES, environment_of
    from influmojo_cfn.cloudformation.source import read_source
    from influmojo_cfn.proof.difference import compare_documents
    from influmojo_cfn.report.formats import formats_of

    environment = environment_of(**{name: options[name] for name in NAMES})
    stack = options["stack_name"]
    if len(sources) != (1 if stack else 2):
        expected = "NEW alone with --stack-name" if stack else "OLD and NEW"
        raise click.BadParameter(
            f"got {len(sources)} arguments; give {expected}", param_hint="OLD NEW"
        )
    *before, new = map(read_source, sources)
    if stack:
        found = _compared_with_stack(stack, new, environment.parameters, role, options)
    else:
        found = compare_documents(before[0], new, environment=environment, role=role)
    formats = formats_of(found)
    assert formats is not None
    (show_text if form == "pretty" else show)(formats[form](found))
    return 2 if fail_on_new_access and found.may_be_wider else 0


def _compared_with_stack(
    name: str,
    new: Document,
    parameters: Mapping[str, str],
    role: str | None,
    options: dict[str, Any],
) -> Difference:
    """Compare a stack as it is deployed with NEW at the values of an update."""
    from influmojo_cfn.account.stack_difference import compare_with_stack
    from influmojo_cfn.account.stack_template import stack_template
    from influmojo_cfn.cli.target import connection_of
    from influmojo_cfn.errors import Error, Problem

    connection = connection_of(options["profile"], options["region"], options["endpoint_url"])
    stack = stack_template(connection, name)
    for option, found in (
        ("account", stack.environment.account),
        ("partition", stack.environment.partition),
    ):
        if options[option] not in (None, "", found):
            raise Error(Problem(f"--{option}", f"is {options[option]}; stack {name} is in {found}"))
    return compare_with_stack(stack, new, parameters, role=role)
