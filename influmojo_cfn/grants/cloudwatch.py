"""Grants on Amazon CloudWatch."""

from awacs import cloudwatch

from influmojo_cfn.grants.model import CODE, Argument, ConditionRow, Grant, StatementRow

GRANTS = (
    Grant(
        name="cloudwatch.put_metrics",
        purpose="Publish metrics in the application's own namespaces.",
        uses=(CODE,),
        source=(
            "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
            "iam-cw-condition-keys-namespace.html"
        ),
        arguments=(
            Argument(
                name="namespaces",
                kind="metric_namespace",
                description="The namespaces of the metrics.",
                repeated=True,
            ),
        ),
        statements=(
            StatementRow(
                sid="PutMetrics",
                actions=(cloudwatch.PutMetricData,),
                resources=("*",),
                conditions=(
                    ConditionRow(
                        operator="StringEquals",
                        key="cloudwatch:namespace",
                        values=("{namespaces}",),
                    ),
                ),
                forced_star=(
                    "A metric has no ARN: cloudwatch:PutMetricData is narrowed by the namespace."
                ),
            ),
        ),
    ),
)
