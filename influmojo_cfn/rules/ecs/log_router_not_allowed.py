"""E9744: destinations of FireLens that the task role lacks, and tasks without such a role."""

from __future__ import annotations

from influmojo_cfn.rules.ecs.tasks import refused_calls, tasks
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.service_roles.call_row import CallRow

_NOT_ALWAYS = frozenset({"routed log group", "routed log retention"})
"""Calls that the log router makes only where the log group does not exist yet."""


@rule(
    id="E9744",
    shortdesc="The task role cannot write where FireLens routes logs",
    description="The log router is a container of the task, so it writes with the task role.",
    why="Tasks start, and every line that the application logs is lost.",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html",
)
def log_router_not_allowed(model: Model) -> Findings:
    for missing in refused_calls(model, "task", _loses_logs):
        yield missing.path, f"{missing} to {missing.calls[0].row.purpose}"
    for task in tasks(model):
        if task.is_fargate and not task.has_task_role:
            routed = {c.field.path: c.row for c in task.calls if _loses_logs(c.row)}
            for path, row in routed.items():
                yield (
                    path,
                    f"{task.logical_id} has no TaskRoleArn, which FireLens needs to {row.purpose}",
                )


def _loses_logs(row: CallRow) -> bool:
    return row.role == "task" and row.error == "log router" and row.name not in _NOT_ALWAYS
