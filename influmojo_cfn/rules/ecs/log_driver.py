"""E9748: log drivers that no task starts with, as their options and the other containers are."""

from __future__ import annotations

from influmojo_cfn.rules.ecs.tasks import tasks
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9748",
    shortdesc="The log driver of the container does not start",
    description="awsfirelens needs a container with a FirelensConfiguration, awslogs a log group. "
    "Fargate has these two and splunk, and awslogs needs its Region there.",
    why="ECS rejects the task definition, or its tasks stop before any container runs.",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html",
)
def log_driver(model: Model) -> Findings:
    for task in tasks(model):
        for mistake in task.mistakes:
            if "LogConfiguration" in mistake.field.path:
                yield mistake.field.path, mistake.message
