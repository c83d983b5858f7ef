"""``influmojo-cfn preflight``: will these tasks start, and what will fail."""

from __future__ import annotations

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
from influmojo_cfn.cli.filling import check_used, filling_options, given_of, warn
from influmojo_cfn.cli.output import show, show_text

if TYPE_CHECKING:
    from influmojo_cfn.cloudformation import Document
    from influmojo_cfn.preflight.documents import PreflightQuestion
    from influmojo_cfn.preflight.result import Preflight


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
    import json

    from influmojo_cfn.report import preflight as report

    if not (files or more_files):
        return _services(template, form, options)
    documents = [_document(file) for file in dict.fromkeys((*files, *more_files))]
    roles = _template(template) if template else None
    if roles is None and not (options["execution_policies"] or options["task_policies"]):
        raise click.BadParameter(
            "is missing; give one, or --execution-policy and --task-policy", param_hint="TEMPLATE"
        )
    # A template that holds its own task definitions is one document, read once.
    documents = [roles if roles and each.source == roles.source else each for each in documents]
    question = _question(roles, options)
    found = [each for document in documents for each in question.preflights(document)]
    check_used(question.given, (each.definition for each in found))
    warn(each.definition for each in found)
    if form == "json":
        show(json.dumps([report.document(each) for each in found], indent=2))
    else:
        show_text("\n\n".join(map(report.text, found)))
    fails = any(not each.is_clean for each in found)
    unknown = not all(each.is_known for each in found) and not options["allow_unknown"]
    return 2 if fails or unknown else 0


def _services(template: Path | None, form: str, options: dict[str, Any]) -> int:
    """Answer for every role that a template gives to a service, and for its own tasks."""
    import json

    from influmojo_cfn.preflight.service_answers import service_answers
    from influmojo_cfn.report import preflight as report
    from influmojo_cfn.report import service_answers as services

    if template is None:
        raise click.BadParameter(
            "is missing; give one, a --task-definition, or both", param_hint="TEMPLATE"
        )
    document = _template(template)
    question = _question(document, options)
    answers = service_answers(document, question.environment, question.options.context)
    tasks = _own_tasks(question, document)
    if form == "json":
        found = {**services.document(document, answers), "tasks": [*map(report.document, tasks)]}
        show(json.dumps(found, indent=2))
    else:
        show_text("\n\n".join([services.text(document, answers), *map(report.text, tasks)]))
    verdicts = {each.verdict for each in answers}
    fails = "missing" in verdicts or any(not each.is_clean for each in tasks)
    unknown = "unknown" in verdicts or not all(each.is_known for each in tasks)
    return 2 if fails or (unknown and not options["allow_unknown"]) else 0


def _own_tasks(question: PreflightQuestion, document: Document) -> list[Preflight]:
    """Answer for the task definitions of the template itself; none where it has none."""
    from influmojo_cfn.task_definition.task_resources import TASK_TYPES

    resources = document.data.get("Resources") or {}
    kinds = [each.get("Type") for each in resources.values() if isinstance(each, dict)]
    return question.preflights(document) if TASK_TYPES & {*map(str, kinds)} else []


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
    from influmojo_cfn.evaluation.request import check_context, parse_context
    from influmojo_cfn.preflight.documents import PreflightQuestion
    from influmojo_cfn.preflight.policy_documents import role_of_policies
    from influmojo_cfn.preflight.result import Options
    from influmojo_cfn.service_roles.call_row import RoleKind

    environment = environment_of(**{name: options[name] for name in NAMES})
    policies: dict[RoleKind, tuple[Path, ...]] = {
        "execution": options["execution_policies"],
        "task": options["task_policies"],
    }
    context = parse_context(options["context"])
    check_context(context)
    asked = Options(
        execution_role=options["execution_role"],
        task_role=options["task_role"],
        policies={
            kind: role_of_policies(kind, files, environment)
            for kind, files in policies.items()
            if files
        },
        context=context,
        cache_prefixes=tuple(prefix.strip("/") for prefix in options["pull_through_cache"]),
        key="" if options["aws_managed_keys"] else options["kms_key"],
        execute_command=options["execute_command"],
    )
    given = given_of(options["images"], options["values"], options["account"], options["region"])
    return PreflightQuestion(template=template, environment=environment, given=given, options=asked)
