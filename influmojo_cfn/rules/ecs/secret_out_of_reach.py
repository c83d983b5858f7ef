"""E9701: secrets of a task that its execution role cannot read."""

from __future__ import annotations

from influmojo_cfn.rules.ecs.tasks import out_of_reach
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9701",
    shortdesc="The execution role cannot read the task's secret",
    description="ECS reads the secrets of a container with the execution role before the container starts.",
    why="The task stops with ResourceInitializationError: unable to pull secrets.",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html",
)
def secret_out_of_reach(model: Model) -> Findings:
    yield from out_of_reach(model, lambda row: row.error == "secret")
