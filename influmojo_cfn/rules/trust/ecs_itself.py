"""W9515: a bare trust policy for ECS itself, where its tasks are meant."""

from __future__ import annotations

from influmojo_cfn.iam.principals import ECS_TASKS
from influmojo_cfn.rules.model import PolicyStatement
from influmojo_cfn.rules.rule import Findings, rule
from influmojo_cfn.rules.trust.principals import trusted_services


@rule(
    id="W9515",
    shortdesc="The trust policy is for ECS itself, not for its tasks",
    description="ecs.amazonaws.com takes the roles of load balancers and volumes; tasks get theirs through ecs-tasks.",
    why="With it no task starts: ECS cannot assume the role. A document alone does not show which role is meant.",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
    needs="principals allows of-role",
)
def ecs_itself(statement: PolicyStatement) -> Findings:
    if statement.policy.in_template or ECS_TASKS in trusted_services(statement):
        return
    for principal in statement.principals:
        if principal.kind == "Service" and principal.value.text.lower() == "ecs.amazonaws.com":
            yield principal.value.path, f"tasks get their roles through {ECS_TASKS}"
