"""E9703: environment files of a task that its execution role cannot read."""

from __future__ import annotations

from influmojo_cfn.rules.ecs.tasks import out_of_reach
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="E9703",
    shortdesc="The execution role cannot read the environment file",
    description="ECS reads environment files from S3 with the execution role: s3:GetObject and s3:GetBucketLocation.",
    why="The task stops before its container starts.",
    source_url="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html",
)
def file_out_of_reach(model: Model) -> Findings:
    yield from out_of_reach(model, lambda row: row.error in ("environment file", "log router"))
