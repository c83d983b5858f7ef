"""E9502: roles of tasks that trust another service than ecs-tasks."""

from __future__ import annotations

from influmojo_cfn.iam import text as t
from influmojo_cfn.iam.branches import compatible
from influmojo_cfn.iam.principals import ECS_TASKS
from influmojo_cfn.iam.service_principals import principal_name
from influmojo_cfn.iam.written import WrittenPrincipal
from influmojo_cfn.rules.model import Entity
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.trust.principals import is_for_tasks, trust_statements


@rule(
    id="E9502",
    shortdesc="The role of a task does not trust ecs-tasks",
    description="Tasks get their roles through ecs-tasks.amazonaws.com; ecs.amazonaws.com is the ECS service itself.",
    why="ECS cannot assume the role, and no task starts.",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
)
def wrong_service(entity: Entity) -> Findings:
    if not is_for_tasks(entity):
        return
    services = [
        principal
        for statement in trust_statements(entity)
        if statement.allows
        for principal in statement.principals
        if principal.kind == "Service"
    ]
    for principal in services:
        name = principal.value.text
        if _is_ecs_tasks_beside(principal, services):
            continue
        if (
            entity.uses
            or name.startswith("ecs.")
            or (name.startswith("ec2.") and entity.managed_arns)
        ):
            yield (
                principal.value.path,
                f"tasks get their roles through {ECS_TASKS}, not {entity.resolver.show(name)}",
            )


def _is_ecs_tasks_beside(principal: WrittenPrincipal, services: list[WrittenPrincipal]) -> bool:
    """Return whether ecs-tasks is, or can be, among the services of a principal's branch."""
    for other in services:
        name = principal_name(other.value.text)
        if name == ECS_TASKS or t.has_unknown(name):
            if compatible(principal.value.branch, other.value.branch):
                return True
    return False
