"""E9705: awslogs-create-group without logs:CreateLogGroup."""

from __future__ import annotations

from influmojo_cfn.rules.ecs.tasks import out_of_reach
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9705",
    shortdesc="awslogs-create-group needs logs:CreateLogGroup",
    description="With awslogs-create-group ECS makes the log group itself, with the execution role.",
    why="The task stops: ECS is not allowed to create the group, which does not exist.",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",
)
def create_group_not_allowed(model: Model) -> Findings:
    yield from out_of_reach(model, lambda row: row.name == "log group")
