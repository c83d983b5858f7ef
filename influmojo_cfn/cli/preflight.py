"""``influmojo-cfn preflight``: will these tasks start, and what will fail."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from influmojo_cfn.cli.candidates import complete_roles
from influmojo_cfn.cli.environment import (
    NAMES,
    environment_of,
    environment_options,
    image_and_key_options,
)
from influmojo_cfn.cli.file_type import FILE
from influmojo_cfn.cli.filling import filling_options, given_of, print_assumed, warn
from influmojo_cfn.cli.output import say, show, show_text

if TYPE_CHECKING:
    from influmojo_cfn.cloudformation import Document
    from influmojo_cfn.preflight.documents import PreflightQuestion


@click.command()
@click.argument("template", type=FILE, required=False)
@click.option("--task-definition", "files", type=FILE, multiple=True, help="JSON or template.")
@click.argument("more_files", metavar="[TASK_DEFINITION]...", type=FILE, nargs=-1)
@click.option(
    "--execution-role",
    metavar="NAME",
    shell_complete=complete_roles,
    help="The task execution role: logical ID or role name.",
)
@click.option(
    "--task-role",
    metavar="NAME",
    shell_complete=complete_roles,
    help="The task role: logical ID or role name.",
)
@image_and_key_options
@click.option(
    "--aws-managed-keys", is_flag=True, help="AWS managed keys encrypt the parameters and secrets."
)
@click.option(
    "--execution-policy",
    "execution_policies",
    type=FILE,
    multiple=True,
    help="A policy document of the execution role, instead of a template's role.",
)
@click.option(
    "--task-policy",
    "task_policies",
    type=FILE,
    multiple=True,
    help="A policy document of the task role, instead of a template's role.",
)
@click.option(
    "--context", multiple=True, metavar="K=V", help="A condition key, such as a resource's tag."
)
@click.option(
    "--allow-unknown", is_flag=True, help="Exit with code 0 although something is unknown."
)
@click.option("--execute-command", is_flag=True, help="The service enables ECS Exec.")
@click.option("--format", "form", type=click.Choice(["pretty", "json"]), default="pretty")
@filling_options
@environment_options
def command(
    template: Path | None,
    files: tuple[Path, ...],
    more_files: tuple[Path, ...],
    form: str,
    allow_unknown: bool,
    **options: Any,
) -> int:
    """Check whether tasks will start with the roles of a TEMPLATE, and what will fail.

    Lists every call that ECS makes for a task definition with its two roles. Prints whether the
    template allows each, and the grants that are missing. A task definition is the JSON of
    register-task-definition or describe-task-definition, or a template with
    AWS::ECS::TaskDefinition resources. Jobs of AWS Batch and services of ECS Express Mode count as
    such. Roles are found by the ARNs that it names, else by the logical IDs TaskExecutionRole and
    TaskRole. Account and Region are those of its ARNs, unless given. More files can follow, so
    `--task-definition *.json` works. Without a TEMPLATE, --execution-policy and --task-policy take
    policy documents in the form of the console.

    Placeholders that a pipeline fills in are not known: --image, --set, --account and --region fill
    them in. Exits with code 2 if something is missing, wrong or unknown; --allow-unknown accepts
    what is unknown.

    Without a task definition, it lists what AWS services call with the roles that the TEMPLATE
    gives them. These are schedules, rules, state machines, builds, pipelines, functions and ECS. It
    also checks whether the policies of queues, topics, functions and keys allow the services that
    send to them.

    Without options, it prints each call with its answer, and exits with code 2 unless all are
    allowed.

    \b
    Examples:
      influmojo-cfn preflight templates/influmojo-ecs-iam.yaml \\
          --task-definition webapp.json
      influmojo-cfn preflight templates/influmojo-ecs-iam.yaml \\
          --task-definition services.yaml \\
          --kms-key arn:aws:kms:ap-south-1:111122223333:key/1234abcd-12ab
      influmojo-cfn preflight pipeline.yaml
    """
    from influmojo_cfn.report.assumed import assumed_parameters
    from influmojo_cfn.report.preflight import as_json, pretty

    documents, question = _asked(template, (*files, *more_files), options)
    report = question.report(documents)
    warn(warning for each in report.tasks for warning in each.definition.warnings)
    if form == "json":
        show(as_json(report))
    else:
        show_text(pretty(report))
    if question.template and (
        said := [*assumed_parameters(question.environment, question.template.data)]
    ):
        say(f"assumed: {', '.join(said)}", err=True)
    own = question.template.source if question.template else None
    print_assumed(
        question.environment,
        (each.definition for each in report.tasks if each.definition.source.source != own),
    )
    return 0 if report.works or (report.works is None and allow_unknown) else 2


def _asked(
    template: Path | None, files: Sequence[Path], options: dict[str, Any]
) -> tuple[list[Document], PreflightQuestion]:
    """Return the task definitions, and what is asked of them."""
    if template is None and not files:
        raise click.BadParameter(
            "is missing; give one, a --task-definition, or both", param_hint="TEMPLATE"
        )
    documents = [_document(file) for file in dict.fromkeys(files)]
    roles = _template(template) if template else None
    if roles is None and not (options["execution_policies"] or options["task_policies"]):
        raise click.BadParameter(
            "is missing; give one, or --execution-policy and --task-policy", param_hint="TEMPLATE"
        )
    return documents, _question(roles, options)


def _document(file: Path) -> Document:
    from influmojo_cfn.task_definition.read import read_task_document

    return read_task_document(file)


def _template(file: Path) -> Document:
    """Read the template of the roles.

    Raises:
        Error: it is a task definition, which comes after the template, or has no resources.
    """
    from influmojo_cfn.errors import Error, Problem
    from influmojo_cfn.input_files import TEMPLATE, not_one
    from influmojo_cfn.task_definition.file_kinds import is_task_definition

    document = _document(file)
    if is_task_definition(document.data):
        raise Error(
            f"{file}: is a task definition, not the template of its roles; "
            f"expected influmojo-cfn preflight TEMPLATE {file}"
        )
    if not isinstance(document.data, dict) or "Resources" not in document.data:
        raise Error(Problem("", not_one(document.data, TEMPLATE), str(file)))
    return document


def _question(template: Document | None, options: dict[str, Any]) -> PreflightQuestion:
    from influmojo_cfn.evaluation.request import parse_context
    from influmojo_cfn.preflight.arguments import checked_options
    from influmojo_cfn.preflight.documents import PreflightQuestion

    place = {name: options.pop(name) for name in NAMES}
    environment = environment_of(**place)
    images, values = options.pop("images"), options.pop("values")
    given = given_of(images, values, place["account"], place["region"])
    context = parse_context(options.pop("context"))
    asked = checked_options(given, environment, context=context, **options)
    return PreflightQuestion(template=template, environment=environment, given=given, options=asked)
