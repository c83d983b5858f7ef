"""E9704: log groups of a task that its execution role cannot write to."""

from __future__ import annotations

from influmojo_cfn.rules.ecs.tasks import out_of_reach
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9704",
    shortdesc="The execution role cannot write to the log group",
    description="The awslogs driver makes streams and writes events with the execution role.",
    why="The task stops with ResourceInitializationError: failed to create log stream.",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",
)
def log_group_out_of_reach(model: Model) -> Findings:
    yield from out_of_reach(model, lambda row: row.name == "log stream")
