"""What services call with a role to deliver, replicate, log and test, by fields next to the role.

Each page was read 2026-11-27.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from influmojo_cfn.service_roles.service_call import ANYTHING, FieldCalls
from influmojo_cfn.service_roles.template_fields import arn_of

_of_stream = partial(FieldCalls, "AWS::KinesisFirehose::DeliveryStream")
_S3 = "ExtendedS3DestinationConfiguration"
_FIREHOSE = "https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html"
_SCHEMA = (_S3, "DataFormatConversionConfiguration", "SchemaConfiguration")
_WRITE_LOGS = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")

_BACKED_UP_IN_S3 = (
    "AmazonOpenSearchServerless",
    "Amazonopensearchservice",
    "Elasticsearch",
    "HttpEndpoint",
    "Iceberg",
    "Redshift",
    "Snowflake",
    "Splunk",
)
_BUCKETS = (
    (_S3,),
    (_S3, "S3BackupConfiguration"),
    ("S3DestinationConfiguration",),
    ("RedshiftDestinationConfiguration", "S3BackupConfiguration"),
    *((f"{name}DestinationConfiguration", "S3Configuration") for name in _BACKED_UP_IN_S3),
)
"""Where a delivery stream names a bucket that it writes to."""

_SERVERLESS = "AmazonOpenSearchServerlessDestinationConfiguration"

FIREHOSE = (
    *(
        _of_stream(
            (*place, "RoleARN"),
            (*place, "BucketARN"),
            {"s3": ("s3:PutObject",)},
            "deliver records to the bucket",
            _FIREHOSE,
            "{}/*",
        )
        for place in _BUCKETS
    ),
    _of_stream(
        ("KinesisStreamSourceConfiguration", "RoleARN"),
        ("KinesisStreamSourceConfiguration", "KinesisStreamARN"),
        {"kinesis": ("kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:DescribeStream")},
        "read the source stream",
        _FIREHOSE,
    ),
    _of_stream(
        (_SERVERLESS, "RoleARN"),
        (_SERVERLESS, "IndexName"),
        {"": ("aoss:APIAccessAll",)},
        "write to the index",
        _FIREHOSE,
        ANYTHING,
    ),
    _of_stream(
        (_S3, "RoleARN"),
        (_S3, "ProcessingConfiguration", "Processors", "*", "Parameters", "*", "ParameterValue"),
        {"lambda": ("lambda:InvokeFunction",)},
        "transform the records",
        _FIREHOSE,
        mixed=True,
    ),
    _of_stream(
        (_S3, "RoleARN"),
        (_S3, "EncryptionConfiguration", "KMSEncryptionConfig", "AWSKMSKeyARN"),
        {"kms": ("kms:GenerateDataKey",)},
        "encrypt the records in the bucket",
        _FIREHOSE,
    ),
    _of_stream(
        (*_SCHEMA, "RoleARN"),
        (*_SCHEMA, "TableName"),
        {"": ("glue:GetTableVersions",)},
        "read the schema of the records",
        _FIREHOSE,
        ANYTHING,
    ),
    FieldCalls(
        "AWS::CloudWatch::MetricStream",
        ("RoleArn",),
        ("FirehoseArn",),
        {"firehose": ("firehose:PutRecord", "firehose:PutRecordBatch")},
        "deliver the metrics",
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-metric-streams-trustpolicy.html",
    ),
)

_MONITORED = (
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html"
)
_RDS_GROUP = arn_of("logs", "log-group:RDSOSMetrics")

DATABASES = (
    *(
        FieldCalls(
            kind,
            ("MonitoringRoleArn",),
            ("MonitoringRoleArn",),
            {"": actions},
            "write the metrics of the operating system",
            _MONITORED,
            resource,
        )
        for kind in ("AWS::RDS::DBCluster", "AWS::RDS::DBInstance")
        for actions, resource in (
            (("logs:CreateLogGroup", "logs:PutRetentionPolicy"), _RDS_GROUP),
            (
                ("logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"),
                f"{_RDS_GROUP}:log-stream:{ANYTHING}",
            ),
        )
    ),
    FieldCalls(
        "AWS::RDS::DBProxy",
        ("RoleArn",),
        ("Auth", "*", "SecretArn"),
        {"secretsmanager": ("secretsmanager:GetSecretValue",)},
        "read the secret of the database",
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy-setup.html",
    ),
)
"""The actions on the log group are those of AmazonRDSEnhancedMonitoringRole."""

_REPLICATION = ("ReplicationConfiguration",)
_REPLICATED = (
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html"
)

_of_bucket = partial(FieldCalls, "AWS::S3::Bucket", (*_REPLICATION, "Role"))

REPLICATION = (
    _of_bucket(
        (*_REPLICATION, "Rules"),
        {
            "": (
                "s3:GetReplicationConfiguration",
                "s3:ListBucket",
                "s3:GetObjectVersionForReplication",
            )
        },
        "read what is replicated",
        _REPLICATED,
        ANYTHING,
    ),
    _of_bucket(
        (*_REPLICATION, "Rules", "*", "Destination", "Bucket"),
        {"s3": ("s3:ReplicateObject",)},
        "write to the destination",
        _REPLICATED,
        "{}/*",
    ),
)

NOTICES = (
    FieldCalls(
        "AWS::SNS::Subscription",
        ("SubscriptionRoleArn",),
        ("Endpoint",),
        {"firehose": ("firehose:PutRecord", "firehose:PutRecordBatch")},
        "deliver messages to the stream",
        "https://docs.aws.amazon.com/sns/latest/dg/prereqs-kinesis-data-firehose.html",
    ),
    FieldCalls(
        "AWS::AutoScaling::LifecycleHook",
        ("RoleARN",),
        ("NotificationTargetARN",),
        {"sns": ("sns:Publish",), "sqs": ("sqs:SendMessage", "sqs:GetQueueUrl")},
        "tell of the instance",
        "https://docs.aws.amazon.com/autoscaling/ec2/userguide/prepare-for-lifecycle-notifications.html",
    ),
)

LOGS = (
    FieldCalls(
        "AWS::CloudTrail::Trail",
        ("CloudWatchLogsRoleArn",),
        ("CloudWatchLogsLogGroupArn",),
        {"": ("logs:CreateLogStream", "logs:PutLogEvents")},
        "write the trail's events",
        "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html",
        ANYTHING,
    ),
    FieldCalls(
        "AWS::ApiGateway::Account",
        ("CloudWatchRoleArn",),
        ("CloudWatchRoleArn",),
        {"": _WRITE_LOGS},
        "log the requests of each API",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html",
        ANYTHING,
    ),
    FieldCalls(
        "AWS::AppSync::GraphQLApi",
        ("LogConfig", "CloudWatchLogsRoleArn"),
        ("LogConfig", "CloudWatchLogsRoleArn"),
        {"": _WRITE_LOGS[1:]},
        "log the requests of the API",
        "https://docs.aws.amazon.com/appsync/latest/devguide/monitoring.html",
        ANYTHING,
    ),
    FieldCalls(
        "AWS::AppSync::GraphQLApi",
        ("LogConfig", "CloudWatchLogsRoleArn"),
        ("LogConfig", "CloudWatchLogsRoleArn"),
        {"": _WRITE_LOGS[:1]},
        "create the log group of the API, if no one else does",
        "https://docs.aws.amazon.com/appsync/latest/devguide/monitoring.html",
        ANYTHING,
        certain=False,
    ),
    FieldCalls(
        "AWS::Cognito::UserPool",
        ("SmsConfiguration", "SnsCallerArn"),
        ("SmsConfiguration", "SnsCallerArn"),
        {"": ("sns:Publish",)},
        "send text messages",
        "https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-sms-settings.html",
        ANYTHING,
    ),
)

_FIS = "https://docs.aws.amazon.com/fis/latest/userguide/fis-actions-reference.html"
_EXPERIMENTS: Mapping[str, tuple[str, ...]] = {
    "aws:ec2:reboot-instances": ("ec2:RebootInstances",),
    "aws:ec2:stop-instances": ("ec2:StopInstances",),
    "aws:ec2:terminate-instances": ("ec2:TerminateInstances",),
    "aws:ecs:drain-container-instances": ("ecs:UpdateContainerInstancesState",),
    "aws:ecs:stop-task": ("ecs:StopTask",),
    "aws:rds:failover-db-cluster": ("rds:FailoverDBCluster",),
    "aws:rds:reboot-db-instances": ("rds:RebootDBInstance",),
    "aws:ssm:send-command": ("ssm:SendCommand",),
    "aws:ssm:start-automation-execution": ("ssm:StartAutomationExecution",),
}
"""By the action of an experiment, the calls that it makes."""

EXPERIMENTS = tuple(
    FieldCalls(
        "AWS::FIS::ExperimentTemplate",
        ("RoleArn",),
        ("Actions", "{}", "ActionId"),
        {"": actions},
        "run the experiment",
        _FIS,
        ANYTHING,
        equals=name,
    )
    for name, actions in _EXPERIMENTS.items()
)

_of_window = partial(FieldCalls, "AWS::SSM::MaintenanceWindowTask", ("ServiceRoleArn",))
_WINDOWS = "https://docs.aws.amazon.com/systems-manager/latest/userguide/configuring-maintenance-window-permissions-console.html"

WINDOWS = (
    *(
        _of_window(
            ("TaskType",),
            {"": (action,)},
            "run the task of the window",
            _WINDOWS,
            ANYTHING,
            equals=kind,
        )
        for kind, action in (
            ("AUTOMATION", "ssm:StartAutomationExecution"),
            ("RUN_COMMAND", "ssm:SendCommand"),
        )
    ),
    _of_window(
        ("TaskArn",),
        {"lambda": ("lambda:InvokeFunction",), "states": ("states:StartExecution",)},
        "run the task of the window",
        _WINDOWS,
    ),
)

MONITORING: tuple[FieldCalls, ...] = (
    *FIREHOSE,
    *DATABASES,
    *REPLICATION,
    *NOTICES,
    *LOGS,
    *EXPERIMENTS,
    *WINDOWS,
)
