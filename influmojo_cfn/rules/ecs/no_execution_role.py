"""E9707: task definitions that need an execution role and have none."""

from __future__ import annotations

from influmojo_cfn.rules.ecs.tasks import tasks
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.service_roles.ecs.instance_role import ON_EC2


@rule(
    id="E9707",
    shortdesc="The task definition needs an execution role",
    description="Secrets, environment files, ECR on Fargate and awslogs on Fargate need ExecutionRoleArn.",
    why="ECS rejects the task definition, or the task stops before it starts.",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
)
def no_execution_role(model: Model) -> Findings:
    for task in tasks(model):
        if task.has_execution_role:
            continue
        calls = list(task.execution_calls())
        by_instance = {call.row.error for call in calls} <= ON_EC2
        if calls and (task.is_fargate or not by_instance):
            yield (
                task.path[:2],
                f"{task.logical_id} has no ExecutionRoleArn, which its containers need",
            )
