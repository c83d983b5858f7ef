"""What CloudTrail does not log, or logs only where a trail asks for data events, by IAM prefix.

An action that is not seen in CloudTrail can be in use all the same where it is named here. Where
AWS's pages differ about one, it is named: absence is then never taken for disuse.

Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-data-events-with-cloudtrail.html
and the pages on CloudTrail of each service, such as
https://docs.aws.amazon.com/AmazonS3/latest/userguide/cloudtrail-logging-s3-info.html,
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-logging-using-cloudtrail.html,
https://docs.aws.amazon.com/sns/latest/dg/logging-using-cloudtrail.html and
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/logging-using-cloudtrail.html
(read 2026-11-27).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class NotLogged(NamedTuple):
    """Actions, as patterns of their names, and what they are called in a report."""

    actions: tuple[str, ...]
    what: str


DATA_EVENTS: Mapping[str, NotLogged] = {
    "appconfig": NotLogged(
        ("GetLatestConfiguration", "StartConfigurationSession"), "AppConfig reads"
    ),
    "bedrock": NotLogged(
        ("InvokeAgent", "InvokeFlow", "Retrieve*"), "Amazon Bedrock runtime calls"
    ),
    "cassandra": NotLogged(("Select", "Modify"), "Amazon Keyspaces rows"),
    "cloudwatch": NotLogged(("PutMetricData", "GetMetric*", "GetMetricData"), "metrics"),
    "dynamodb": NotLogged(
        (
            "BatchGetItem",
            "BatchWriteItem",
            "ConditionCheckItem",
            "DeleteItem",
            "GetItem",
            "GetRecords",
            "GetShardIterator",
            "PartiQL*",
            "PutItem",
            "Query",
            "Scan",
            "UpdateItem",
        ),
        "DynamoDB items",
    ),
    "ebs": NotLogged(("*",), "EBS direct APIs"),
    "es": NotLogged(("ESHttp*",), "requests to OpenSearch domains"),
    "events": NotLogged(("PutEvents",), "events"),
    "execute-api": NotLogged(("*",), "requests to APIs"),
    "firehose": NotLogged(("PutRecord*",), "Firehose records"),
    "kinesis": NotLogged(
        ("GetRecords", "GetShardIterator", "PutRecord*", "SubscribeToShard"), "Kinesis records"
    ),
    "kinesisvideo": NotLogged(("GetMedia", "PutMedia"), "Kinesis video"),
    "lambda": NotLogged(("InvokeFunction*", "InvokeAsync"), "Lambda invocations"),
    "logs": NotLogged(
        ("FilterLogEvents", "GetLogEvents", "GetQueryResults", "PutLogEvents", "StartQuery"),
        "log events",
    ),
    "s3": NotLogged(
        (
            "AbortMultipartUpload",
            "BypassGovernanceRetention",
            "DeleteObject*",
            "GetObject*",
            "ListBucket",
            "ListBucketMultipartUploads",
            "ListBucketVersions",
            "ListMultipartUploadParts",
            "PutObject*",
            "ReplicateObject",
            "RestoreObject",
        ),
        "S3 objects",
    ),
    "servicediscovery": NotLogged(("DiscoverInstances*",), "Cloud Map lookups"),
    "ses": NotLogged(("Send*",), "SES messages"),
    "sns": NotLogged(("Publish",), "SNS publish"),
    "sqs": NotLogged(
        (
            "ChangeMessageVisibility",
            "DeleteMessage",
            "GetQueueAttributes",
            "GetQueueUrl",
            "ListDeadLetterSourceQueues",
            "ListQueueTags",
            "ListQueues",
            "ReceiveMessage",
            "SendMessage",
        ),
        "SQS messages",
    ),
    "ssmmessages": NotLogged(("*",), "ECS Exec and Session Manager channels"),
    "states": NotLogged(
        ("InvokeHTTPEndpoint", "SendTask*", "StartExecution", "StartSyncExecution"),
        "Step Functions executions",
    ),
    "xray": NotLogged(("Get*", "Put*"), "traces"),
}
"""IAM prefix to the actions that a trail logs only as data events."""

NEVER_LOGGED: Mapping[str, NotLogged] = {
    "aps": NotLogged(("RemoteWrite", "QueryMetrics"), "Prometheus metrics"),
    "dsql": NotLogged(("DbConnect*",), "database connections"),
    "elasticache": NotLogged(("Connect",), "connections to caches"),
    "elasticfilesystem": NotLogged(("Client*",), "mounts of file systems"),
    "iam": NotLogged(("PassRole",), "passing a role, which is not a call"),
    "kafka-cluster": NotLogged(("*",), "Kafka topics"),
    "rds-db": NotLogged(("connect",), "database connections"),
}
"""IAM prefix to the actions that no event of CloudTrail has."""
