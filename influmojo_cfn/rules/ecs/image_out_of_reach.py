"""E9702: images of a task that its execution role cannot pull."""

from __future__ import annotations

from influmojo_cfn.rules.ecs.tasks import out_of_reach
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9702",
    shortdesc="The execution role cannot pull the task's image",
    description="ECS pulls images from ECR with the execution role.",
    why="The task stops with CannotPullContainerError.",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html",
)
def image_out_of_reach(model: Model) -> Findings:
    yield from out_of_reach(model, lambda row: row.error == "image")
