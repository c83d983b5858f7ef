"""What services call with a role because a field of the resource that has it has a value.

Each page was read 2026-11-27.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from influmojo_cfn.iam import text as t
from influmojo_cfn.service_roles.ecs.infrastructure_calls import ECS_INFRASTRUCTURE
from influmojo_cfn.service_roles.service_call import ANYTHING, FieldCalls
from influmojo_cfn.service_roles.template_fields import arn_of

_LAMBDA = "https://docs.aws.amazon.com/lambda/latest/dg/"
_CODEBUILD = "https://docs.aws.amazon.com/codebuild/latest/userguide/"


SEND: Mapping[str, tuple[str, ...]] = {
    "sqs": ("sqs:SendMessage",),
    "sns": ("sns:Publish",),
    "lambda": ("lambda:InvokeFunction",),
    "events": ("events:PutEvents",),
}
"""What it takes to send something on, by the service that it is sent to."""

READ: Mapping[str, tuple[str, ...]] = {
    "sqs": ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"),
    "kinesis": ("kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:DescribeStream"),
    "kinesis consumer": ("kinesis:SubscribeToShard",),
    "dynamodb": ("dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:DescribeStream"),
}
"""What it takes to read a queue or a stream, by its service.

A consumer of a Kinesis stream has an ARN of its own.
https://docs.aws.amazon.com/streams/latest/dev/enhanced-consumers.html (read 2026-11-27)
"""

_of_function = partial(FieldCalls, "AWS::Lambda::Function", ("Role",))
_of_mapping, _of_invocations = (
    partial(FieldCalls, f"AWS::Lambda::{kind}", ("Role",), holder=("FunctionName",))
    for kind in ("EventSourceMapping", "EventInvokeConfig")
)
"""Resources that name the function whose role makes the calls."""

_VPC = ("ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces", "ec2:DeleteNetworkInterface")

LAMBDA = (
    _of_function(
        ("VpcConfig", "SubnetIds"),
        {"": _VPC},
        "connect the function to its VPC",
        f"{_LAMBDA}configuration-vpc.html",
        ANYTHING,
    ),
    _of_function(
        ("DeadLetterConfig", "TargetArn"),
        {service: SEND[service] for service in ("sqs", "sns")},
        "send what failed to the dead-letter queue or topic",
        f"{_LAMBDA}invocation-async-retain-records.html",
    ),
    _of_function(
        ("TracingConfig", "Mode"),
        {"": ("xray:PutTraceSegments",)},
        "send traces to X-Ray",
        f"{_LAMBDA}services-xray.html",
        ANYTHING,
        equals="Active",
    ),
    _of_function(
        ("TracingConfig", "Mode"),
        {"": ("xray:PutTelemetryRecords",)},
        "tell X-Ray how many traces it sends",
        f"{_LAMBDA}services-xray.html",
        ANYTHING,
        equals="Active",
        certain=False,
    ),
    _of_function(
        ("KmsKeyArn",),
        {"kms": ("kms:Decrypt",)},
        "decrypt the environment variables when its role has been made anew, without a grant",
        f"{_LAMBDA}configuration-envvars-encryption.html",
        certain=False,
    ),
    _of_function(
        ("FileSystemConfigs", "*", "Arn"),
        {"elasticfilesystem": ("elasticfilesystem:ClientMount",)},
        "mount the file system",
        f"{_LAMBDA}configuration-filesystem-efs.html",
        ANYTHING,
    ),
    _of_mapping(
        ("EventSourceArn",),
        READ,
        "read the event source",
        f"{_LAMBDA}invocation-eventsourcemapping.html",
    ),
    _of_mapping(
        ("EventSourceArn",),
        {
            "dynamodb": ("dynamodb:ListStreams",),
            "kinesis": ("kinesis:ListStreams", "kinesis:ListShards"),
        },
        "find the streams of the event source",
        f"{_LAMBDA}invocation-eventsourcemapping.html",
        ANYTHING,
        certain=False,
    ),
    _of_mapping(
        ("DestinationConfig", "OnFailure", "Destination"),
        {service: SEND[service] for service in ("sqs", "sns")},
        "send what failed to the destination",
        f"{_LAMBDA}kinesis-on-failure-destination.html",
    ),
    *(
        calls_of(
            ("DestinationConfig", "OnFailure", "Destination"),
            {"s3": ("s3:PutObject",)},
            "keep what failed in the bucket",
            f"{_LAMBDA}kinesis-on-failure-destination.html",
            "{}/*",
        )
        for calls_of in (_of_mapping, _of_invocations)
    ),
    *(
        _of_invocations(
            ("DestinationConfig", outcome, "Destination"),
            SEND,
            "send the result to the destination",
            f"{_LAMBDA}invocation-async-retain-records.html",
        )
        for outcome in ("OnFailure", "OnSuccess")
    ),
)

_of_project = partial(FieldCalls, "AWS::CodeBuild::Project", ("ServiceRole",))
_CODEBUILD_VPC = (
    f"{_CODEBUILD}auth-and-access-control-iam-identity-based-access-control.html"
    "#customer-managed-policies-example-create-vpc-network-interface"
)

CODEBUILD = (
    _of_project(
        ("VpcConfig", "VpcId"),
        {
            "": (
                *_VPC,
                "ec2:DescribeSubnets",
                "ec2:DescribeSecurityGroups",
                "ec2:DescribeDhcpOptions",
                "ec2:DescribeVpcs",
            )
        },
        "connect builds to the VPC",
        _CODEBUILD_VPC,
        ANYTHING,
    ),
    _of_project(
        ("VpcConfig", "VpcId"),
        {"": ("ec2:CreateNetworkInterfacePermission",)},
        "connect builds to the VPC",
        _CODEBUILD_VPC,
        ANYTHING,
        context=(("ec2:authorizedservice", "codebuild.amazonaws.com"),),
    ),
    _of_project(
        ("Source", "Auth", "Resource"),
        dict.fromkeys(
            ("codestar-connections", "codeconnections"),
            ("codestar-connections:UseConnection or codeconnections:UseConnection",),
        ),
        "read the source through the connection",
        f"{_CODEBUILD}connections-github-app.html",
    ),
    _of_project(
        ("FileSystemLocations",),
        {"": ("elasticfilesystem:DescribeMountTargets",)},
        "mount the file system",
        f"{_CODEBUILD}sample-efs.html",
        ANYTHING,
        certain=False,
    ),
)

_FLOW_LOG = "AWS::EC2::FlowLog"
_VENDED = (
    "logs:CreateLogDelivery",
    "logs:GetLogDelivery",
    "logs:UpdateLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:DescribeResourcePolicies",
    "logs:DescribeLogGroups",
)
_TRACE = ("xray:PutTraceSegments",)
_SAMPLE = ("xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets")
_MACHINES = (
    (
        "AWS::StepFunctions::StateMachine",
        ("RoleArn",),
        "LoggingConfiguration",
        "TracingConfiguration",
    ),
    ("AWS::Serverless::StateMachine", ("Role",), "Logging", "Tracing"),
)

OTHERS = (
    FieldCalls(
        "AWS::Scheduler::Schedule",
        ("Target", "RoleArn"),
        ("KmsKeyArn",),
        {"kms": ("kms:Decrypt",)},
        "decrypt what the schedule keeps for its target",
        "https://docs.aws.amazon.com/scheduler/latest/UserGuide/encryption-rest.html",
    ),
    FieldCalls(
        "AWS::StepFunctions::StateMachine",
        ("RoleArn",),
        ("EncryptionConfiguration", "KmsKeyId"),
        {"kms": ("kms:Decrypt", "kms:GenerateDataKey")},
        "encrypt the executions",
        "https://docs.aws.amazon.com/step-functions/latest/dg/encryption-at-rest.html",
    ),
    *(
        FieldCalls(
            kind,
            role,
            (logging, "Destinations"),
            {"": _VENDED},
            "deliver the execution's logs",
            "https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html",
            ANYTHING,
        )
        for kind, role, logging, _ in _MACHINES
    ),
    *(
        FieldCalls(
            kind,
            role,
            (logging, "Destinations"),
            {"": ("logs:DeleteLogDelivery",)},
            "stop the delivery of the execution's logs",
            "https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html",
            ANYTHING,
            certain=False,
        )
        for kind, role, logging, _ in _MACHINES
    ),
    *(
        FieldCalls(
            kind,
            role,
            (tracing, "Enabled"),
            {"": actions},
            "send traces to X-Ray",
            "https://docs.aws.amazon.com/step-functions/latest/dg/concepts-xray-tracing.html",
            ANYTHING,
            certain=actions == _TRACE,
            equals="true",
        )
        for kind, role, _, tracing in _MACHINES
        for actions in (_TRACE, _SAMPLE)
    ),
    FieldCalls(
        "AWS::Logs::SubscriptionFilter",
        ("RoleArn",),
        ("DestinationArn",),
        {
            "kinesis": ("kinesis:PutRecord or kinesis:PutRecords",),
            "firehose": ("firehose:PutRecord or firehose:PutRecordBatch",),
        },
        "send log events to the stream",
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html",
    ),
    FieldCalls(
        _FLOW_LOG,
        ("DeliverLogsPermissionArn",),
        ("LogGroupName",),
        {"": ("logs:CreateLogStream", "logs:PutLogEvents")},
        "write the flow logs",
        "https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html",
        arn_of("logs", f"log-group:{{}}:log-stream:{t.ANY}"),
    ),
)

_of_pipe = partial(FieldCalls, "AWS::Pipes::Pipe", ("RoleArn",))
_PIPES = "https://docs.aws.amazon.com/eventbridge/latest/userguide/"

PIPES = (
    _of_pipe(("Source",), READ, "read the source", f"{_PIPES}eb-pipes-permissions.html"),
    _of_pipe(
        ("Enrichment",),
        {
            "lambda": ("lambda:InvokeFunction",),
            "states": ("states:StartSyncExecution",),
            "events": ("events:InvokeApiDestination",),
            "execute-api": ("execute-api:Invoke",),
        },
        "enrich what the source brings",
        f"{_PIPES}pipes-enrichment.html",
    ),
    *(
        _of_pipe(
            ("SourceParameters", f"{stream}StreamParameters", "DeadLetterConfig", "Arn"),
            {service: SEND[service] for service in ("sqs", "sns")},
            "send what failed to the dead-letter queue",
            f"{_PIPES}eb-pipes-permissions.html",
        )
        for stream in ("DynamoDB", "Kinesis")
    ),
)

_SCALING = "https://docs.aws.amazon.com/autoscaling/application/userguide/security_iam_id-based-policy-examples.html"

SCALING = tuple(
    FieldCalls(
        "AWS::ApplicationAutoScaling::ScalableTarget",
        ("RoleARN",),
        field,
        {"": actions},
        "scale between its limits",
        _SCALING,
        resource,
        certain=False,
        begins=begins,
    )
    for field, begins, resource, actions in (
        (
            ("ResourceId",),
            "service/",
            arn_of("ecs", "{}"),
            ("ecs:DescribeServices", "ecs:UpdateService"),
        ),
        (
            ("ResourceId",),
            "table/",
            arn_of("dynamodb", "{}"),
            ("dynamodb:DescribeTable", "dynamodb:UpdateTable"),
        ),
        *(
            (
                ("ServiceNamespace",),
                namespace,
                ANYTHING,
                ("cloudwatch:DescribeAlarms", "cloudwatch:PutMetricAlarm"),
            )
            for namespace in ("ecs", "dynamodb")
        ),
    )
)
"""Where a service has a service-linked role, Application Auto Scaling can take that instead."""

FIELD_CALLS: tuple[FieldCalls, ...] = (
    *LAMBDA,
    *CODEBUILD,
    *ECS_INFRASTRUCTURE,
    *PIPES,
    *SCALING,
    *OTHERS,
)
