"""W9745: sidecars that the task role does not allow what they are there for."""

from __future__ import annotations

from influmojo_cfn.rules.ecs.tasks import refused_calls
from influmojo_cfn.rules.model import Model
from influmojo_cfn.rules.rule import Findings, rule


@rule(
    id="W9745",
    shortdesc="The task role lacks what a sidecar calls",
    description="X-Ray, CloudWatch and OpenTelemetry sidecars send their data with the task role.",
    why="Tasks start, and traces or metrics are lost; only the log of the sidecar shows it.",
    source_url="https://docs.aws.amazon.com/xray/latest/devguide/xray-daemon-ecs.html",
)
def sidecar_not_allowed(model: Model) -> Findings:
    for missing in refused_calls(model, "task", lambda row: row.error == "sidecar"):
        yield missing.path, f"{missing} to {missing.calls[0].row.purpose}"
