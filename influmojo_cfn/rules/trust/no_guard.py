"""W9504: roles of tasks without a guard against the confused deputy."""

from __future__ import annotations

from influmojo_cfn.iam.principals import ECS_TASKS
from influmojo_cfn.rules.model import Entity
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.trust.guard import is_execution_role, unguarded
from influmojo_cfn.rules.trust.principals import (
    is_for_tasks,
    trust_statements,
    trusted_services,
)


@rule(
    id="W9504",
    shortdesc="The trust policy has no guard against the confused deputy",
    description="aws:SourceAccount or aws:SourceArn limit the tasks that ECS can give the role to.",
    why="Without them another account might make ECS use the role for it.",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html#create_task_iam_policy_and_role",
    follows="E9714/role",
    once="template",
)
def no_guard(entity: Entity) -> Findings:
    if "execution" in entity.uses or is_execution_role(entity):
        return
    services = {s for statement in trust_statements(entity) for s in trusted_services(statement)}
    if services != {ECS_TASKS} and not is_for_tasks(entity):
        return  # Other services assume it too: nothing says that it is a task's role.
    for path in unguarded(entity):
        yield path, "no condition limits the tasks: add aws:SourceAccount and aws:SourceArn"
