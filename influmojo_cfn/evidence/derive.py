"""From task definitions to the app that starts them with the least execution role."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from influmojo_cfn.app import App
from influmojo_cfn.config import from_document, to_document
from influmojo_cfn.data.variable_hints import VARIABLE_HINTS
from influmojo_cfn.errors import Error, Problem, TemplateError
from influmojo_cfn.evidence.needed_grants import needed_grants
from influmojo_cfn.evidence.project_name import name_words
from influmojo_cfn.iam.unknown import Unknown, covered
from influmojo_cfn.preflight.home import named_regions
from influmojo_cfn.preflight.notes import (
    infrastructure_work,
    unknown_containers,
    unknown_images,
    unread_routes,
)
from influmojo_cfn.preflight.result import Options
from influmojo_cfn.service_roles.ecs.calls import Call, Calls, calls_of
from influmojo_cfn.service_roles.ecs.instance_role import instance_role_words
from influmojo_cfn.service_roles.field_values import Home
from influmojo_cfn.task_definition.aws_registries import aws_registry
from influmojo_cfn.task_definition.model import Field, TaskDefinition


@dataclass(frozen=True, kw_only=True)
class Derived:
    """An app and what is to be said of it: notes on what no one can know from the files.

    ``mistakes`` are wrong in the task definitions: no grant makes up for them.
    """

    app: App
    notes: tuple[str, ...]
    mistakes: tuple[Problem, ...] = ()


def derive(
    definitions: Sequence[TaskDefinition],
    homes: Sequence[Home],
    project: str,
    options: Options,
    *,
    given: bool = False,
    code: bool = False,
) -> Derived:
    """Make the app that starts the tasks of all definitions.

    Args:
        definitions: the task definitions.
        homes: where the tasks of each run.
        project: the app's project, see :func:`influmojo_cfn.evidence.project_name.project_of`.
        options: what the task definitions do not tell.
        given: whether the account and the Region were given.
        code: whether the application's code is read besides.

    Raises:
        Error: the definitions run in different places, or only mistakes are known of them.
        AppError: the project is not a project's name.
    """
    if len(set(homes)) > 1:
        places = ", ".join(sorted({f"{home.account} {home.region}" for home in homes}))
        raise Error(
            f"the task definitions run in several places ({places}), and roles are for one: derive "
            "them one by one, or give --account and --region"
        )
    home = homes[0]
    found = [_calls(definition, home, options) for definition in definitions]
    mistakes = tuple(_mistakes(definitions, found))
    calls = [call for each in found for call in each.calls]
    needed = needed_grants(calls, home)
    if mistakes and not (needed.declarations or needed.open):
        raise TemplateError(mistakes)
    notes = [
        *(f"To correct in the task definition: {each}." for each in mistakes),
        *_notes(definitions, calls, needed.open, home, given=given, code=code),
        *_assumed_place(definitions, needed.declarations, home, given=given),
        *_instance_roles(definitions, found),
        *_roles_to_name(definitions, found, project),
        *_names(definitions, project),
    ]
    is_known = not (needed.open or any(any(unknown_images(each)) for each in definitions))
    if not needed.declarations and is_known:
        notes.insert(0, "ECS needs no role to start these: add what the code calls.")
    elif not needed.declarations:
        notes.insert(0, "Nothing is granted yet: what is needed is not known (see below).")
    app = from_document(app_values(project, None, needed.declarations))
    return Derived(app=app, notes=tuple(notes), mistakes=mistakes)


def app_values(project: str, before: Derived | None, declarations: Iterable[Any]) -> dict[str, Any]:
    """Return the data of the app that was derived before, or of a new one, with more grants."""
    values: dict[str, Any] = {"project": project, "attach_execution_policy": False}
    if before is not None:
        values = dict(to_document(before.app))
    if grants := [*values.get("grants", ()), *declarations]:
        values["grants"] = grants
    return values


def _calls(definition: TaskDefinition, home: Home, options: Options) -> Calls:
    return calls_of(
        definition,
        home,
        cache_prefixes=options.cache_prefixes,
        key=options.key,
        execute_command=options.execute_command,
    )


def _mistakes(definitions: Sequence[TaskDefinition], found: Sequence[Calls]) -> Iterator[Problem]:
    for definition, calls in zip(definitions, found, strict=True):
        for each in calls.mistakes:
            yield Problem.at(definition.source, each.field.path, each.message)


def _names(definitions: Sequence[TaskDefinition], project: str) -> Iterator[str]:
    """Yield which roles the task definitions name, where those are not the app's."""
    for definition in definitions:
        yield from _one_role(definition, project)
    yield from name_words(definitions, project)
    made = {f"{project}-ecs-task-execution-role", f"{project}-ecs-task-role"}
    roles = [
        covered(role.value).rpartition("/")[2]
        for definition in definitions
        for role in (definition.execution_role, definition.task_role)
        if role
    ]
    others = [name for name in dict.fromkeys(roles) if name not in made and "*" not in name]
    if others:
        yield ""
        yield (
            f"The task definitions name {', '.join(others)}; the roles of this app are called "
            f"{' and '.join(sorted(made))}: name those in them."
        )


def _one_role(definition: TaskDefinition, project: str) -> Iterator[str]:
    """Yield where one role is named for both, and what to change."""
    one, other = definition.execution_role, definition.task_role
    if one is None or other is None or covered(one.value) != covered(other.value):
        return
    texts = [_placeholders(definition, role) for role in (one, other)]
    is_same = texts[0] == texts[1] if any(texts) else one.value == other.value
    if not is_same:
        return
    name = covered(one.value).rpartition("/")[2]
    if "*" in name:
        name = ", ".join(texts[0]) or "the same value"
    yield ""
    yield (
        f"{definition.title} names one role for both, {name}: the application can then do all that "
        f"ECS can. Name {project}-ecs-task-execution-role as executionRoleArn and "
        f"{project}-ecs-task-role as taskRoleArn."
    )


def _placeholders(definition: TaskDefinition, field: Field) -> list[str]:
    return [each.text for each in definition.placeholders if each.path == field.path]


def _notes(
    definitions: Sequence[TaskDefinition],
    calls: Sequence[Call],
    left: Sequence[Call],
    home: Home,
    *,
    given: bool,
    code: bool,
) -> Iterator[str]:
    yield "The minimal execution role that starts these task definitions:"
    yield from dict.fromkeys(f"- {each.title}" for each in definitions)
    yield _place(definitions, home, given=given)
    yield ""
    for reason in dict.fromkeys(why for each in definitions for why in unknown_containers(each)):
        yield f"Not known: all that a container needs, such as its secrets and logs ({reason})."
    for note in dict.fromkeys(
        note for each in definitions for note in (*unknown_images(each), *unread_routes(each))
    ):
        yield f"Not known: {note}."
    open_calls = {_identity(call) for call in left}
    yield from _grant_notes([call for call in calls if _identity(call) not in open_calls])
    keys = [call for call in left if call.action == "kms:Decrypt"]
    if keys:
        yield (
            "Not known: which keys encrypt the parameters and secrets. Where one is a customer "
            "managed key, add kms_key: ARN to the grant that reads it, or derive with --kms-key."
        )
    yield from dict.fromkeys(_open_words(call) for call in left if call.action != "kms:Decrypt")
    yield from _account_notes({_account(call) for call in calls} - {home.account, ""})
    for work in dict.fromkeys(each for one in definitions for each in infrastructure_work(one)):
        yield f"Not granted here: {work}."
    yield ""
    yield from _task_role_notes(definitions, calls, code=code)


def _grant_notes(granted: Sequence[Call]) -> Iterator[str]:
    """Yield what the grants of calls rest on."""
    yield from dict.fromkeys(_home_words(call) for call in granted if call.at_home != call.resource)
    yield from dict.fromkeys(_condition_words(call) for call in granted if call.only_if)
    yield from dict.fromkeys(
        f"Granted to {call.row.purpose}: {call.row.by_default}."
        for call in granted
        if call.row.by_default
    )


def _condition_words(call: Call) -> str:
    """Return that a call is granted although it is needed only under a condition."""
    if call.row.grant == "secretsmanager.read_secrets":
        resource = covered(call.resource)
        return f"Granted in both forms, since it can be either: {resource}, where {call.only_if}."
    return f"Granted to {call.row.purpose}, which is needed only if {call.only_if}."


def _account_notes(accounts: Iterable[str]) -> Iterator[str]:
    """Yield what other accounts have to do."""
    for account in sorted(accounts):
        registry = aws_registry(account)
        if registry:
            yield f"Account {account} is AWS's own registry of {registry.holds}."
        else:
            yield (
                f"Account {account} must allow it too: influmojo-cfn resource-policies prints how."
            )


def _instance_roles(definitions: Sequence[TaskDefinition], found: Sequence[Calls]) -> Iterator[str]:
    """Yield where the role of an instance does what the execution role of the app is granted."""
    for definition, calls in zip(definitions, found, strict=True):
        own = [call for call in calls.calls if call.role == "execution"]
        words = "" if definition.execution_role else instance_role_words(definition, own)
        if words:
            yield f"{definition.title}: {words}, until it names the execution role."


def _roles_to_name(
    definitions: Sequence[TaskDefinition], found: Sequence[Calls], project: str
) -> Iterator[str]:
    """Yield where a task definition has to name a role of the app, and names none."""
    for definition, calls in zip(definitions, found, strict=True):
        called = {call.role for call in calls.calls}
        role, key = f"{project}-ecs-task-execution-role", "executionRoleArn"
        on_instances = definition.runs_on_ec2 or definition.runs_on_external
        if "execution" in called and not definition.execution_role and not on_instances:
            yield f"{definition.title} names no {key}: name {role} there."
        role, key = f"{project}-ecs-task-role", "taskRoleArn"
        if "task" in called and not definition.task_role:
            yield f"{definition.title} names no {key}: name {role} there."


def _identity(call: Call) -> tuple[object, ...]:
    return call.action, call.row.name, call.field.path


def _place(definitions: Sequence[TaskDefinition], home: Home, *, given: bool) -> str:
    """Return where the app is to be deployed, as far as the definitions or the options tell."""
    # A template has the place that it is resolved for wherever it leaves its own open.
    texts = [
        str(each.source.data) if each.logical_id else f"{each.data} {each.arn}"
        for each in definitions
    ]
    stated = [
        words
        for name, words in ((home.account, f"account {home.account}"), (home.region, home.region))
        if given or any(name in text for text in texts)
    ]
    if not stated:
        return "Deploy it in the account and Region that the tasks run in."
    tied = {
        region for each in definitions for region in named_regions(each, home.account) if not given
    }
    others = ", ".join(sorted(tied - {home.region}))
    doubt = f" The files name {others} as often: --region decides." if others else ""
    return f"Derived for {', '.join(stated)}: deploy it there.{doubt}"


def _assumed_place(
    definitions: Sequence[TaskDefinition], declared: object, home: Home, *, given: bool
) -> Iterator[str]:
    """Yield which names hold an account that no file tells."""
    text = " ".join(str(each.source.data) for each in definitions)
    if home.account in str(declared) and not given and home.account not in text:
        yield (
            f"Names below hold the account {home.account}, which is assumed: derive with --account "
            "and --region."
        )


def _home_words(call: Call) -> str:
    reason = call.resource.reason if isinstance(call.resource, Unknown) else ""
    return (
        f"Granted in the account and Region of the deployment, to {call.row.purpose}: {reason} "
        "(--account, --region or --set)."
    )


def _open_words(call: Call) -> str:
    values = (call.resource, *call.context.values())
    reason = next((value.reason for value in values if isinstance(value, Unknown)), "")
    condition = f", if {call.only_if}" if call.only_if else ""
    return f"Not known: what to grant to {call.row.purpose}{condition}" + (
        f" ({reason})." if reason else "."
    )


def _account(call: Call) -> str:
    from influmojo_cfn.iam.arn import parse_arn

    arn = parse_arn(covered(call.resource))
    return arn.account if arn and arn.account.isdigit() else ""


CODE_NOT_READ = (
    "The task role: what the application's code calls cannot be known from a task definition. Add "
    "its grants: influmojo-cfn grants lists them."
)
"""The note of an app that no code was read for."""


def _task_role_notes(
    definitions: Sequence[TaskDefinition], calls: Sequence[Call], *, code: bool
) -> Iterator[str]:
    known = sorted({call.row.purpose for call in calls if call.role == "task"})
    if known:
        yield f"The task role gets what the task definitions show: to {'; to '.join(known)}."
    if not code:
        yield CODE_NOT_READ
    if not any(call.row.name == "execute command" for call in calls):
        yield (
            "Not known either: ECS Exec, which a service turns on (--execute-command adds its "
            "grant)."
        )
    for definition in definitions if not code else ():
        for container in definition.containers:
            for name, value in container.environment.items():
                grants = hinted_grants(name, covered(value.value))
                if grants:
                    yield (f"A hint: {name} of {container.title} might mean {grants}.")


def hinted_grants(name: str, value: str) -> str:
    """Return the grants that an environment variable can represent; nothing where none is known."""
    for hint in VARIABLE_HINTS:
        pairs = ((hint.name, name), (hint.value, value))
        if any(pattern and re.search(pattern, text) for pattern, text in pairs):
            return hint.grants
    return ""
