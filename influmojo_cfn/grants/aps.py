"""Grants on Amazon Managed Service for Prometheus."""

from awacs import aps

from influmojo_cfn.grants.model import SIDECAR, Argument, Grant, StatementRow

GRANTS = (
    Grant(
        name="aps.write_metrics",
        in_every_boundary=False,
        purpose="Write metrics into a Prometheus workspace.",
        uses=(SIDECAR,),
        source=(
            "https://docs.aws.amazon.com/prometheus/latest/userguide/"
            "AMP-onboard-ingest-metrics-OpenTelemetry-ECS.html"
        ),
        arguments=(Argument("workspace", "workspace_id", "The workspace's ID."),),
        statements=(
            StatementRow(
                "WriteMetrics",
                (aps.RemoteWrite,),
                (
                    "arn:${AWS::Partition}:aps:${AWS::Region}:${AWS::AccountId}"
                    ":workspace/{workspace}",
                ),
            ),
        ),
    ),
)
