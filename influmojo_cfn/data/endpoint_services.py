"""The services that a VPC endpoint is for, where IAM calls them otherwise than the endpoint does.

Source: https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
(read 2026-11-28) and the service prefixes of the service authorization reference.
"""

from __future__ import annotations

PREFIXES: dict[str, str] = {
    "bedrock-agent-runtime": "bedrock",
    "bedrock-runtime": "bedrock",
    "ecs-agent": "ecs",
    "ecs-telemetry": "ecs",
    "email": "ses",
    "email-smtp": "ses",
    "grafana-workspace": "grafana",
    "kinesis-firehose": "firehose",
    "kinesis-streams": "kinesis",
    "monitoring": "cloudwatch",
    "rds-data": "rds-data",
    "s3-global": "s3",
    "sagemaker-featurestore-runtime": "sagemaker",
    "sms": "sms",
    "sync-states": "states",
}
"""The name of an endpoint's service to the prefix of the actions that its policy is about."""
