"""W9712: what ECS should have, on the task role."""

from __future__ import annotations

from influmojo_cfn.cloudformation.generated_names import can_match
from influmojo_cfn.iam.unknown import covered
from influmojo_cfn.rules.ecs.tasks import LOGS, PULL, TOKEN, tasks
from influmojo_cfn.rules.model import Entity, Model, PolicyStatement, names_of
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9712",
    shortdesc="The task role has what the execution role should have",
    description="ECS pulls images, and writes what containers print, with the execution role.",
    why="The application can pull every image; if the execution role lacks the rights no task starts.",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
)
def execution_rights_on_task_role(model: Model) -> Findings:
    groups: dict[str, list[str]] = {}
    routers = {task.task.logical_id for task in tasks(model) if task.task and task.has_firelens}
    for task in tasks(model):
        if task.task and task.task.logical_id not in routers:
            written = [covered(c.resource) for c in task.execution_calls() if c.row.error == "log"]
            groups.setdefault(task.task.logical_id, []).extend(written)
    for entity in model.roles:
        if entity.uses == {"task"}:
            yield from _rights_of_ecs(entity, groups.get(entity.logical_id, []))


def _rights_of_ecs(entity: Entity, log_groups: list[str]) -> Findings:
    for value in entity.managed_arns:
        if value.text.endswith("/AmazonECSTaskExecutionRolePolicy"):
            yield value.path, "the policy is for the execution role, not for the task role"
    for statement in entity.statements:
        pulls, logs = [], []
        for value in statement.actions if statement.allows else ():
            names = names_of(value)
            if names and names <= {TOKEN, *PULL}:
                pulls.append(value)
            elif names and names <= {*LOGS} and _writes_to(entity, statement, log_groups):
                logs.append(value)
        for values, why in ((pulls, ""), (logs, ": awslogs writes to this group")):
            if values:
                shown = ", ".join(repr(value.text) for value in values)
                verb = "belongs" if len(values) == 1 else "belong"
                yield values[0].path, f"{shown} {verb} to the execution role{why}"


def _writes_to(entity: Entity, statement: PolicyStatement, log_groups: list[str]) -> bool:
    """Return whether a statement names a log group that ECS itself writes to."""
    return not statement.everywhere and any(
        can_match(entity.resolver, value.text, group)
        for value in statement.resources
        for group in log_groups
    )
