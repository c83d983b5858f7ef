"""E9713: services with ECS Exec whose task role lacks the channels, or is not there."""

from __future__ import annotations

from influmojo_cfn.rules.ecs.tasks import CHANNELS, Task, tasks
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.services.denied_calls import denied_by_policies


@rule(
    id="E9713",
    shortdesc="ECS Exec needs the message channels of Session Manager",
    description=(
        "The agent that ECS Exec runs next to the application opens its channels with the task role."
    ),
    why="Tasks start, and aws ecs execute-command ends with TargetNotConnectedException.",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html#ecs-exec-required-iam-permissions",
)
def exec_not_allowed(model: Model) -> Findings:
    known = {model.resolver.named(task.logical_id): task for task in tasks(model)}
    for service in model.resources("AWS::ECS::Service"):
        switches = service.values("EnableExecuteCommand")
        on = next((value.path for value in switches if value.text.lower() == "true"), None)
        task = known.get(service.text("TaskDefinition"))
        if on is not None and task is not None and (problem := _problem(task)):
            yield on, problem


def _problem(task: Task) -> str:
    if task.task is None:
        missing = not task.has_task_role and task.is_fargate
        return f"{task.logical_id} has no TaskRoleArn, which ECS Exec needs" if missing else ""
    lacking = [action for action in CHANNELS if denied_by_policies(task.task, action.lower(), "*")]
    return f"{task.task.logical_id} is not allowed to call {', '.join(lacking)}" if lacking else ""
