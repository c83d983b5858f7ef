"""What services call with a role to deliver, to log and to test, by fields next to the role.

Each page was read 2026-11-27.
"""

from __future__ import annotations

from collections.abc import Mapping

from influmojo_cfn.service_roles.service_call import ANYTHING, FieldCalls

_STREAM = "AWS::KinesisFirehose::DeliveryStream"
_S3 = "ExtendedS3DestinationConfiguration"
_FIREHOSE = "https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html"
_SCHEMA = (_S3, "DataFormatConversionConfiguration", "SchemaConfiguration")
_WRITE_LOGS = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")

FIREHOSE = (
    FieldCalls(
        _STREAM,
        (_S3, "RoleARN"),
        (_S3, "ProcessingConfiguration", "Processors", "*", "Parameters", "*", "ParameterValue"),
        {"lambda": ("lambda:InvokeFunction",)},
        "transform the records",
        _FIREHOSE,
    ),
    FieldCalls(
        _STREAM,
        (_S3, "RoleARN"),
        (_S3, "EncryptionConfiguration", "KMSEncryptionConfig", "AWSKMSKeyARN"),
        {"kms": ("kms:GenerateDataKey",)},
        "encrypt the records in the bucket",
        _FIREHOSE,
    ),
    FieldCalls(
        _STREAM,
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
        {"": _WRITE_LOGS},
        "log the requests of the API",
        "https://docs.aws.amazon.com/appsync/latest/devguide/monitoring.html",
        ANYTHING,
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

_WINDOW = ("AWS::SSM::MaintenanceWindowTask", ("ServiceRoleArn",))
_WINDOWS = "https://docs.aws.amazon.com/systems-manager/latest/userguide/configuring-maintenance-window-permissions-console.html"

WINDOWS = (
    *(
        FieldCalls(
            *_WINDOW,
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
    FieldCalls(
        *_WINDOW,
        ("TaskArn",),
        {"lambda": ("lambda:InvokeFunction",), "states": ("states:StartExecution",)},
        "run the task of the window",
        _WINDOWS,
    ),
)

MONITORING: tuple[FieldCalls, ...] = (*FIREHOSE, *LOGS, *EXPERIMENTS, *WINDOWS)
