"""E9715: roles of rules and schedules that cannot start their task."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from influmojo_cfn.rules.ecs.permission import refused
from influmojo_cfn.rules.ecs.tasks import Task, tasks
from influmojo_cfn.rules.model import Entity, Model
from influmojo_cfn.rules.rule import Found, rule
from influmojo_cfn.rules.services.given import at_property, roles_at
from influmojo_cfn.service_roles.trusted_services import RUN_TASK_TARGETS


@rule(
    id="E9715",
    shortdesc="The role of a rule or schedule cannot start the task",
    description="It needs ecs:RunTask on the task definition, and iam:PassRole on each role of the task.",
    why="The target fails every time, and only a metric says so.",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/CWE_IAM_role.html",
    tags=("iam", "ecs", "services"),
    scope="template",
)
def task_not_started(model: Model) -> Iterator[Found]:
    """Find roles of rules and schedules that cannot start their task."""
    known = {model.resolver.named(task.logical_id): task for task in tasks(model)}
    for row in RUN_TASK_TARGETS if known else ():
        for _, (target, path, branch) in at_property(model, row):
            parameters = target.get("EcsParameters") if isinstance(target, Mapping) else None
            if not isinstance(parameters, Mapping) or "RoleArn" not in target:
                continue
            task = known.get(model.resolver.text(parameters.get("TaskDefinitionArn", "")))
            place = (target["RoleArn"], (*path, "RoleArn"), branch)
            for value, role in roles_at(model, place) if task else ():
                missing = list(_missing(model, role, task)) if task else []
                if missing:
                    yield value.path, f"{role.logical_id} may not {', nor '.join(missing)}"


def _missing(model: Model, role: Entity, task: Task) -> Iterator[str]:
    """Yield what a role cannot be allowed of what starting a task takes."""
    if refused(role, "ecs:runtask", model.resolver.named(task.logical_id)):
        yield f"ecs:RunTask on {task.logical_id}"
    for passed in dict.fromkeys(filter(None, (task.execution, task.task))):
        if refused(role, "iam:passrole", model.resolver.named(f"{passed.logical_id}.Arn")):
            yield f"iam:PassRole on {passed.logical_id}"
