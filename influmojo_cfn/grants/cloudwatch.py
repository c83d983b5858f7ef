"""Grants on Amazon CloudWatch."""

from awacs import cloudwatch

from influmojo_cfn.grants.model import DOCS, Argument, ConditionRow, Grant, StatementRow

GRANTS = (
    Grant(
        name="cloudwatch.put_metrics",
        purpose="Publish metrics in the application's own namespaces.",
        source=f"{DOCS}AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-namespace.html",
        arguments=(
            Argument(
                "namespaces", "metric_namespace", "The namespaces of the metrics.", repeated=True
            ),
        ),
        statements=(
            StatementRow(
                "PutMetrics",
                (cloudwatch.PutMetricData,),
                ("*",),
                (ConditionRow("StringEquals", "cloudwatch:namespace", ("{namespaces}",)),),
                forced_star=(
                    "A metric has no ARN: cloudwatch:PutMetricData is narrowed by the namespace."
                ),
            ),
        ),
    ),
)
