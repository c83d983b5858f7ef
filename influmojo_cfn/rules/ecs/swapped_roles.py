"""E9706: execution and task role in each other's place."""

from __future__ import annotations

from influmojo_cfn.rules.ecs.tasks import swapped, tasks
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9706",
    shortdesc="Execution and task role are swapped",
    description="ExecutionRoleArn is what ECS uses to start the task, TaskRoleArn what the application uses.",
    why="No task starts, and the application has the rights of ECS.",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
)
def swapped_roles(model: Model) -> Findings:
    for task in tasks(model):
        if swapped(task) and task.execution and task.task:
            message = f"{task.task.logical_id} pulls images, {task.execution.logical_id} does not: they are swapped"
            yield (*task.path, "ExecutionRoleArn"), message
